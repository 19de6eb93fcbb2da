// Brings somebody who comes back to where they were: the same scroll, the same focus.

import type { Place } from "./link";

export function restorePlace(place: Place | undefined): void {
  if (!place) return;
  const { top, control } = place;
  const target = controlNamed(document, control) ?? document.querySelector<HTMLElement>("main");
  target?.focus({ preventScroll: true });
  window.scrollTo(0, top);
}

/** What has the name as its `data-control` or its `id`. */
export function controlNamed(host: ParentNode, name: string | undefined): HTMLElement | null {
  if (name === undefined) return null;
  const escaped = CSS.escape(name);
  return host.querySelector<HTMLElement>(`[data-control="${escaped}"], #${escaped}`);
}

/** Draws anew; what was open stays open, and the control of the same name, or what contained it, keeps the focus. */
export function keepFocus(host: HTMLElement, draw: () => void): void {
  const focused = host.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  const open = [...host.querySelectorAll<HTMLElement>("details[open] > summary")].flatMap(
    ({ dataset }) => dataset.control ?? [],
  );
  draw();
  for (const name of open) controlNamed(host, name)?.parentElement?.setAttribute("open", "");
  if (!focused || focused.isConnected) return;
  const next =
    controlNamed(host, focused.dataset.control) ?? host.querySelector<HTMLElement>("a[href], button, input") ?? host;
  if (next === host) host.tabIndex = -1;
  next.focus({ preventScroll: true });
}
