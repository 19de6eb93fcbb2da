// @ts-nocheck
// For runtimes that compile modules ahead and may not compile bytes (workerd, Vercel's edge).

import wasm from "./zoom_phone_profile_bg.wasm";

export function compile(fault) {
  if (wasm instanceof WebAssembly.Module || wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return wasm;
  throw fault(
    "invalid_argument",
    "zoom-phone-profile: what bundles for this runtime makes neither a WebAssembly.Module nor bytes of an imported .wasm; configure it so, or use zoom-phone-profile/external",
    "Configure the bundler, or import zoom-phone-profile/external and call `await init(source)`.",
  );
}

export async function compileAsync(_source, fault) {
  return compile(fault);
}
