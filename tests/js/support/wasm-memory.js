// The memory of the package's wasm, which the package keeps to itself: taken where it comes about. Imported before the package.

let memory;
let table;
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = new Instance(...args);
  memory ??= instance.exports.memory;
  table ??= Object.values(instance.exports).find((value) => value instanceof WebAssembly.Table && value !== instance.exports.__indirect_function_table);
  return instance;
};

/** The memory of the first wasm that has been made, as bytes. */
export function wasmMemory() {
  return Buffer.from(memory.buffer);
}

/** The slots that the wasm has had for JavaScript's values: one that is never given back shows here. */
export function valueSlots() {
  return table.length;
}
