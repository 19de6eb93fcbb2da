// Counts a fleet out of objects, as a developer would in JavaScript: peers use it after their validation, and
// `summarizeFleet` is compared with it.

/** What is counted of each policy, by the schema: the paths of its fields that have a vocabulary. */
export function policiesOf(schema) {
  const shapeOf = (property) => {
    const forms = property.anyOf ?? [property];
    const name = forms.map((form) => form.$ref).find(Boolean);
    return name && schema.$defs[name.split("/").at(-1)];
  };
  const policy = shapeOf(schema.properties.policy);
  return Object.entries(policy.properties).map(([key]) => key);
}

const tally = (counts, key) => void (counts[key] = (counts[key] ?? 0) + 1);

/** An empty summary, and what adds a profile to it. */
export function counter(policies, words, plans) {
  const summary = {
    profiles: 0,
    failed: 0,
    policies: {},
    callingPlans: {},
    sites: {},
    departments: {},
    status: {},
    plansWithoutNumbers: 0,
    emergencyAddressesMissing: 0,
  };
  const empty = () => ({ on: 0, off: 0, unknown: 0, locked: {}, modified: 0, values: {} });
  for (const key of policies) summary.policies[key] = empty();
  const passed = () => summary.profiles - summary.failed;

  const addPolicy = (key, value) => {
    // A policy that was not seen before is unknown of all before.
    const counts = (summary.policies[key] ??= { ...empty(), unknown: passed() });
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const state = Array.isArray(value) ? value.length > 0 : isObject ? value.enable : value;
    if (state === true) counts.on++;
    else if (state === false) counts.off++;
    if (!isObject) return;
    if (value.modified === true) counts.modified++;
    if (value.locked === true) tally(counts.locked, value.locked_by ?? "unknown");
    for (const path of words[key] ?? []) {
      let found = value;
      for (const step of path.split(".")) found = found?.[step];
      if (found === undefined || found === null) continue;
      for (const word of Array.isArray(found) ? found : [found]) tally((counts.values[path] ??= {}), String(word));
    }
  };

  const add = (profile) => {
    summary.profiles++;
    for (const [key, value] of Object.entries(profile.policy ?? {})) addPolicy(key, value);
    const names = (profile.calling_plans ?? [])
      .filter(({ type }) => type !== undefined)
      .map(({ type }) => plans[type] ?? String(type));
    for (const name of names) tally(summary.callingPlans, name);
    if (profile.site_id !== undefined) tally(summary.sites, profile.site_id);
    if (profile.department !== undefined) tally(summary.departments, profile.department);
    if (profile.status !== undefined) tally(summary.status, profile.status);
    if (names.length > 0 && profile.phone_numbers?.length === 0) summary.plansWithoutNumbers++;
    const address = profile.emergency_address;
    if (
      address
        ? ["address_line1", "city", "state_code", "zip", "country"].every((part) => address[part] === "")
        : profile.policy
    )
      summary.emergencyAddressesMissing++;
  };
  const fail = () => {
    summary.profiles++;
    summary.failed++;
  };
  const end = () => {
    for (const counts of Object.values(summary.policies)) counts.unknown = passed() - counts.on - counts.off;
    return summary;
  };
  return { add, fail, end };
}
