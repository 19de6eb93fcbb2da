// The memory of the package's wasm, which the package does not export: captured when it is created. Import this before
// the package.

let memory;
let table;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    const exported = Object.values(this.exports);
    const tables = exported.filter((value) => value instanceof WebAssembly.Table);
    // What unpacks the wasm has a memory too, and no table.
    if (tables.length === 0) return;
    memory ??= exported.find((value) => value instanceof WebAssembly.Memory);
    table ??= tables.find((value) => value !== this.exports.__indirect_function_table);
  }
};

/** The memory of the package's wasm, as bytes. */
export function wasmMemory() {
  return Buffer.from(memory.buffer);
}

/** The slots that the wasm has had for JavaScript's values: one that is never given back shows here. */
export function valueSlots() {
  return table.length;
}
