// The package from before its wasm was cut into parts, which cold starts are compared with.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { ROOT, run } from "../scripts/lib/run.js";

/** The last commit of that time. */
const COMMIT = "8e000c0";
const CHECKOUT = join(ROOT, "target/before");

/** Returns the folder of the package, and builds it in a checkout of its own first, which takes some minutes once. */
export function packageBefore() {
  const built = join(CHECKOUT, "pkg");
  if (existsSync(join(built, "index.js"))) return built;
  if (!existsSync(CHECKOUT)) run("git", ["worktree", "add", "--detach", CHECKOUT, COMMIT]);
  run(process.execPath, ["scripts/build.js"], { cwd: CHECKOUT });
  return built;
}
