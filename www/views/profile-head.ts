// The head of a profile: where it belongs, who it is, what can be done with it.

import type { PolicySummary, UserProfile } from "zoom-phone-profile";
import { formatPolicySummary } from "zoom-phone-profile";

import { button, download, element, icon } from "../dom";
import { writeLink } from "../link";
import { copyButton, linkButton, printButton } from "../parts/actions";
import { statusTags } from "../parts/identity";
import { menu } from "../parts/menu";
import { viewHead } from "../parts/view-head";
import type { Fetched } from "../source/load";
import { positionOf } from "../source/position";
import { nameOf, source } from "../source/source";

/** `crumbs` lead back to where it was opened from. */
export function profileHead(
  profile: UserProfile,
  { text, userId }: Fetched,
  summary: PolicySummary,
  crumbs: HTMLElement | null,
): HTMLElement {
  const name = profile.email ?? profile.id ?? "A user";
  const json = () => text ?? JSON.stringify(profile, null, 2);
  const compare = writeLink({
    view: "compare",
    subject: "",
    // By position, where a file has no name for the user, or the name is another one's.
    settings: {
      source: nameOf(source()),
      a: positionOf(userId) === undefined ? (profile.email ?? profile.id ?? userId) : userId,
    },
  });
  const person = element("h1", { id: "person", dir: "auto" }, name);
  return viewHead(
    crumbs && element("div", { class: "crumbs-place" }, crumbs),
    element("div", { class: "head-line" }, person, ...statusTags(profile)),
    element(
      "div",
      { class: "actions" },
      element("a", { class: "button", href: compare }, icon("compare"), "Compare"),
      button("Save JSON", () => download(`${name}.json`, new Blob([json()], { type: "application/json" })), {
        sign: "down",
      }),
      beside(linkButton()),
      beside(printButton()),
      menu("More", [
        inMenu(linkButton()),
        inMenu(printButton()),
        copyButton("Copy as Markdown", () => formatPolicySummary(summary, "markdown")),
        button(
          "Save CSV",
          () =>
            download(`${name}.csv`, new Blob(["\ufeff", formatPolicySummary(summary, "csv")], { type: "text/csv" })),
          { sign: "down" },
        ),
      ]),
    ),
  );
}

/** A button that narrow screens have in the menu instead, so that the head's buttons fit one line. */
const beside = (made: HTMLElement): HTMLElement => classed(made, "not-narrow");
const inMenu = (made: HTMLElement): HTMLElement => classed(made, "only-narrow");

function classed(made: HTMLElement, name: string): HTMLElement {
  made.classList.add(name);
  return made;
}
