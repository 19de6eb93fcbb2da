// For those who host the wasm themselves: `await init(source)` comes before everything else.

export function compile() {
  throw new Error('zoom-phone-profile/external: call `await init(source)` first, with the wasm as a module, bytes, a Response or a URL');
}

export async function compileAsync(source) {
  if (source === undefined) compile();
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  const response = await (typeof source === "string" || source instanceof URL ? fetch(source) : source);
  if (!response.ok) throw new Error(`zoom-phone-profile/external: the wasm could not be fetched (HTTP ${response.status})`);
  return WebAssembly.compile(await response.arrayBuffer());
}
