// The rules of `npm run release:check`, and the workflows. Only the check itself makes the builds.

import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";

import { linksOf } from "../../scripts/lib/links.js";
import { checkCrateLinks, checkLinks, differing, digests, sectionOf } from "../../scripts/release.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("builds that differ in one byte, or in a file's name, are not the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    const built = digests(join(root, "target/consumer"));
    cpSync(join(root, "target/consumer"), folder, { recursive: true });
    assert.deepEqual(differing([built, built, digests(folder)]), []);
    appendFileSync(join(folder, "package/index.d.ts"), " ");
    assert.deepEqual(differing([built, built, digests(folder)]), ["package/index.d.ts"]);
    renameSync(join(folder, "package.tgz"), join(folder, "other.tgz"));
    assert.deepEqual(differing([built, digests(folder), built]).sort(), [
      "other.tgz",
      "package.tgz",
      "package/index.d.ts",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a version needs a dated section that says something, and no change may stand outside it", () => {
  const changelog = (...sections) => ["# Changelog\n\nAll.\n", ...sections].join("\n");
  const unreleased = "## Unreleased\n";
  assert.equal(
    sectionOf(
      changelog(unreleased, "## 1.2.0 - 2026-11-25\n\nFirst.\n\n- One.\n", "## 1.1.0 - 2026-10-01\n\n- Old.\n"),
      "1.2.0",
    ),
    "First.\n\n- One.",
  );
  assert.throws(() => sectionOf(changelog("## 1.2.0 - 2026-11-25\n\n- One.\n"), "1.2.0"), /begin with "## Unreleased"/);
  assert.throws(
    () => sectionOf(changelog("## Unreleased\n\n- New.\n", "## 1.2.0 - 2026-11-25\n\n- One.\n"), "1.2.0"),
    /would ship with 1\.2\.0/,
  );
  assert.throws(
    () => sectionOf(changelog(unreleased, "## 1.2.0 - 2026-11-25\n\n- One.\n"), "1.2.1"),
    /no "## 1\.2\.1 - /,
  );
  assert.throws(() => sectionOf(changelog(unreleased, "## 1.2.0 - soon\n\n- One.\n"), "1.2.0"), /must date/);
  assert.throws(
    () => sectionOf(changelog(unreleased, "## 1.2.0 - 2026-11-25\n\n## 1.1.0 - 2026-10-01\n\n- Old.\n"), "1.2.0"),
    /says nothing/,
  );
});

test("the workflow pins each action to a commit, and gives the right to publish to what runs nothing of others", () => {
  const text = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
  for (const [line] of text.matchAll(/^.*\buses:.*$/gm))
    assert.match(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const { permissions, jobs } = parse(text);
  assert.deepEqual(
    [permissions, jobs.check.permissions, jobs.publish.permissions],
    [{}, { contents: "read" }, { "id-token": "write" }],
  );
  assert.deepEqual(
    jobs.publish.steps.flatMap(({ run }) => run ?? []),
    ["npm publish ./package.tgz --provenance --access public"],
  );
  assert.ok(!text.includes("secrets."));
});

test("the workflow of pull requests pins each action too, and may only read", () => {
  const text = readFileSync(join(root, ".github/workflows/test.yml"), "utf8");
  for (const [line] of text.matchAll(/^.*\buses:.*$/gm))
    assert.match(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const { permissions, jobs } = parse(text);
  assert.deepEqual(permissions, { contents: "read" });
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  assert.deepEqual(commands, ["npm run test:quick", ".ci/run"]);
  assert.ok(!text.includes("secrets."));
});

test("links of the package follow from its repository; a release says what is missing", () => {
  const repository = { type: "git", url: "git+https://git.example/a/b.git", directory: "pkg-template" };
  const links = { homepage: "https://git.example/a/b#readme", bugs: { url: "https://git.example/a/b/issues" } };
  assert.deepEqual(linksOf({ repository }), links);
  assert.deepEqual(linksOf({}), {});
  assert.match(checkLinks({ repository }), /git\.example\/a\/b\.git, .*#readme, .*\/issues$/);
  assert.match(checkLinks({ repository, homepage: "https://b.example" }), /, https:\/\/b\.example,/);
  assert.throws(() => checkLinks({}), /no repository, homepage, bugs: set `repository` in pkg-template\/package\.json/);
});

test("crates that name no repository are not ready", () => {
  const crate = '[package]\nname = "a"\nrepository.workspace = true\n';
  const workspace = `${crate}\n[workspace.package]\nversion = "1.0.0"\nrepository = "https://git.example/a/b"\n`;
  assert.equal(checkCrateLinks(workspace, crate), "https://git.example/a/b");
  for (const [manifest, core] of [
    [workspace, "[package]\n"],
    [workspace.replace("repository.workspace = true\n", ""), crate],
    [workspace.replace(/^repository = .*\n/m, ""), crate],
  ])
    assert.throws(() => checkCrateLinks(manifest, core), /name no repository: set `repository` below/);
});
