// Packs the built package, and unpacks it where tests import it from: what is tested is what users get.

import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT, runQuietly } from "./lib/run.js";

const PLACE = join(ROOT, "target/consumer");
/** The tarball, as `npm publish` would send it. */
export const TARBALL = join(PLACE, "package.tgz");

export function pack() {
  rmSync(PLACE, { recursive: true, force: true });
  const unpacked = join(PLACE, "package");
  mkdirSync(unpacked, { recursive: true });
  runQuietly("npm", ["pack", "--pack-destination", PLACE, "--loglevel=error"], { cwd: join(ROOT, "pkg") });
  renameSync(
    join(
      PLACE,
      readdirSync(PLACE).find((file) => file.endsWith(".tgz")),
    ),
    TARBALL,
  );
  runQuietly("tar", ["-xzf", TARBALL, "--strip-components=1", "-C", unpacked]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) pack();
