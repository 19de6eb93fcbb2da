// Links the wasm, or a part of it, at the first call that needs it, or ahead by `init`. Importing this module does
// nothing.

import * as glue from "#glue";
import { isOfMainThread, link, linkLoaded, type Part } from "#link";
import { fault, invalidArgument, kindOf } from "./arguments.ts";
import { isZoomPhoneError, type ZoomPhoneError } from "./error.ts";
import { isObject } from "./guards.ts";
import { read } from "./redact.ts";

/** Links a part of the wasm, unless it is. Throws `invalid_argument` if the engine refuses it. */
export function ready(part: Part): void {
  if (part.isLinked) return;
  try {
    link(part);
  } catch (error) {
    throw explained(error);
  }
}

let view: Uint8Array<ArrayBuffer> | undefined;

/** Returns the memory of the wasm. An earlier view is detached, and has no length, once the memory has grown. */
export function memory(): Uint8Array<ArrayBuffer> {
  if (view === undefined || view.length === 0) view = new Uint8Array(glue.memory().buffer);
  return view;
}

/** Returns the memory of the wasm as numbers of 32 bits. */
export function words(): Uint32Array {
  return new Uint32Array(glue.memory().buffer);
}

/**
 * Runs work of the wasm, or on a result of it. Throws `response_too_large` where memory runs out, or a string grows too
 * long.
 */
export function withinMemory<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw outOfMemory(error);
  }
}

/** Returns the error of an input for which memory does not suffice; an error of this package as it is. */
export function outOfMemory(cause: unknown): ZoomPhoneError {
  if (isZoomPhoneError(cause)) return cause;
  return fault(
    "response_too_large",
    `The input or its result does not fit into memory: ${read(cause, "message")}`,
    "Read the input in parts. If the next call fails too, reload the page or restart the process.",
    cause,
  );
}

/** The smallest wasm that needs SIMD: the type of a function that returns a `v128`. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123];

/** Errors by their causes: calls that wait for one attempt reject with one error. */
const explanations = new WeakMap<object, ZoomPhoneError>();

/** Returns the error of a wasm that cannot be used; the same for the same cause. */
function explained(cause: unknown): ZoomPhoneError {
  if (isZoomPhoneError(cause)) return cause;
  const known = isObject(cause) ? explanations.get(cause) : undefined;
  if (known) return known;
  const [problem, remedy] = explanationOf(cause);
  const hint = `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`;
  const error = invalidArgument(`zoom-phone-profile: ${problem}; ${remedy}`, hint, cause);
  if (isObject(cause)) explanations.set(cause, error);
  return error;
}

/** Returns what an engine's refusal means, and what to do. */
function explanationOf(error: unknown): [problem: string, remedy: string] {
  if (typeof WebAssembly === "undefined")
    return [
      "this runtime has no WebAssembly",
      "update the browser or turn off its lockdown mode, or make the call on a server",
    ];
  if (error instanceof WebAssembly.CompileError && /content security policy|unsafe-eval|csp/i.test(error.message))
    return [
      "the page's content security policy forbids WebAssembly",
      "allow it with script-src 'self' 'wasm-unsafe-eval'",
    ];
  if (error instanceof WebAssembly.CompileError && !WebAssembly.validate(new Uint8Array(SIMD)))
    return [
      "this engine has no WebAssembly SIMD",
      "update it (Chrome and Edge 91, Firefox 89, Safari 16.4 and Node 16.4 have it, on x86 with SSE 4.1), " +
        "or make the call on a server",
    ];
  if (isOfMainThread(error))
    return [
      "this browser does not compile the wasm synchronously on the main thread",
      "call `await init()` once before",
    ];
  return [
    `the wasm cannot be used: ${read(error, "message") ?? kindOf(error)}`,
    "call `init` again, of ./external with zoom_phone_profile_bg.wasm of this version of the package",
  ];
}

/**
 * Resolves once a part of the wasm is linked. Compiles off the main thread of a page, which it would block; elsewhere
 * at once, which is some milliseconds faster.
 */
export async function prepared(part: Part): Promise<void> {
  if (part.isLinked) return;
  if (typeof document === "undefined") ready(part);
  else await init();
}

/** A `WebAssembly.Module`; any object where the types at hand do not know it, as those of Node. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;

/**
 * Compiles the wasm of what is imported off the main thread, ahead of the first call. Optional, but for
 * `zoom-phone-profile/external`, where it comes first and takes the wasm as a module, bytes, a Response (or a Blob), a
 * URL, or a promise of one. The other entries bring their own wasm and ignore `source`.
 *
 * It may be called any number of times, also at the same time and after a failure. The first source that succeeds
 * stays: it resolves every call that still waits, and later calls resolve without looking at theirs. A source that
 * fails rejects its own call alone. Without a source, a call of `./external` waits for the last one.
 *
 * @throws {ZoomPhoneError} as a rejection: `network` where the wasm cannot be fetched, with the `status` and `url` of a
 * reply; `invalid_argument` for a source that is not this package's wasm, and for what forbids it, such as the page's
 * content security policy.
 * @example
 * await init();
 */
export async function init(
  source?: WasmModule | ArrayBuffer | ArrayBufferView | Response | Promise<Response> | URL | string,
): Promise<void> {
  try {
    await linkLoaded(source);
  } catch (error) {
    throw explained(error);
  }
}
