// Packs the built package, and unpacks it where tests import it from: what is tested is what users get.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { npm, ROOT, runQuietly } from "./lib/run.js";

const PLACE = join(ROOT, "target/consumer");
/** The tarball, as `npm publish` would send it. */
export const TARBALL = join(PLACE, "package.tgz");
/** The digest of the build in `pkg/`. */
export const BUILT = join(ROOT, "target/package.stamp");
/** The digest of the build that is packed. */
const STAMP = join(ROOT, "target/consumer.stamp");

/** Whether what is packed is the build with this digest. */
export function isPacked(digest) {
  return existsSync(TARBALL) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === digest;
}

/** Packs and unpacks `pkg/`, and notes the digest of its build. */
export function pack(digest) {
  rmSync(STAMP, { force: true });
  rmSync(PLACE, { recursive: true, force: true });
  const unpacked = join(PLACE, "package");
  mkdirSync(unpacked, { recursive: true });
  npm(["pack", "--pack-destination", PLACE, "--loglevel=error"], { cwd: join(ROOT, "pkg") });
  const packed = readdirSync(PLACE).find((file) => file.endsWith(".tgz"));
  renameSync(join(PLACE, packed), TARBALL);
  runQuietly("tar", ["-xzf", TARBALL, "--strip-components=1", "-C", unpacked]);
  writeFileSync(STAMP, digest);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) pack(readFileSync(BUILT, "utf8"));
