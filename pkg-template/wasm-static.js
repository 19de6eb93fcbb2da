// For runtimes that compile modules ahead and may not compile bytes (workerd, Vercel's edge).

import wasm from "./zoom_phone_profile_bg.wasm";

export function compile() {
  return wasm;
}

export async function compileAsync() {
  return wasm;
}
