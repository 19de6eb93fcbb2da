// The parts that the wasm is split into, each after its parents, which are linked before it. An export belongs to the
// part whose patterns match its name; everything else follows from what the exports reach (`scripts/split.js`). A part
// without exports holds what several others share. `isApart` is true of a part whose bytes are a module of their own,
// which `import()` loads: few calls of those who import the part need it.

export const PARTS = {
  core: { parents: [], exports: ["passesStandard", "reserve", "__wbindgen_*", "__externref_*"] },
  check: { parents: ["core"], exports: ["check"] },
  issues: { parents: ["check"], exports: ["issues", "nulls", "describeReply", "describeInput"] },
  call: {
    parents: ["core"],
    exports: ["beginCall", "nextCall", "replyArrived"],
  },
  refusal: { parents: ["call"], exports: ["judgeReply"], isApart: true },
  batch: { parents: ["call"], exports: ["batch_*", "__wbg_batch_free", "limiter_*", "__wbg_limiter_free"] },
  list: { parents: ["batch"], exports: ["list_*", "__wbg_list_free"] },
  shared: { parents: ["check"], exports: [] },
  documents: { parents: ["issues", "shared"], exports: [] },
  page: { parents: ["documents"], exports: ["checkPage"] },
  rules: { parents: ["shared"], exports: [] },
  policy: { parents: ["shared"], exports: ["useLabels", "hasProfile", "otherKind"] },
  summary: { parents: ["policy"], exports: ["summary", "formatted", "formatSummary"] },
  diff: { parents: ["policy"], exports: ["changes", "setAside"] },
  audit: { parents: ["diff", "rules"], exports: ["findings", "drift", "ruleIds", "policyFields"] },
  // Apart from the audit: pages that audit a profile need no list of the rules.
  ruleList: { parents: ["audit"], exports: ["auditRules"] },
  catalog: { parents: ["policy"], exports: ["catalog"] },
  fleet: { parents: ["documents", "rules"], exports: ["fleet_*", "__wbg_fleet_free"] },
  drift: { parents: ["fleet", "diff"], exports: ["drift_*", "__wbg_drift_free"] },
};
