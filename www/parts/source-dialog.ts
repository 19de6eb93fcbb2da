// The dialog in which the source is chosen: sample data, a proxy, or a file; and the rehearsal of failures.

import { button, element, fill } from "../dom";
import { readLink, writeLink } from "../link";
import { openFile, openSample, openText, show } from "../source/open";
import type { Source } from "../source/source";
import { embedded, nameOf, source, use } from "../source/source";
import { showDialog } from "./dialog";
import { droppable, FILES } from "./drop";
import { proxyForm } from "./proxy-form";

/** Opens the dialog; it closes with a choice, by Escape, or by its button. */
export function chooseSource(): void {
  const fault = element("p", { class: "fault", role: "alert" });
  const sample = embedded();

  /** Uses a source; the present one again loses nothing. */
  const choose = (next: Source) => {
    dialog.close();
    if (next === source()) return;
    const { view } = readLink(location.hash);
    // Another token for the same proxy: what was asked for is asked for again.
    if (nameOf(next) === nameOf(source()) && view !== "" && view !== "welcome") {
      use(next);
      window.dispatchEvent(new Event("link"));
      return;
    }
    show(next, view === "" || view === "welcome" || view === "failures" ? "profile" : view);
  };
  const opening: Opening = (work) =>
    void work.then(
      () => dialog.close(),
      (error: unknown) => fill(fault, String(error)),
    );

  const samples = sample ? sampleServer(sample, choose, () => dialog.close()) : sampleData(opening);
  const file = fileChoice(fault, opening);
  const proxy = element("section", { class: "choice" }, element("h3", {}, "Your proxy"), proxyForm(choose));

  const present = source();
  const note =
    present.kind === "file" &&
    element("p", { class: "caption" }, "The open file stays open until another one replaces it.");
  const dialog = showDialog("Where profiles come from", fault, note, samples, proxy, file);
}

/** Closes the dialog when a source is open, or says why it is not. */
type Opening = (work: Promise<void>) => void;

function sampleServer(sample: Source, choose: (next: Source) => void, close: () => void): HTMLElement {
  const label = sample === source() ? "Keep the sample server" : "Use the sample server";
  const rehearsal = element(
    "a",
    {
      class: "button",
      "data-kind": "quiet",
      href: writeLink({ view: "failures", subject: "", settings: { source: nameOf(sample) } }),
      on: { click: close },
    },
    "Try out failures",
  );
  return element(
    "section",
    { class: "choice" },
    element("h3", {}, "Sample server"),
    element("p", { class: "caption" }, "Invented users, and every failure that Zoom is known for."),
    element(
      "div",
      { class: "actions" },
      button(label, () => choose(sample), { control: "use-sample" }),
      rehearsal,
    ),
  );
}

function sampleData(opening: Opening): HTMLElement {
  const use = button("Use the sample data", () => opening(openSample()), { control: "use-sample" });
  return element(
    "section",
    { class: "choice" },
    element("h3", {}, "Sample data"),
    element("p", { class: "caption" }, "Invented users that ship with this page."),
    element("div", { class: "actions" }, use),
  );
}

function fileChoice(fault: HTMLElement, opening: Opening): HTMLElement {
  const pasted = element("textarea", {
    id: "pasted",
    class: "field",
    rows: 4,
    spellcheck: "false",
    dir: "ltr",
    placeholder: '{"id":"…","policy":{…}}',
  });
  const usePasted = () =>
    pasted.value.trim() === "" ? fill(fault, "The text is empty.") : opening(openText(pasted.value, "Pasted text"));
  return element(
    "section",
    { class: "choice" },
    element("h3", {}, "A file"),
    droppable("Choose a file", FILES, (chosen) => opening(openFile(chosen))),
    element("label", { class: "label", for: "pasted" }, "Or paste a profile, a list of them, or one a line"),
    pasted,
    element("div", { class: "actions" }, button("Use the text", usePasted, { control: "use-text" })),
  );
}
