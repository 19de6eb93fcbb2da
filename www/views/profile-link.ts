// Links within the view of a profile.

import { readLink, writeLink } from "../link";

/** The link to this profile with other settings. */
export const here = (settings: Record<string, string>): string => {
  const link = readLink(location.hash);
  return writeLink({ ...link, view: "profile", settings: { ...link.settings, at: "", finding: "", ...settings } });
};

/** The link to a policy or a field, without the search and filters that could hide it. */
export const linkTo = (pointer: string): string => here({ at: pointer, show: "", q: "", topic: "", only: "" });

/** The link to a finding, without the search and filters that could hide it. */
export const linkToFinding = (id: string): string => here({ finding: id, q: "", topic: "", only: "" });
