// Names of IDs that profiles give alone: sites, and people who have access. Zoom's list and fleets that were read have
// them.

const names = new Map<string, string>();
/** Zoom's IDs have 22 of these characters. */
const ID = /[\w-]{20,}/g;

export interface Named {
  id?: string | undefined;
  email?: string | undefined;
  site?: { id?: string | undefined; name?: string | undefined } | undefined;
}

/** Keeps the names of a user and of the user's site. */
export function learnNames({ id, email, site }: Named): void {
  // Who has no email, or could not be read, keeps the name that the list gave.
  if (id && email && id !== email) names.set(id, email);
  if (site?.id && site.name) names.set(site.id, site.name);
}

/** The name of an ID; the ID where none is known. */
export const nameOfId = (id: string): string => names.get(id) ?? id;

/** A sentence with names in place of the IDs that are known. */
export const withNames = (text: string): string => text.replace(ID, nameOfId);
