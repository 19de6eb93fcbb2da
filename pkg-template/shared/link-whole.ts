// Links the wasm as a whole, in place of its parts: for entries whose wasm is a file (`#wasm`).

import * as glue from "#glue";
import { compile, compileAsync } from "#wasm";
import { isOfMainThread } from "./link-error.ts";

export { isOfMainThread };

/** The whole wasm stands for each of its parts. */
export interface Part {
  isLinked: boolean;
}

const whole: Part = { isLinked: false };

export * from "#glue";
export { whole as part };

/** A whole wasm has no bytes that stand apart. */
export async function loadBytes(_part: Part): Promise<void> {}

/** Instantiates the wasm at the first call. Throws what the engine throws that does not compile or instantiate it. */
export function link(_part: Part): void {
  if (whole.isLinked) return;
  // An engine may refuse the wasm when it compiles it, or only when it instantiates it.
  glue.initSync({ module: compile() });
  adopt();
}

/** Calls that are pending, by their sources. */
const attempts = new Map<unknown, Promise<void>>();
/** Resolves them: their own source may never answer. */
const waiting = new Set<() => void>();

/** Keeps the first instance, and resolves every pending call, whose source may be another one. */
function adopt(): void {
  whole.isLinked = true;
  waiting.forEach((resolve) => resolve());
  attempts.clear();
  waiting.clear();
}

/**
 * Compiles the wasm of a source off the main thread, and instantiates it. Rejects with what the source fails with, or
 * as `link` throws. Without a source it waits for the last attempt, if there is one.
 */
export async function linkLoaded(source?: unknown): Promise<void> {
  if (whole.isLinked) return;
  const key = source === undefined ? [...attempts.keys()].pop() : source;
  const pending = attempts.get(key) ?? attempt(key);
  attempts.set(key, pending);
  await pending;
}

/** Resolves once there is a wasm. Rejects if this source brings none, which leaves the other calls alone. */
function attempt(source: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.add(resolve);
    start(source).catch((error: unknown) => {
      waiting.delete(resolve);
      attempts.delete(source);
      reject(error);
    });
  });
}

async function start(source: unknown): Promise<void> {
  const module = await compileAsync(source, glue.MARK);
  if (whole.isLinked) return;
  try {
    glue.initSync({ module });
  } catch (error) {
    if (!isOfMainThread(error)) throw error;
    // No call can come in between: none may compile.
    await glue.default({ module_or_path: module });
  }
  adopt();
}
