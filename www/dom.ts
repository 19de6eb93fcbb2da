// Elements, made of plain data. What a profile contains only ever becomes text: it may contain anything.

export type Child = Node | string | number | null | undefined | false;
type Handler<Name extends keyof HTMLElementEventMap> = (event: HTMLElementEventMap[Name]) => void;
export type Attributes = { [name: string]: string | number | boolean | undefined } & {
  on?: { [Name in keyof HTMLElementEventMap]?: Handler<Name> };
};

/** An element: `true` is an attribute without a value; `false` and `undefined` omit it; `on` holds its listeners. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes | object = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "on") listen(made, value as Record<string, EventListener>);
    else if (value !== false && value !== undefined) made.setAttribute(attribute, value === true ? "" : String(value));
  }
  made.append(...present(children));
  return made;
}

function listen(target: HTMLElement, handlers: Record<string, EventListener>): void {
  for (const [event, handler] of Object.entries(handlers)) target.addEventListener(event, handler);
}

/** Replaces the children of an element. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...present(children));
}

function present(children: Child[]): (Node | string)[] {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** Text of any script and direction. */
export function foreign(text: string): HTMLElement {
  return element("bdi", {}, text);
}

/** Text that can be written into an address: halves of surrogate pairs, which JSON may contain, cannot. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd");

/** Long text without spaces (an address, a pointer), which may break after its parts. */
export function breakable(text: string): DocumentFragment {
  const made = document.createDocumentFragment();
  const parts = text.split(/(?<=[@_])|(?=[/.])/);
  made.append(...parts.flatMap((part, at) => (at > 0 ? [element("wbr"), part] : [part])));
  return made;
}

/** A symbol of the sprite in index.html: decoration, or named where no word stands beside it. */
export function symbol(id: string, attributes: Record<string, string>, label?: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const named: Record<string, string> = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  for (const [name, value] of Object.entries({ ...attributes, ...named })) svg.setAttribute(name, value);
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${id}`);
  svg.append(use);
  return svg;
}

export const icon = (name: string, label?: string): SVGElement => symbol(`i-${name}`, { class: "icon" }, label);

/** Tells people who do not see the page. */
export function announce(text: string): void {
  const announcer = document.querySelector("#announcer");
  if (announcer) announcer.textContent = text;
}

export const number = (count: number): string => count.toLocaleString("en");

/** The number with its noun: `plural(2, "issue")` is "2 issues". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${number(count)} ${count === 1 ? noun : nouns}`;
}

/** Date and time, in the reader's own zone: "27 Nov 2026, 14:32". */
export function moment(time: Date): string {
  return time.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** Saves a file by the browser's download. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Calls `work` once nothing has asked for it for `delayMs`. */
export function debounced(delayMs: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, delayMs);
  };
}

/** A button: `kind` is "primary" (one a screen) or "quiet"; `control` names it for tests and for keeping the focus. */
export function button(
  label: string,
  press: () => void,
  { kind, sign, control, disabled }: { kind?: string; sign?: string; control?: string; disabled?: boolean } = {},
): HTMLButtonElement {
  const attributes = {
    type: "button",
    class: "button",
    "data-kind": kind,
    "data-control": control,
    disabled,
    on: { click: press },
  };
  return element("button", attributes, sign && icon(sign), label);
}

/** A sentence whose names between backticks are set as code. */
export function withCode(text: string): DocumentFragment {
  const made = document.createDocumentFragment();
  made.append(...text.split("`").map((part, at) => (at % 2 === 1 ? element("code", {}, breakable(part)) : part)));
  return made;
}
