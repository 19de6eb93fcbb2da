// The filters of the list of users, for the call and for the proxy. Does not use the wasm.

/** The parameters of the query, by the options that set them. */
export const LIST_FILTERS = {
  siteId: "site_id",
  status: "status",
  department: "department",
  costCenter: "cost_center",
  keyword: "keyword",
  callingType: "calling_type",
} as const;
