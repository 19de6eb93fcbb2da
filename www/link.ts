// Deep links: what is shown is in the address, behind the `#`, so that a static folder is enough and "back" works.
// `#/profile/me?show=locked` is the view `profile`, the subject `me` and some settings.

import { wellFormed } from "./dom";

export const VIEWS = ["welcome", "fleet", "profile", "compare", "check", "failures"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Link {
  view: ViewName | "";
  /** A user ID, mostly. */
  subject: string;
  settings: Record<string, string>;
}

/** Reads a link; an unknown view is `""`, the first view. */
export function readLink(hash: string): Link {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [name, subject = ""] = path.split("/");
  const view = VIEWS.find((known) => known === name) ?? "";
  return { view, subject: decoded(subject), settings: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes a link; settings that are empty are omitted. */
export function writeLink({ view, subject, settings }: Link): string {
  const query = new URLSearchParams(Object.entries(settings).filter(([, value]) => value !== "")).toString();
  return `#/${view}${subject ? `/${encodeURIComponent(wellFormed(subject))}` : ""}${query ? `?${query}` : ""}`;
}

/** Opens a link as a new entry of the history, or, with `replace`, in the present one, as while somebody types. */
export function go(link: Link, { replace = false } = {}): void {
  const address = writeLink(link);
  if (address !== location.hash) {
    if (replace) history.replaceState(history.state, "", address);
    else {
      keepPlace();
      history.pushState(null, "", address);
    }
  }
  window.dispatchEvent(new Event("link"));
}

/** Opens the present link with other settings. */
export function change(settings: Record<string, string>, options?: { replace?: boolean }): void {
  const link = readLink(location.hash);
  go({ ...link, settings: { ...link.settings, ...settings } }, options);
}

/** Where somebody was in an entry of the history: "back" brings them there again. */
export interface Place {
  top: number;
  /** The `data-control` or `id` of what had the focus. */
  control: string | undefined;
}

/** Notes the place in the present entry of the history. */
export function keepPlace(): void {
  const focused = document.activeElement as HTMLElement | null;
  const place: Place = { top: scrollY, control: focused?.dataset.control ?? (focused?.id || undefined) };
  history.replaceState({ place }, "");
}

export function placeOf(state: unknown): Place | undefined {
  return (state as { place?: Place } | null)?.place;
}

/** Text out of an address; as it is where it is not encoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
