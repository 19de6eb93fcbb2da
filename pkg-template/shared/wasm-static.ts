// Brings the wasm in runtimes that compile modules ahead and may not compile bytes (workerd, Vercel's edge).

import { invalidArgument } from "./arguments.ts";
import wasm from "./zoom_phone_profile_bg.wasm";

/** Returns what the bundler made of the imported file. Throws `invalid_argument` if that is no wasm. */
export function compile(): WebAssembly.Module | BufferSource {
  if (wasm instanceof WebAssembly.Module || wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return wasm;
  throw invalidArgument(
    "zoom-phone-profile: this runtime's bundler makes neither a WebAssembly.Module nor bytes of an imported .wasm; " +
      "configure it, or use zoom-phone-profile/external",
    "Configure the bundler, or import zoom-phone-profile/external and call `await init(source)`.",
  );
}

export async function compileAsync(): Promise<WebAssembly.Module | BufferSource> {
  return compile();
}
