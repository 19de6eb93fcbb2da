// The wasm: compiled at the first call, or ahead by `init`. Importing does nothing.

import { compile, compileAsync } from "#wasm";

import * as glue from "./zoom_phone_profile.js";

export { glue };

let wasm;

/** The exports of the wasm, compiled now if need be. */
export function ready() {
  return (wasm ??= instantiate(compile));
}

let view;

/** The wasm's memory. What was had before is void, and has no length, once the memory has grown. */
export function memory() {
  if (view === undefined || view.length === 0) view = new Uint8Array(wasm.memory.buffer);
  return view;
}

/** The wasm's memory as numbers of 32 bits. */
export function words() {
  return new Uint32Array(wasm.memory.buffer);
}

/** An engine may refuse the wasm when it compiles it, or only when it instantiates it. */
function instantiate(compile) {
  try {
    return glue.initSync({ module: compile() });
  } catch (error) {
    throw explained(error);
  }
}

/** The smallest wasm that needs SIMD: the type of a function that returns a `v128`. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123];

/** What an engine's refusal means, and what to do. */
function explained(error) {
  if (typeof WebAssembly === "undefined") {
    return new Error("zoom-phone-profile: this runtime has no WebAssembly; browsers have it since 2017, unless a lockdown mode turns it off", { cause: error });
  }
  if (error instanceof WebAssembly.CompileError && /content security policy|unsafe-eval|csp/i.test(error.message)) {
    return new Error("zoom-phone-profile: the page's content security policy forbids WebAssembly; allow it with script-src 'self' 'wasm-unsafe-eval'", { cause: error });
  }
  if (error instanceof WebAssembly.CompileError && !WebAssembly.validate(new Uint8Array(SIMD))) {
    return new Error("zoom-phone-profile: this engine has no WebAssembly SIMD; update it (Chrome and Edge 91, Firefox 89, Safari 16.4 and Node 16.4 have it, on x86 with SSE 4.1), or make the call on a server", { cause: error });
  }
  if (isOfMainThread(error)) {
    return new Error("zoom-phone-profile: this browser does not compile the wasm synchronously on the main thread; call `await init()` once before", { cause: error });
  }
  return error;
}

/** Chrome before 115 compiles and instantiates no more than 4 KB synchronously on the main thread. */
function isOfMainThread(error) {
  return error instanceof RangeError && /main thread/.test(error.message);
}

/**
 * Sees to it that the wasm is there, for who can wait: compiling holds up a page for as long as several pieces of work. Without a page
 * there is nothing to hold up, and it is there some milliseconds sooner.
 */
export async function prepared() {
  if (wasm !== undefined) return;
  if (typeof document === "undefined") ready();
  else await init();
}

let starting;

export function init(source) {
  starting ??= start(source).catch((error) => {
    starting = undefined;
    throw explained(error);
  });
  return starting;
}

/** A call may have compiled the wasm in the meantime: then that one stays. */
async function start(source) {
  const module = await compileAsync(source);
  try {
    wasm ??= glue.initSync({ module });
  } catch (error) {
    if (!isOfMainThread(error)) throw error;
    // No call can come in between: none may compile.
    wasm = await glue.default({ module_or_path: module });
  }
}
