// What pages may load (`npm run size`).

const CALL = "getUserProfile, isZoomPhoneError";
const SUMMARY = `${CALL}, summarizePolicy, formatPolicySummary`;

/**
 * What pages import, and what they may load for that, in KB (1,000 bytes) after brotli 11: `initial` with the page,
 * `all` with what `import()` loads later. A budget is the size of today, with room for a small change.
 */
export const PAGES = [
  { title: "`getUserProfile`, `isZoomPhoneError`", names: CALL, initial: { budget: 34.6, target: 43 } },
  { title: "`isUserProfile`", names: "isUserProfile", initial: { budget: 36.3, target: 41 } },
  {
    title: "the first row and `validateUserProfile`",
    names: `${CALL}, validateUserProfile`,
    initial: { budget: 59.7, target: 61 },
  },
  {
    title: "the first row, `summarizePolicy`, `formatPolicySummary`",
    names: SUMMARY,
    initial: { budget: 73, target: 76 },
  },
  {
    title: "that row, `diffPolicy`, `auditPolicy`",
    names: `${SUMMARY}, diffPolicy, auditPolicy`,
    initial: { budget: 94.4, target: 95 },
  },
  {
    title: "everything",
    names: "*",
    initial: { budget: 123.2, target: 104 },
    all: { budget: 177, target: 117 },
  },
];
