// The wasm: compiled at the first call, or ahead by `init`. Importing does nothing.

import { compile, compileAsync } from "#wasm";

import * as glue from "./zoom_phone_profile.js";

export { glue };

let wasm;

/** The exports of the wasm, compiled now if need be. */
export function ready() {
  return (wasm ??= instantiate(compiled(compile)));
}

let view;

/** The wasm's memory. What was had before is void once the memory has grown. */
export function memory() {
  const { buffer } = wasm.memory;
  if (view?.buffer !== buffer) view = new Uint8Array(buffer);
  return view;
}

/** The wasm's memory as numbers of 32 bits. */
export function words() {
  return new Uint32Array(wasm.memory.buffer);
}

function instantiate(module) {
  return glue.initSync({ module });
}

function compiled(work) {
  try {
    return work();
  } catch (error) {
    throw explained(error);
  }
}

/** What an engine's refusal to compile means, and what to do. */
function explained(error) {
  if (typeof WebAssembly === "undefined") {
    return new Error("zoom-phone-profile: this runtime has no WebAssembly; browsers have it since 2017, unless a lockdown mode turns it off", { cause: error });
  }
  if (error instanceof WebAssembly.CompileError && /content security policy|unsafe-eval|csp/i.test(error.message)) {
    return new Error("zoom-phone-profile: the page's content security policy forbids WebAssembly; allow it with script-src 'self' 'wasm-unsafe-eval'", { cause: error });
  }
  if (error instanceof RangeError) {
    return new Error("zoom-phone-profile: this browser does not compile the wasm synchronously on the main thread; call `await init()` once before", { cause: error });
  }
  return error;
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
  wasm ??= instantiate(module);
}
