/** A part of the wasm, as the build writes it. */
export interface Part {
  readonly parents: readonly Part[];
  /** What it calls of JavaScript, by the names of its imports. */
  readonly glue: Readonly<Record<string, unknown>>;
  /** Its bytes. */
  readonly length: number;
  /** These, packed. */
  readonly texts: readonly string[];
  isLinked: boolean;
}

export function loadedPart(part: Part): Part;
export function link(part: Part): void;
export function linkLoaded(): Promise<void>;
export function isOfMainThread(error: unknown): boolean;
