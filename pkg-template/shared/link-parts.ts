// Links the parts of the wasm: each is compiled at its first use, after its parents, whose memory and functions it
// uses. The build puts this beside the modules of the parts, which register themselves.

import { start, wasm } from "#parts/glue";
import { unpacked } from "#parts/unpack";
import { isOfMainThread } from "./link-error.ts";

export { isOfMainThread };

/** A part of the wasm, as the build writes it. */
export interface Part {
  readonly parents: readonly Part[];
  /** What it calls of JavaScript, by the names of its imports. */
  readonly glue: WebAssembly.ModuleImports;
  /** Its bytes; of a part whose bytes are a module of their own, `undefined` until they are loaded. */
  packed?: PackedBytes;
  /** Loads that module. */
  readonly load?: () => Promise<PackedBytes>;
  isLinked: boolean;
}

/** The bytes of a wasm, as the build packs them. */
export interface PackedBytes {
  readonly length: number;
  readonly texts: readonly string[];
}

/** The parts whose modules are loaded, each after its parents. */
const loaded: Part[] = [];

/** Notes a part whose module is loaded, for `linkLoaded`. */
export function loadedPart(part: Part): Part {
  loaded.push(part);
  return part;
}

/** Loads the bytes of a part and its parents where these stand apart. Rejects as `import()` does. */
export async function loadBytes(part: Part): Promise<void> {
  if (part.isLinked) return;
  const loading = part.packed ?? part.load?.();
  await Promise.all(part.parents.map(loadBytes));
  const packed = await loading;
  if (packed) part.packed = packed;
}

/**
 * Links a part and its parents, unless they are. Their bytes must be loaded. Throws what the engine throws that does
 * not compile or instantiate it; then the next call tries again.
 */
export function link(part: Part): void {
  if (part.isLinked) return;
  part.parents.forEach(link);
  adopt(part, new WebAssembly.Instance(new WebAssembly.Module(bytesOf(part)), importsOf(part)));
}

let pending: Promise<void> | undefined;

/**
 * Links the parts whose modules are loaded, and compiles them off the main thread: for pages that can wait, and for
 * Chrome before 115, which compiles and instantiates no more than 4 KB synchronously. Calls at the same time share one
 * attempt. Rejects as `link` throws.
 */
export function linkLoaded(): Promise<void> {
  pending ??= linkAsync().finally(() => (pending = undefined));
  return pending;
}

async function linkAsync(): Promise<void> {
  // Modules may be loaded while others are compiled.
  for (let parts = unlinked(); parts.length > 0; parts = unlinked()) {
    const modules = await Promise.all(parts.map((part) => WebAssembly.compile(bytesOf(part))));
    // One after the other: a part that is instantiated twice would lose its data.
    for (const [index, part] of parts.entries()) if (!part.isLinked) await linkCompiled(part, modules[index]!);
  }
}

const unlinked = () => loaded.filter((part) => !part.isLinked && part.packed);

async function linkCompiled(part: Part, module: WebAssembly.Module): Promise<void> {
  try {
    adopt(part, new WebAssembly.Instance(module, importsOf(part)));
  } catch (error) {
    if (!isOfMainThread(error)) throw error;
    // No `link` can come in between: it would fail in the same way.
    adopt(part, await WebAssembly.instantiate(module, importsOf(part)));
  }
}

function adopt(part: Part, instance: WebAssembly.Instance): void {
  Object.assign(wasm, instance.exports);
  part.isLinked = true;
  if (part.parents.length === 0) start();
}

const importsOf = ({ glue }: Part): WebAssembly.Imports => ({ a: glue, b: wasm });

const bytesOf = ({ packed }: Part): Uint8Array<ArrayBuffer> => unpacked(packed!.texts, packed!.length);
