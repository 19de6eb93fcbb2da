// What engines throw that refuse to link the wasm.

/**
 * Whether the engine has refused to compile or instantiate synchronously: Chrome before 115 does on the main thread,
 * beyond 4 KB.
 */
export function isOfMainThread(error: unknown): boolean {
  return error instanceof RangeError && /main thread/.test(error.message);
}
