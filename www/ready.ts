// The package's wasm, as a file of its own: the browser compiles it while it comes, and page and worker share it.

import wasmUrl from "zoom-phone-profile/zoom_phone_profile_bg.wasm?url";

const asked = new Map<string, Promise<void>>();

/** Makes the package ready; a failure is tried again by the next call. */
export function ready(): Promise<void> {
  let started = asked.get(wasmUrl);
  if (started) return started;
  const wasm = fetch(wasmUrl);
  // Its failure is reported by `init`.
  wasm.catch(() => {});
  started = import("zoom-phone-profile").then(({ init }) => init(wasm));
  started.catch(() => asked.delete(wasmUrl));
  asked.set(wasmUrl, started);
  return started;
}
