// Builds the page out of www/ into target/page/: Vite, then a compressed copy beside each file.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { PKG, digestOf } from "./build.js";
import { ROOT } from "./lib/run.js";

/** Where the built page is. */
export const PAGE = join(ROOT, "target/page");

const SOURCE = join(ROOT, "www");
const INPUTS = ["www", "scripts/page.js", "package-lock.json", "target/package.stamp"];

/** Builds the page, once the package is built. */
export async function buildPage() {
  linkPackage();
  const digest = digestOf(INPUTS);
  const stamp = join(ROOT, "target/page.stamp");
  if (existsSync(join(PAGE, "index.html")) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return "unchanged";
  // Loaded only here: the set-up, which installs it, is reached through this file's importers.
  const { build } = await import("vite");
  await build({ root: SOURCE });
  compress(PAGE);
  writeFileSync(stamp, digest);
  return "built";
}

/** The page takes the package as its users do: by its name, out of `node_modules`. */
export function linkPackage() {
  const link = join(SOURCE, "node_modules/zoom-phone-profile");
  mkdirSync(join(SOURCE, "node_modules"), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(PKG, link);
}

function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(`page: ${await buildPage()} (target/page/)`);
