// Checks JSON as it is typed: each issue marked at its place in the text, and listed.

import { validateUserProfile } from "zoom-phone-profile";
import type { Issue, ValidationOptions, ValidationResult } from "zoom-phone-profile";

import { debounced, element, fill, plural } from "../dom";
import { change, go } from "../link";
import { editor } from "../parts/editor";
import { issueList } from "../parts/issues";
import { droppable } from "../parts/drop";
import { failureCard } from "../parts/failure";
import { readProfiles, use } from "../source";
import type { View } from "./view";

const EXAMPLE = `{
  "id": "NL3cEpSdRc-c2t8aLoZqiw",
  "email": "someone@example.com",
  "extension_number": "1004",
  "status": "activate",
  "calling_plans": [{ "type": 200 }],
  "policy": {
    "sms": { "enable": "yes", "locked": true, "locked_by": "team" },
    "call_park": { "enable": true, "expiration_period": 12 },
    "voicemail": { "enable": true, "enable": false },
    "policy_of_tomorrow": { "enable": true }
  }
}
`;

type Validation = NonNullable<ValidationOptions["validation"]>;
const LEVELS: Record<Validation, string> = { strict: "Strict", standard: "Standard", lenient: "Lenient" };

/** The text outlives the view: whoever comes back finds it. */
let kept = EXAMPLE;

export const checkView: View = (host) => {
  const verdict = element("p", { class: "verdict", role: "status" });
  const list = element("div", { class: "found" });
  const text = editor("JSON of a profile", kept, () => later());
  const level = element("select", { id: "level", on: { change: () => change({ validation: level.value === "standard" ? "" : level.value }) } }, ...Object.entries(LEVELS).map(([value, label]) => element("option", { value }, label)));

  function check(): void {
    kept = text.value();
    try {
      show(validateUserProfile(kept, { validation: level.value as Validation }));
    } catch (error) {
      // An engine that cannot run the wasm says so.
      fill(list, failureCard(error, check));
    }
  }

  function show(result: ValidationResult): void {
    text.mark(result.issues);
    verdict.dataset["verdict"] = result.success ? "passes" : "fails";
    verdict.textContent = `${result.success ? "Passes" : "Fails"}: ${plural(result.issueCount, "issue")}${tally(result.issues)}`;
    fill(list, issueList(result.issues, (issue) => text.reveal(issue)));
    open.disabled = !result.success;
  }
  // Short texts at once; long ones when the typing pauses.
  const pause = debounced(150, check);
  const later = () => (text.value().length < 50_000 ? check() : pause());

  const put = (content: string) => {
    text.set(content);
    check();
  };
  const open = element("button", { type: "button", on: { click: () => {
    use({ kind: "file", name: "Checked text", profiles: readProfiles(kept) });
    go({ view: "profile", subject: "", settings: { source: "file" } });
  } } }, "Show as profile");

  fill(
    host,
    element("h1", {}, "Check"),
    element("p", { class: "lead" }, "Paste a reply of Zoom: every issue is marked at its place, as you type."),
    element("div", { class: "row tools" }, element("label", { for: "level" }, "Validation"), level, open, element("button", { type: "button", class: "quiet", on: { click: () => put(EXAMPLE) } }, "Example"), element("button", { type: "button", class: "quiet", on: { click: () => put("") } }, "Clear"), droppable("Open a file", ".json,.txt", async (file) => put(await file.text()))),
    element("div", { class: "columns check" }, text.element, element("section", { class: "card", "aria-label": "Issues" }, verdict, list)),
  );
  return ({ settings }) => {
    level.value = settings["validation"] && settings["validation"] in LEVELS ? settings["validation"] : "standard";
    check();
  };
};

function tally(issues: Issue[]): string {
  const counts = (["error", "warning", "info"] as const).map((severity) => [severity, issues.filter((issue) => issue.severity === severity).length] as const);
  const said = counts.filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity === "info" ? "info" : plural(count, severity).replace(/^\S+ /, "")}`);
  return said.length > 0 ? ` (${said.join(", ")})` : "";
}
