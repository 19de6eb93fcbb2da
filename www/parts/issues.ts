// Issues of a validation: severity, sentence, place.

import type { Issue } from "zoom-phone-profile";

import { breakable, element, withCode } from "../dom";
import { sentence, words } from "../model/evidence";
import { policies } from "../model/topics";
import type { Severity } from "./marks";
import { badge } from "./marks";

export const AS_SEVERITY: Record<Issue["severity"], Severity> = { error: "high", warning: "medium", info: "low" };
const WORDS: Record<Issue["severity"], string> = { error: "Error", warning: "Warning", info: "Note" };

/** The list; with `follow`, each issue leads to its place. */
export function issueList(issues: Issue[], follow?: (issue: Issue) => void): HTMLElement {
  return element(
    "ul",
    { class: "issues" },
    ...issues.map((issue) => {
      const content = parts(issue);
      if (!follow) return element("li", { class: "issue" }, ...content);
      return element(
        "li",
        {},
        element("button", { type: "button", class: "issue", on: { click: () => follow(issue) } }, ...content),
      );
    }),
  );
}

function parts(issue: Issue): HTMLElement[] {
  const field = issue.path.length > 0 ? issue.path.join(".") : "The whole document";
  const place = issue.line === undefined ? "" : `Line ${issue.line}:${issue.column} · `;
  return [
    badge(AS_SEVERITY[issue.severity], WORDS[issue.severity]),
    element(
      "span",
      { class: "issue-text", dir: "auto" },
      element("b", {}, subject(issue)),
      element("br"),
      withCode(withoutPlace(issue)),
    ),
    element(
      "span",
      { class: "caption" },
      place,
      element("code", {}, breakable(field)),
      element("span", { class: "issue-code" }, ` · ${issue.code}`),
    ),
  ];
}

/** What it is about, in words: "SMS › Enable". */
function subject({ path }: Issue): string {
  const [root, key, ...rest] = path.map(String);
  if (root === undefined) return "The document";
  if (root !== "policy" || key === undefined)
    return [root, key, ...rest]
      .filter((part) => part !== undefined)
      .map((part) => words(part!))
      .join(" › ");
  const known = policies().get(key);
  const detail = rest.length > 0 && (known?.details.get(rest.join(".")) ?? rest.map(words).join(" › "));
  return [known?.label ?? key, detail].filter(Boolean).join(" › ");
}

/** The lines above and below say what and where it is, so the sentence need not. */
function withoutPlace({ message, path }: Issue): string {
  const placeless = message.replace(/ \(line \d+(?:, column \d+)?\)/, "");
  return path.length === 0 ? placeless : sentence(placeless.replace(/^`[^`]+` /, ""));
}
