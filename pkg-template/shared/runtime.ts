// @ts-nocheck
// The wasm: compiled at the first call, or ahead by `init`. Importing does nothing.

import * as glue from "#glue";
import { compile, compileAsync } from "#wasm";
import { fault, invalidArgument, kindOf } from "./arguments.ts";
import { connectionFault } from "./connection.ts";
import { isZoomPhoneError } from "./error.ts";

export { glue };

let wasm;

/** The exports of the wasm, compiled now if need be. */
export function ready() {
  return wasm ?? instantiate();
}

/** An engine may refuse the wasm when it compiles it, or only when it instantiates it. */
function instantiate() {
  try {
    return adopt(glue.initSync({ module: compile(fault) }));
  } catch (error) {
    throw explained(error);
  }
}

let view;

/** The wasm's memory. What was had before is void, and has no length, once the memory has grown. */
export function memory() {
  if (view === undefined || view.length === 0) view = new Uint8Array(glue.memoryOf(wasm).buffer);
  return view;
}

/** The wasm's memory as numbers of 32 bits. */
export function words() {
  return new Uint32Array(glue.memoryOf(wasm).buffer);
}

/**
 * Runs work of the wasm, or on a result of it. Throws `response_too_large` where memory runs out, or a string grows too
 * long.
 */
export function withinMemory(work) {
  try {
    return work();
  } catch (error) {
    throw outOfMemory(error);
  }
}

/** The error of a document that passes no further for want of memory. */
export function outOfMemory(cause) {
  if (isZoomPhoneError(cause)) return cause;
  return fault(
    "response_too_large",
    `The input, or what comes of it, does not fit into memory: ${cause?.message}`,
    "Read the input in parts. If the next call fails too, reload the page or start the process again.",
    cause,
  );
}

/** The smallest wasm that needs SIMD: the type of a function that returns a `v128`. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123];

/**
 * The error of a wasm that cannot be used: what the engine's refusal means, and behind the last semicolon what to do.
 */
function explained(cause) {
  if (isZoomPhoneError(cause)) return cause;
  const message = meaningOf(cause);
  const at = message.lastIndexOf("; ") + 2;
  return invalidArgument(
    `zoom-phone-profile: ${message}`,
    `${message[at].toUpperCase()}${message.slice(at + 1)}.`,
    cause,
  );
}

function meaningOf(error) {
  if (typeof WebAssembly === "undefined") {
    return "this runtime has no WebAssembly; use a browser of 2017 or later and turn off its lockdown mode, or make the call on a server";
  }
  if (error instanceof WebAssembly.CompileError && /content security policy|unsafe-eval|csp/i.test(error.message)) {
    return "the page's content security policy forbids WebAssembly; allow it with script-src 'self' 'wasm-unsafe-eval'";
  }
  if (error instanceof WebAssembly.CompileError && !WebAssembly.validate(new Uint8Array(SIMD))) {
    return "this engine has no WebAssembly SIMD; update it (Chrome and Edge 91, Firefox 89, Safari 16.4 and Node 16.4 have it, on x86 with SSE 4.1), or make the call on a server";
  }
  if (isOfMainThread(error))
    return "this browser does not compile the wasm synchronously on the main thread; call `await init()` once before";
  return `the wasm cannot be used: ${error?.message ?? kindOf(error)}; call \`init\` again, of ./external with zoom_phone_profile_bg.wasm of this version of the package`;
}

/** Chrome before 115 compiles and instantiates no more than 4 KB synchronously on the main thread. */
function isOfMainThread(error) {
  return error instanceof RangeError && /main thread/.test(error.message);
}

/**
 * Sees to it that the wasm is there, for who can wait: compiling holds up a page for as long as several pieces of work.
 * Without a page there is nothing to hold up, and it is there some milliseconds sooner.
 */
export async function prepared() {
  if (wasm !== undefined) return;
  if (typeof document === "undefined") ready();
  else await init();
}

/** Attempts of `init` under way, by their sources. */
const attempts = new Map();
/** What ends their waits: a source may never answer. */
const waiting = new Set();

/** Keeps the first instance: whichever `init` or call brings it, it ends the wait of all. */
function adopt(instance) {
  wasm = instance;
  waiting.forEach((resolve) => resolve());
  attempts.clear();
  waiting.clear();
  return wasm;
}

export async function init(source) {
  if (wasm !== undefined) return;
  // Without a source it waits for the last attempt, if there is one.
  const key = source === undefined ? [...attempts.keys()].at(-1) : source;
  if (!attempts.has(key)) attempts.set(key, attempt(key));
  await attempts.get(key);
}

/** Resolves once there is a wasm; rejects where this source brings none, which leaves the others alone. */
function attempt(source) {
  return new Promise((resolve, reject) => {
    waiting.add(resolve);
    start(source).catch((error) => {
      waiting.delete(resolve);
      attempts.delete(source);
      reject(explained(error));
    });
  });
}

async function start(source) {
  const module = await compileAsync(source, fault, kindOf, glue.MARK, connectionFault);
  if (wasm !== undefined) return;
  try {
    adopt(glue.initSync({ module }));
  } catch (error) {
    if (!isOfMainThread(error)) throw error;
    // No call can come in between: none may compile.
    adopt(await glue.default({ module_or_path: module }));
  }
}
