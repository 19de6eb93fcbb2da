// @ts-nocheck
// Bytes, told and read by what they are and not by what they say of themselves.

/** Bytes, of whichever realm; told without running what they or a Proxy have to say. */
export function isBytes(value) {
  return ArrayBuffer.isView(value) && kindOfView(value) === "Uint8Array";
}

/**
 * What reads a property of bytes as the engine has it, whatever has been laid over it: a length that is none would
 * write beyond its room. Bound once: to look each up at each document costs a tenth of the check of a small one.
 */
const genuine = (name) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name).get);
export const lengthOf = /* @__PURE__ */ genuine("length");
export const bufferOf = /* @__PURE__ */ genuine("buffer");
const offsetOf = /* @__PURE__ */ genuine("byteOffset");
const kindOfView = /* @__PURE__ */ genuine(Symbol.toStringTag);

/** The same bytes, without what has been laid over them. */
export function plainBytes(bytes) {
  const length = lengthOf(bytes);
  return length === 0 ? new Uint8Array() : new Uint8Array(bufferOf(bytes), offsetOf(bytes), length);
}
