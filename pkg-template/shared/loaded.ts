// Loads code that only some calls need.

import { loadBytes, type Part } from "#link";
import { fault } from "./arguments.ts";
import { prepared } from "./runtime.ts";

/** A module with code of the wasm, which `prepare` links. */
export interface LinkedModule {
  prepare(): Promise<void>;
}

/** Returns a module loaded by `import()`, with its part of the wasm linked. Throws as `loaded` and `init` do. */
export async function linked<Module extends LinkedModule>(load: () => Promise<Module>): Promise<Module> {
  const module = await loaded(load);
  await module.prepare();
  return module;
}

/** Links a part of the wasm whose bytes are a module of their own. Throws as `loaded` and `init` do. */
export async function linkedApart(part: Part): Promise<void> {
  await loaded(() => loadBytes(part));
  await prepared(part);
}

/** Returns a module loaded by `import()`. Throws `network` if it cannot be loaded; the next call tries again. */
export async function loaded<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw fault(
      "network",
      "A part of zoom-phone-profile could not be loaded",
      "Check the connection. If the page has been deployed anew meanwhile, reload it.",
      cause,
    );
  }
}
