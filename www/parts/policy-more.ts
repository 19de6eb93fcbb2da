// What the row of a policy opens to: what it is, its settings, and the JSON that it was read from.

import type { PolicyEntry } from "zoom-phone-profile";

import { element, foreign } from "../dom";
import { sentence } from "../model/evidence";
import { policies } from "../model/topics";
import { withNames } from "../source/known-names";

export function policyMore({ key, details }: PolicyEntry, raw: unknown): HTMLElement {
  const meaning = policies().get(key)?.meaning;
  const json = raw === undefined ? "Not in the reply" : JSON.stringify(raw, null, 2);
  return element(
    "tr",
    { role: "row", class: "more" },
    element(
      "td",
      { role: "cell", colspan: 5 },
      element(
        "div",
        { class: "policy-more" },
        element(
          "div",
          {},
          meaning && element("p", {}, meaning),
          details.length > 0 &&
            element(
              "dl",
              { class: "facts" },
              ...details.flatMap(({ key: path, label, text }) => [
                element("dt", {}, foreign(label)),
                element(
                  "dd",
                  { dir: "auto", "data-pointer": `/policy/${key}/${path.replaceAll(".", "/")}` },
                  foreign(withNames(sentence(text))),
                ),
              ]),
            ),
        ),
        element(
          "figure",
          {},
          element("figcaption", { class: "caption" }, "In the reply: ", element("code", {}, `policy.${key}`)),
          element("pre", { tabindex: "0", "aria-label": `${key} as JSON`, dir: "ltr" }, json),
        ),
      ),
    ),
  );
}
