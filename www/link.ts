// Deep links: what is seen stands in the address, behind the `#`, so that a static folder will do and "back" works.
// `#/profile/me?show=off,locked` is the view `profile`, the subject `me` and some settings.

export const VIEWS = ["profile", "compare", "fleet", "check", "failures"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Link {
  view: ViewName;
  /** A user id, mostly. */
  subject: string;
  settings: Record<string, string>;
}

/** Reads a link; what it does not know leads to the first view. */
export function readLink(hash: string): Link {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [name, subject = ""] = path.split("/");
  const view = VIEWS.find((known) => known === name) ?? "profile";
  return { view, subject: decoded(subject), settings: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes a link; settings that are empty are left out. */
export function writeLink({ view, subject, settings }: Link): string {
  const query = new URLSearchParams(Object.entries(settings).filter(([, value]) => value !== "")).toString();
  return `#/${view}${subject ? `/${encodeURIComponent(subject)}` : ""}${query ? `?${query}` : ""}`;
}

/** Goes to a link: a new entry of the history, or in place of the present one, as while somebody types. */
export function go(link: Link, { replace = false } = {}): void {
  const address = writeLink(link);
  if (address === location.hash) return void window.dispatchEvent(new Event("link"));
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  window.dispatchEvent(new Event("link"));
}

/** Goes to the present link with other settings. */
export function change(settings: Record<string, string>, options?: { replace?: boolean }): void {
  const link = readLink(location.hash);
  go({ ...link, settings: { ...link.settings, ...settings } }, options);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
