// What the validation remarks on a reply that is a profile all the same.

import type { Issue } from "zoom-phone-profile";

import { element, plural } from "../dom";
import { issueList } from "./issues";

export function remarks(issues: Issue[]): HTMLElement | null {
  if (issues.length === 0) return null;
  return element("details", { class: "remarks" }, element("summary", {}, plural(issues.length, "remark"), " on the reply"), issueList(issues));
}
