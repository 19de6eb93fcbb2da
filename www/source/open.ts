// Opens a file, text or the sample as the source.

import type { ViewName } from "../link";
import { go, readLink } from "../link";
import { fileSource, sampleSource, textSource } from "./files";
import type { Source } from "./source";
import { nameOf, use } from "./source";

/**
 * Uses a source and shows it in a view, at a user if one is given. A fleet keeps its filters: a link may have brought
 * them before the file.
 */
export function show(next: Source, view: ViewName, subject = ""): void {
  const { view: present, settings } = readLink(location.hash);
  const kept = present === "fleet" && view === "fleet" ? { ...settings, page: "" } : {};
  use(next);
  go({ view, subject, settings: { ...kept, source: nameOf(next) } });
}

export async function openFile(file: File, view?: ViewName): Promise<void> {
  const opened = await fileSource(file, file.name);
  show(opened, view ?? (opened.profiles?.size === 1 ? "profile" : "fleet"));
}

export async function openText(text: string, name: string, view?: ViewName): Promise<void> {
  const opened = await textSource(text, name);
  show(opened, view ?? (opened.profiles?.size === 1 ? "profile" : "fleet"));
}

export async function openSample(view: ViewName = "fleet"): Promise<void> {
  show(await sampleSource(), view);
}
