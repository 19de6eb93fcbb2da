// Loads code that only some calls need.

import { fault } from "./arguments.ts";

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
