// Where the package can be found: `repository` of pkg-template/package.json says it, which is set at the first release.

/** Returns the other links of a manifest, which follow from its repository; none without one. */
export function linksOf({ repository }) {
  const url = repository?.url?.replace(/^git\+|\.git$/g, "");
  return url ? { homepage: `${url}#readme`, bugs: { url: `${url}/issues` } } : {};
}

/** Returns the fields that the page of the package at npm needs and that a manifest lacks. */
export function missingLinks(manifest) {
  return ["repository", "homepage", "bugs"].filter((field) => !manifest[field]);
}
