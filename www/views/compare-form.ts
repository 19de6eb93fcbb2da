// What is compared: two users, two moments, or a user and a baseline. A baseline is in the link, and may be a file.

import "../styles/compare-form.css";
import { button, download, element, fill, foreign, icon } from "../dom";
import { change } from "../link";
import { dropOn, FILES, fileButton } from "../parts/drop";
import { userField } from "../parts/user-field";

export const MODES = { users: "Two users", moments: "Two moments", baseline: "A baseline" } as const;
export type Mode = keyof typeof MODES;

const BASELINE = `{
  "auto_call_recording": { "enable": true, "locked": true },
  "sms": { "enable": false },
  "international_calling": false,
  "emergency_calls_to_psap": true
}`;

interface Text {
  text: string;
  name: string;
}

export interface Texts {
  earlier: Text;
  later: Text;
}

/** Earlier and later profiles are too long for a link: they outlive the view, and no more. */
export const texts: Texts = { earlier: { text: "", name: "" }, later: { text: "", name: "" } };

/** `left` ends its listeners. */
export function compareForm(left: AbortSignal, submit: (settings: Record<string, string>) => void) {
  const first = userField("a", "Before");
  const second = userField("b", "After");
  const baseline = baselineField();
  const places: Record<Mode, HTMLElement[]> = {
    users: [swapButton(first.input, second.input, submit), labelled(second)],
    moments: [
      textField("then", "Before: the profile as it was", texts.earlier),
      textField("now", "After: empty means as it is now", texts.later),
    ],
    baseline: [baseline.element],
  };
  const press = element(
    "div",
    { class: "actions" },
    element("button", { class: "button", "data-kind": "primary", "data-control": "compare" }, "Compare"),
  );
  const form = element("form", { class: "sides" }, labelled(first), ...Object.values(places).flat(), press);
  const card = foldingCard(form, left);
  const choice = modeChoice();

  const setFirst = following(first.input);
  const setSecond = following(second.input);
  const setBaseline = following(baseline.input);
  let present: Mode = "users";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const a = first.input.value.trim();
    const settings = { mode: present === "users" ? "" : present, a };
    if (present === "users") submit({ ...settings, b: second.input.value.trim() });
    else submit({ ...settings, ...(present === "baseline" && { baseline: baseline.input.value }) });
  });

  return {
    element: card.element,
    modes: choice.element,
    fold: card.fold,
    show(mode: Mode, settings: Record<string, string>, user: string): void {
      present = mode;
      form.dataset.mode = mode;
      choice.show(mode);
      for (const [name, parts] of Object.entries(places)) for (const part of parts) part.hidden = name !== mode;
      first.label.textContent = mode === "users" ? "Before" : "User";
      // A profile as it was names its user.
      setFirst(settings.a ?? (first.input.value || (mode === "moments" ? "" : user)));
      if (settings.b !== undefined) setSecond(settings.b);
      setBaseline(settings.baseline ?? (baseline.input.value || BASELINE));
    },
  };
}

/** Whether the link and the texts name both sides. */
export function isReady(mode: Mode, settings: Record<string, string>): boolean {
  if (mode === "moments") return texts.earlier.text.trim() !== "";
  return Boolean(settings.a) && (mode === "users" ? Boolean(settings.b) : settings.baseline !== undefined);
}

/** What stands in place of a result until both sides are given. */
export function emptyCard(mode: Mode): HTMLElement {
  const [title, text] = EMPTY[mode];
  return element("section", { class: "card empty" }, element("h2", {}, title), element("p", {}, text));
}

const EMPTY: Record<Mode, [string, string]> = {
  users: ["Give two users", "Each policy that differs is listed here, what permits more first."],
  moments: [
    "Give the profile as it was",
    "Open a profile that was saved before, or a file of many. The user as of now is read from the source.",
  ],
  baseline: [
    "Give a user and a baseline",
    "The baseline is any part of a policy. What differs from it is listed here, and what could not be checked.",
  ],
};

const labelled = ({ label, input, choices }: ReturnType<typeof userField>): HTMLElement =>
  element("div", {}, label, input, choices);

