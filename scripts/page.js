// Builds the page out of www/ into target/page/: Vite, the sample data, then a compressed copy beside each file.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { digestOf, PKG } from "./build.js";
import { ROOT } from "./lib/run.js";

/** Where the built page is. */
export const PAGE = join(ROOT, "target/page");

const SOURCE = join(ROOT, "www");
const INPUTS = [
  "www",
  "scripts/page.js",
  "tests/zoom-server/directory.js",
  "tests/zoom-server/faults.js",
  "package-lock.json",
  "target/package.stamp",
];
/** As many users as a static folder ships: enough for every finding and group. */
const SAMPLE_USERS = 500;

/** Builds the page, once the package is built. */
export async function buildPage() {
  linkPackage();
  const digest = digestOf(INPUTS);
  const stamp = join(ROOT, "target/page.stamp");
  if (existsSync(join(PAGE, "index.html")) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest)
    return "unchanged";
  // Loaded only here: the set-up, which installs it, is reached through this file's importers.
  const { build } = await import("vite");
  await build({ root: SOURCE });
  await writeSample();
  compress(PAGE);
  writeFileSync(stamp, digest);
  return "built";
}

/** The page takes the package as its users do: by its name, out of `node_modules`. */
export function linkPackage() {
  const link = join(SOURCE, "node_modules/zoom-phone-profile");
  mkdirSync(join(SOURCE, "node_modules"), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(PKG, link, "junction");
}

/** Sample data for a static host, compressed in the file, since not every host compresses. */
async function writeSample() {
  const { SAMPLE, createUser } = await import("../tests/zoom-server/directory.js");
  const users = Array.from({ length: SAMPLE_USERS }, (_, index) => (index === 0 ? SAMPLE : createUser(index)));
  const lines = users.map((user) => `${JSON.stringify(user)}\n`).join("");
  writeFileSync(join(PAGE, "sample.ndjson.gz"), gzipSync(lines, { level: 9 }));
}

function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name.endsWith(".gz")) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    );
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(`page: ${await buildPage()} (target/page/)`);
