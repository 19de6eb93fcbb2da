// `npm run release:check`: everything that a release must pass. The version is in Cargo.toml only and needs a dated
// section of the changelog; the tree is clean; all tests pass; and two builds from clean, in folders and environments
// that differ, give the same bytes as the tested package. `-- --only reproducible` makes one of the checks.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

import { linksOf, missingLinks } from "./lib/links.js";
import { output, ROOT, run, runQuietly } from "./lib/run.js";
import { setUp } from "./setup.js";

const read = (file) => readFileSync(join(ROOT, file), "utf8");

/**
 * What a version's section of the changelog says; throws where it is missing, undated or empty, or where changes stand
 * under no version.
 */
export function sectionOf(changelog, version) {
  const [, ...sections] = changelog.split(/^## /m);
  if (!/^Unreleased\n/.test(sections[0] ?? ""))
    throw new Error('CHANGELOG.md must begin with "## Unreleased", where the next changes go');
  if (/^- /m.test(sections[0]))
    throw new Error(
      `CHANGELOG.md has changes under "Unreleased", which would ship with ${version}: move them to its section`,
    );
  const section = sections.find((each) => each.startsWith(`${version} - `));
  if (!section) throw new Error(`CHANGELOG.md has no "## ${version} - YYYY-MM-DD"`);
  const [heading, ...lines] = section.split("\n");
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) throw new Error(`CHANGELOG.md must date "## ${heading}"`);
  const text = lines.join("\n").trim();
  if (!/^- /m.test(text)) throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return text;
}

function checkVersion() {
  const version = /^version = "([^"]+)"/m.exec(read("Cargo.toml"))[1];
  if (!/^\s*"version": "0\.0\.0"/m.test(read("pkg-template/package.json")))
    throw new Error("pkg-template/package.json must leave the version to Cargo.toml: 0.0.0");
  if (!read("src/core/Cargo.toml").includes("version.workspace = true"))
    throw new Error("src/core/Cargo.toml must leave the version to Cargo.toml: `version.workspace = true`");
  if (!read("Cargo.toml").includes(`zoom-phone-profile-core = { version = "=${version}"`))
    throw new Error(`Cargo.toml must require zoom-phone-profile-core "=${version}"`);
  sectionOf(read("CHANGELOG.md"), version);
  return version;
}

/** Returns the links of the package's page at npm. Throws if one is missing. */
export function checkLinks(template) {
  const manifest = { ...linksOf(template), ...template };
  const missing = missingLinks(manifest);
  if (missing.length === 0) return `${manifest.repository.url}, ${manifest.homepage}, ${manifest.bugs.url}`;
  throw new Error(
    `package.json has no ${missing.join(", ")}: set \`repository\` in pkg-template/package.json (\`type\`, \`url\`, ` +
      "`directory`), from which the build derives the others",
  );
}

/** Returns the repository that both crates name. Throws if one of their manifests names none. */
export function checkCrateLinks(manifest, coreManifest) {
  const repository = /^\[workspace\.package\]\n(?:.+\n)*?repository = "([^"]+)"/m.exec(manifest)?.[1];
  const areInherited = [manifest, coreManifest].every((text) => /^repository\.workspace = true$/m.test(text));
  if (repository && areInherited) return repository;
  throw new Error(
    "the crates name no repository: set `repository` below [workspace.package] in Cargo.toml, and " +
      "`repository.workspace = true` below [package] in Cargo.toml and in src/core/Cargo.toml",
  );
}

function checkTree() {
  const changes = output("git", ["status", "--porcelain"]);
  if (changes === null) throw new Error("this is no git checkout");
  if (changes !== "") throw new Error(`the tree is not clean:\n${changes}`);
  return output("git", ["rev-parse", "--short", "HEAD"]);
}

function checkGates() {
  run("npm", ["test"], { env: { ...process.env, CI: "true" } });
  return "passed";
}

const digestOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/** The digests of a checkout's tarball, and of each file in it. */
export function digests(place) {
  const files = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => [relative(place, file), digestOf(file)]));
}

/** The files that are not in each build, byte for byte. */
export function differing(builds) {
  const files = new Set(builds.flatMap((build) => [...build.keys()]));
  return [...files].filter((file) => new Set(builds.map((build) => build.get(file))).size > 1);
}

/**
 * What a build could depend on and must not: how long its folder's path is, the hour, the language, who may read new
 * files.
 */
const SURROUNDINGS = [
  { folder: "a", umask: 0o022, env: { TZ: "UTC", LC_ALL: "C" } },
  { folder: "another/folder/far-down", umask: 0o077, env: { TZ: "Pacific/Kiritimati", LC_ALL: "C.UTF-8" } },
];

/** Builds and packs the commit from nothing but its files: its tools and packages are installed and built anew. */
function buildAnew(place, commit, { folder, umask, env }) {
  const checkout = join(place, folder);
  const before = process.umask(umask);
  try {
    mkdirSync(checkout, { recursive: true });
    runQuietly("sh", ["-c", 'git archive "$0" | tar -x --no-same-permissions -C "$1"', commit, checkout]);
    runQuietly(process.execPath, ["scripts/build.js"], { cwd: checkout, env: { ...process.env, ...env } });
    return digests(join(checkout, "target/consumer"));
  } finally {
    process.umask(before);
    rmSync(checkout, { recursive: true, force: true });
  }
}

function checkReproducible() {
  const place = mkdtempSync(join(tmpdir(), "release-"));
  try {
    if (!existsSync(join(ROOT, "target/consumer")))
      throw new Error("nothing has been tested: the gates come first, or `npm run build`");
    const tested = digests(join(ROOT, "target/consumer"));
    const commit = output("git", ["rev-parse", "HEAD"]);
    const builds = SURROUNDINGS.map((surroundings) => buildAnew(place, commit, surroundings));
    const files = differing([tested, ...builds]);
    if (files.length > 0) throw new Error(`the tested package and two builds from clean differ in ${files.join(", ")}`);
    return (
      `${tested.size - 1} files and their tarball are the same in the tested package and in two builds from clean; ` +
      `package.tgz is ${tested.get("package.tgz")}`
    );
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const CHECKS = [
  ["version and changelog", checkVersion],
  ["links of the package", () => checkLinks(JSON.parse(read("pkg-template/package.json")))],
  ["links of the crates", () => checkCrateLinks(read("Cargo.toml"), read("src/core/Cargo.toml"))],
  ["clean tree", checkTree],
  ["all gates", checkGates],
  ["still a clean tree", checkTree],
  ["reproducible", checkReproducible],
];

function main() {
  const faults = [];
  const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1].split(",") : null;
  const chosen = CHECKS.filter(([name]) => !only || only.includes(name));
  if (chosen.length === 0) throw new Error(`the checks are ${CHECKS.map(([name]) => name).join(", ")}`);
  setUp({ browsers: true });
  for (const [name, check] of chosen) {
    const started = Date.now();
    try {
      console.log(`release: ${name}: ${check()} (${Math.round((Date.now() - started) / 1000)} s)`);
    } catch (error) {
      faults.push(name);
      console.error(`release: ${name}: ${error.message}`);
    }
  }
  console.log(
    faults.length === 0
      ? `release: ready${only ? " as far as has been checked" : ""}`
      : `release: not ready: ${faults.join(", ")}`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
