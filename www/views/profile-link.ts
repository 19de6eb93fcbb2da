// Links within the view of a profile.

import { readLink, writeLink } from "../link";

/** The link to this profile with other settings. */
export const here = (settings: Record<string, string>): string => {
  const link = readLink(location.hash);
  return writeLink({ ...link, view: "profile", settings: { ...link.settings, at: "", finding: "", ...settings } });
};
