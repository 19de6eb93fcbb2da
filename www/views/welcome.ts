// The start: what the page does, and three ways to begin.

import "../styles/welcome.css";
import type { Child } from "../dom";
import { button, element, fill, icon } from "../dom";
import { writeLink } from "../link";
import { droppable, FILES } from "../parts/drop";
import { badge, glyph, UNCHECKED } from "../parts/marks";
import { proxyForm } from "../parts/proxy-form";
import { verdict } from "../parts/verdict";
import { fileSource, sampleSource } from "../source/files";
import { openFile, openSample, show } from "../source/open";
import type { Source } from "../source/source";
import { embedded, source, use } from "../source/source";
import type { View } from "./view";

export const welcomeView: View = (host) => {
  const present = source();
  const missing = present.kind === "none" ? present.missing : undefined;
  const fault = element("p", { class: "fault", role: "alert" });
  if (missing === "sample") {
    fill(host, element("p", { class: "skeleton", role: "status" }, "Loading the sample data …"));
    void openLinked(sampleSource()).catch((error: unknown) => draw(String(error)));
  } else
    draw(
      missing === "file"
        ? "This link is about a file, and a link cannot contain one. Open the file here to see what the link shows."
        : "",
    );

  function draw(message: string): void {
    fill(fault, message);
    fill(
      host,
      element("h1", {}, "See what each Zoom Phone user may do"),
      element(
        "p",
        { class: "lead" },
        "Every policy in words, what is locked and by whom, what looks risky, and what the reply does not say. ",
        "Choose where profiles come from.",
      ),
      fault,
      element("div", { class: "ways" }, fileWay(missing === "file"), proxyWay(), sampleWay(fault)),
      element(
        "p",
        { class: "assurance caption" },
        icon("shield"),
        "Files are read in this browser. Nothing is uploaded, nothing is stored.",
      ),
      preview(),
    );
  }
  return () => {};
};

/** Opens a source that the present link is about, and shows what it names. */
async function openLinked(opening: Promise<Source>): Promise<void> {
  use(await opening);
  window.dispatchEvent(new Event("link"));
}

function way(sign: string, id: string, title: string, text: string, ...content: Child[]): HTMLElement {
  return element(
    "section",
    { class: "card way", "aria-labelledby": id },
    icon(sign),
    element("h2", { id }, title),
    element("p", {}, text),
    ...content,
  );
}

function fileWay(isLinked: boolean): HTMLElement {
  const paste = element(
    "a",
    { class: "caption", href: writeLink({ view: "check", subject: "", settings: {} }) },
    "Paste JSON instead",
  );
  const open = (file: File) => (isLinked ? openLinked(fileSource(file, file.name)) : openFile(file));
  const drop = droppable("Choose a file", FILES, open, "primary");
  return way(
    "file",
    "way-file",
    "Open a file",
    "Replies of Zoom as JSON, one or many, or one a line.",
    element("div", { class: "push" }, drop, paste),
  );
}

function proxyWay(): HTMLElement {
  const form = proxyForm((next, userId) => show(next, "profile", userId === "me" ? "" : userId));
  return way(
    "plug",
    "way-proxy",
    "Connect your proxy",
    "A proxy of yours adds the token. This page never sees it.",
    element("div", { class: "push" }, form),
  );
}

function sampleWay(fault: HTMLElement): HTMLElement {
  const sample = embedded();
  const open = (view: "fleet" | "profile") => () => {
    if (sample) show(sample, view);
    else void openSample(view).catch((error: unknown) => fill(fault, String(error)));
  };
  const promises: [Node, string][] = [
    [glyph("high"), "Every kind of finding"],
    [glyph("cannot"), "Checks that the reply leaves open"],
    [icon("more"), "Comparisons that permit more"],
  ];
  return way(
    "play",
    "way-sample",
    "Look around",
    "Invented users, with everything that can be found.",
    element("ul", {}, ...promises.map(([mark, text]) => element("li", {}, mark, text))),
    element(
      "div",
      { class: "push" },
      button("Open the sample fleet", open("fleet"), { control: "sample-fleet" }),
      element(
        "button",
        { type: "button", class: "link caption", "data-control": "sample-profile", on: { click: open("profile") } },
        "Or one sample profile",
      ),
    ),
  );
}

/** A picture of a profile, in its own parts. */
function preview(): HTMLElement {
  const rows = [
    ["high", "Emergency address", "State and postal code are missing", "243 Main Street, Floor 24, Toronto"],
    ["medium", "International calling", "Open and unlocked", "On, no lock"],
    ["low", "Automatic recording", "May be stopped", "Stop and resume: allowed"],
  ] as const;
  const strip = verdict("An example", [
    { count: 2, label: "High", severity: "high" },
    { count: 3, label: "Medium", severity: "medium" },
    { count: 2, label: "Low", severity: "low" },
    { count: 3, label: UNCHECKED, severity: "cannot" },
    { count: 9, of: 37, label: "Locked" },
  ]);
  strip.classList.remove("card");
  return element(
    "section",
    { class: "preview", "aria-labelledby": "preview" },
    element("h2", { id: "preview" }, "What you will see"),
    element(
      "div",
      { class: "card" },
      strip,
      element(
        "ul",
        {},
        ...rows.map(([severity, about, what, evidence]) =>
          element(
            "li",
            { class: "finding-row" },
            badge(severity),
            element(
              "span",
              { class: "finding-title" },
              element("b", {}, about),
              element("span", { "aria-hidden": "true" }, " › "),
              what,
            ),
            element("span", { class: "finding-evidence" }, evidence),
          ),
        ),
      ),
    ),
  );
}
