// The memory of the package's wasm, which the package does not export: captured when it is created. Import this before
// the package.

let memory;
let table;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memory ??= this.exports.memory;
    table ??= Object.values(this.exports).find(
      (value) => value instanceof WebAssembly.Table && value !== this.exports.__indirect_function_table,
    );
  }
};

/** The memory of the first wasm that has been made, as bytes. */
export function wasmMemory() {
  return Buffer.from(memory.buffer);
}

/** The slots that the wasm has had for JavaScript's values: one that is never given back shows here. */
export function valueSlots() {
  return table.length;
}
