// Opens a file, text or the sample as the source.

import type { ViewName } from "../link";
import { go, readLink } from "../link";
import { fileSource, sampleSource, textSource } from "./files";
import type { FileSource, Source } from "./source";
import { nameOf, use } from "./source";

/** How often a source was chosen: one that takes longer to open must not replace a later choice. */
let last = 0;

/**
 * Uses a source and shows it in a view, at a user if one is given. A fleet keeps its filters: a link may have brought
 * them before the file.
 */
export function show(next: Source, view: ViewName, subject = ""): void {
  last += 1;
  const { view: present, settings } = readLink(location.hash);
  const kept = present === "fleet" && view === "fleet" ? { ...settings, page: "" } : {};
  use(next);
  go({ view, subject, settings: { ...kept, source: nameOf(next) } });
}

async function showOpened(opening: Promise<FileSource>, view?: ViewName): Promise<void> {
  const mine = ++last;
  const opened = await opening;
  if (mine === last) show(opened, view ?? (opened.profiles?.size === 1 ? "profile" : "fleet"));
}

export const openFile = (file: File, view?: ViewName): Promise<void> => showOpened(fileSource(file, file.name), view);
export const openText = (text: string, name: string, view?: ViewName): Promise<void> =>
  showOpened(textSource(text, name), view);
export const openSample = (view: ViewName = "fleet"): Promise<void> => showOpened(sampleSource(), view);
