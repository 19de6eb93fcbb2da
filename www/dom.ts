// Elements, made of plain data. What a profile says only ever becomes text: it may hold anything.

export type Child = Node | string | number | null | undefined | false;
type Handler<Name extends keyof HTMLElementEventMap> = (event: HTMLElementEventMap[Name]) => void;
export type Attributes = { [name: string]: string | number | boolean | undefined } & { on?: { [Name in keyof HTMLElementEventMap]?: Handler<Name> } };

/** An element: `true` is an attribute without a value; `false` and `undefined` leave it out; `on` holds its listeners. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes | object = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "on") for (const [event, handler] of Object.entries(value as object)) made.addEventListener(event, handler as EventListener);
    else if (value !== false && value !== undefined) made.setAttribute(attribute, value === true ? "" : String(value));
  }
  made.append(...present(children));
  return made;
}

/** Puts children in the place of those that are there. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...present(children));
}

function present(children: Child[]): (Node | string)[] {
  return children.filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child)));
}

/** A text that somebody else wrote, in any script and direction. */
export function foreign(text: string): HTMLElement {
  return element("bdi", {}, text);
}

/** A text that may be long and has no spaces (an address, a pointer): its lines end where its parts do. */
export function breakable(text: string): DocumentFragment {
  const parts = text.split(/(?<=[@_])|(?=[/.])/);
  const made = document.createDocumentFragment();
  made.append(...parts.flatMap((part, at) => (at > 0 ? [element("wbr"), part] : [part])));
  return made;
}

/** A small drawing of `www/parts/icons`: decoration, so it has no name. */
export function icon(path: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" })) svg.setAttribute(name, value);
  const drawn = document.createElementNS(space, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

/** Says something to people who do not see the page. */
export function announce(text: string): void {
  const announcer = document.querySelector("#announcer");
  if (announcer) announcer.textContent = text;
}

/** The number with its noun: `plural(2, "issue")` is "2 issues". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A call of `work` once nothing has asked for it for `delayMs`. */
export function debounced(delayMs: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, delayMs);
  };
}
