// The package's wasm, compiled off the main thread before the first view needs it.

let started: Promise<void> | undefined;

/** Makes the package ready; a failure is tried again by the next call. */
export function ready(): Promise<void> {
  started ??= import("zoom-phone-profile").then(({ init }) => init());
  started.catch(() => {
    started = undefined;
  });
  return started;
}
