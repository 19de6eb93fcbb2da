// Drawing leaves people where they are: the same scroll and focus on return, and a press that is not lost.

import type { Child } from "./dom";
import { fill } from "./dom";
import type { Place } from "./link";

export function restorePlace(place: Place | undefined): void {
  if (!place) return;
  const { top, control } = place;
  const target = controlNamed(document, control) ?? document.querySelector<HTMLElement>("main");
  target?.focus({ preventScroll: true });
  window.scrollTo(0, top);
}

/** What has the name as its `data-control`, else as its `id`: a row's is also the name of the button in it. */
export function controlNamed(host: ParentNode, name: string | undefined): HTMLElement | null {
  if (name === undefined) return null;
  const escaped = CSS.escape(name);
  return host.querySelector<HTMLElement>(`[data-control="${escaped}"]`) ?? host.querySelector(`#${escaped}`);
}

/** Opens a fold, and has what it contains made at once: the browser's own event comes later. */
export function openNow(fold: Element | null | undefined): void {
  fold?.setAttribute("open", "");
  fold?.dispatchEvent(new Event("toggle"));
}

/** Draws anew; what was open stays open, and the control of the same name, or what contained it, keeps the focus. */
export function keepFocus(host: HTMLElement, draw: () => void): void {
  const focused = host.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  const open = [...host.querySelectorAll<HTMLElement>("details[open] > summary")].flatMap(
    ({ dataset }) => dataset.control ?? [],
  );
  draw();
  // Twice: one may be within another that comes behind it in this list.
  for (const name of [...open, ...open]) openNow(controlNamed(host, name)?.parentElement);
  if (!focused || focused.isConnected) return;
  const next =
    controlNamed(host, focused.dataset.control) ?? host.querySelector<HTMLElement>("a[href], button, input") ?? host;
  if (next === host) host.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** Draws into a part of a view if the content depends on other values than before; returns whether it did. */
export function redrawn(part: HTMLElement) {
  let drawn = "";
  return (values: unknown[], content: () => Child[]): boolean => {
    const key = JSON.stringify(values);
    if (key === drawn) return false;
    keepFocus(part, () => fill(part, ...content()));
    drawn = key;
    return true;
  };
}

let pressed = false;
const onWindow = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void) =>
  window.addEventListener(name, listener, { capture: true });
onWindow("pointerdown", ({ button }) => (pressed = button === 0));
// The click comes behind the release. Behind a menu of the browser none comes: then something else follows.
for (const name of ["pointerup", "pointercancel", "contextmenu", "keydown"] as const)
  onWindow(name, () => void setTimeout(() => (pressed = false), 0));
onWindow("pointermove", ({ buttons }) => (pressed &&= buttons !== 0));

/** Whether a mouse or finger is down: what is drawn anew under it would lose the click. */
export const isPressed = (): boolean => pressed;
