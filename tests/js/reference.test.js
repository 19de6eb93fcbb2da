// The API reference: each public item of the main entry stands below its subject, and none may be undocumented.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { categorized } from "../../scripts/reference.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packed = join(root, "target/consumer/package");

test("items stand below the subject whose sources declare them; one that has no subject is named", () => {
  const names = [
    ["Fetch", new Set(["call"])],
    ["Policy", new Set(["State"])],
  ];
  const text = categorized(
    "/** A. */\nexport function call(): void;\n/** B. */\nexport type PolicyState = 1;\n",
    names,
  );
  assert.deepEqual(
    [...text.matchAll(/@category (\w+)/g)].map(([, subject]) => subject),
    ["Fetch", "Policy"],
  );
  assert.throws(() => categorized("/** C. */\nexport interface Other {}\n", names), /no subject .* has `Other`/);
});

for (const [what, comment] of [
  ["an option", "  /** Aborts the call: it rejects with the signal's reason. */\n"],
  ["a function", /\/\*\*\n \* Whether a value is an error of this package(?:(?!\*\/)[\s\S])*\*\/\n/],
]) {
  test(`the reference refuses ${what} without documentation`, () => {
    const place = mkdtempSync(join(tmpdir(), "reference-"));
    try {
      const folder = join(place, "package");
      cpSync(packed, folder, { recursive: true });
      const file = join(folder, "index.d.ts");
      const text = readFileSync(file, "utf8");
      const shorter = text.replace(comment, "");
      assert.notEqual(shorter, text);
      writeFileSync(file, shorter);
      const args = [join(root, "scripts/reference.js"), folder, join(place, "docs")];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      assert.notEqual(status, 0);
      assert.match(stdout + stderr, /(signal|isZoomPhoneError).*does not have any documentation/);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
}
