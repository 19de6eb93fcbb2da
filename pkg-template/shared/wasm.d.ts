// What a bundler or a runtime makes of an imported .wasm.
declare module "*.wasm" {
  const wasm: unknown;
  export default wasm;
}