/** Sets a field when the link says something else than before: what was typed since stays. */
function following(field: HTMLInputElement | HTMLTextAreaElement): (value: string) => void {
  let last: string | undefined;
  return (value) => {
    if (value !== last) field.value = value;
    last = value;
  };
}

function swapButton(
  first: HTMLInputElement,
  second: HTMLInputElement,
  submit: (settings: Record<string, string>) => void,
): HTMLElement {
  const swap = () => submit({ a: second.value.trim(), b: first.value.trim() });
  return button("Swap", swap, { sign: "compare", control: "swap" });
}

/** The choice of what is compared, which is in the link. */
function modeChoice() {
  const choices = Object.entries(MODES).map(([value, label]) => ({
    label,
    input: element("input", {
      type: "radio",
      name: "mode",
      value,
      "data-control": `mode-${value}`,
      on: { change: () => change({ mode: value === "users" ? "" : value, only: "" }) },
    }),
  }));
  const fieldset = element(
    "fieldset",
    { class: "segments" },
    element("legend", { class: "visually-hidden" }, "What to compare"),
    ...choices.map(({ input, label }) => element("label", {}, input, element("span", {}, label))),
  );
  return {
    element: fieldset,
    show(mode: Mode): void {
      for (const { input } of choices) input.checked = input.value === mode;
    },
  };
}

/** The card of the form, with what is compared as its summary; `left` ends its listeners. */
function foldingCard(form: HTMLElement, left: AbortSignal) {
  const summary = element("summary", { class: "only-narrow", "data-control": "compared" });
  const card = element("details", { class: "card compare-form", open: true }, summary, form);
  const narrow = matchMedia("(max-width: 40rem)");
  narrow.addEventListener("change", () => fold(summary.textContent), { signal: left });

  /** Folds to one line where there is little room and something is compared, which `compared` says. */
  function fold(compared: string): void {
    const hadFocus = form.contains(document.activeElement);
    const chevron = icon("chevron");
    chevron.classList.add("chevron");
    fill(summary, foreign(compared), chevron);
    card.open = compared === "" || !narrow.matches;
    if (hadFocus && !card.open) summary.focus();
  }

  return { element: card, fold };
}

/** A baseline as JSON: typed, or opened from a file; it can be saved as one. */
function baselineField() {
  const input = element("textarea", { id: "baseline", class: "field", rows: 7, spellcheck: "false", dir: "ltr" });
  const take = (file: File) => file.text().then((text) => (input.value = text));
  const save = () => download("baseline.json", new Blob([input.value], { type: "application/json" }));
  dropOn(input, take);
  const made = element(
    "div",
    { class: "wide" },
    element("label", { class: "label", for: "baseline" }, "Baseline: any part of a policy, as JSON"),
    input,
    element(
      "div",
      { class: "actions" },
      fileButton("Open a baseline", ".json,.txt", take),
      button("Save the baseline", save, { sign: "down", control: "save-baseline" }),
    ),
  );
  return { element: made, input };
}

/** A field for the JSON of profiles, which takes a file too. */
function textField(id: string, label: string, kept: Text): HTMLElement {
  const field = element("textarea", {
    id,
    class: "field",
    rows: 4,
    spellcheck: "false",
    dir: "ltr",
    placeholder: '{"id":"…","policy":{…}}',
    on: { input: () => put(field.value, "", false) },
  });
  const name = element("p", { class: "caption" });
  /** Keeps a text; what is too long to be read is not put into the field, and goes by its name. */
  const put = (text: string, of: string, isNew = true) => {
    Object.assign(kept, { text, name: of });
    const isLong = isNew && text.length > 100_000;
    if (isNew) field.value = isLong ? "" : text;
    field.hidden = isLong;
    const remove = button("Remove", () => put("", ""), { kind: "quiet", control: `remove-${id}` });
    if (of || isLong) fill(name, icon("file"), " ", foreign(of || "A long text"), " ", remove);
    else fill(name);
  };
  const take = async (file: File) => put(await file.text(), file.name);
  const made = element(
    "div",
    { class: "half" },
    element("label", { class: "label", for: id }, label),
    field,
    name,
    element("div", { class: "actions" }, fileButton("Open a file", FILES, take)),
  );
  dropOn(made, take);
  put(kept.text, kept.name);
  return made;
}
