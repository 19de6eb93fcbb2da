// Reads byte arrays through the engine's own getters, so that an overridden `length` has no effect: a false one would
// make the copy write beyond the memory that was reserved for it.

type Getter = "length" | "buffer" | "byteOffset" | typeof Symbol.toStringTag;

/** Returns the engine's getter of a property. Bound once: a lookup per document costs a small one 10 % of its time. */
function getterOf<Name extends Getter>(name: Name): (bytes: ArrayBufferView) => Uint8Array[Name] {
  return Function.prototype.call.bind(
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name)!.get!,
  );
}

export const lengthOf = /* @__PURE__ */ getterOf("length");
export const bufferOf = /* @__PURE__ */ getterOf("buffer");
const offsetOf = /* @__PURE__ */ getterOf("byteOffset");
const tagOf = /* @__PURE__ */ getterOf(Symbol.toStringTag);

/** Whether a value is a `Uint8Array`, of any realm. Runs neither getters of the value nor traps of a Proxy. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && tagOf(value) === "Uint8Array";
}

/** Returns a view of the same bytes that has no overridden properties. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  const length = lengthOf(bytes);
  return length === 0 ? new Uint8Array() : new Uint8Array(bufferOf(bytes), offsetOf(bytes), length);
}
