// The memory of the package's wasm, which the package keeps to itself: taken where it comes about. Imported before the package.

let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = new Instance(...args);
  memory ??= instance.exports.memory;
  return instance;
};

/** The memory of the first wasm that has been made, as bytes. */
export function wasmMemory() {
  return Buffer.from(memory.buffer);
}
