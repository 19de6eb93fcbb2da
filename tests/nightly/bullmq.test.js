// The recipe for BullMQ. `npm test` has no Redis: what needs one is compiled against the types of BullMQ and ioredis,
// and its store of files is run.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { fileStore } from "../../examples/nightly/bullmq/file-store.js";
import { ROOT } from "../../scripts/lib/run.js";

const INSTALLED = join(ROOT, "target/nightly/node_modules");

test("the recipe compiles against the types of bullmq and ioredis", () => {
  const config = join(ROOT, "target/nightly/tsconfig.json");
  const paths = Object.fromEntries(["bullmq", "ioredis"].map((name) => [name, [join(INSTALLED, name)]]));
  const compilerOptions = {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["esnext", "dom", "dom.iterable"],
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    allowJs: true,
    checkJs: true,
    strict: true,
    noImplicitAny: false,
    noEmit: true,
    skipLibCheck: true,
    paths,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [join(ROOT, "examples/nightly/bullmq/worker.js")] }));
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", config],
    {
      encoding: "utf8",
    },
  );
  assert.equal(status, 0, stdout);
});

test("a store of files keeps what is written once, lists keys, and leaves no draft", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fleets-"));
  try {
    const store = fileStore(folder);
    assert.deepEqual([await store.get("a/b/1.json"), await store.keys("a/b/")], [undefined, []]);
    const writers = Array.from({ length: 20 }, (_, at) => store.putOnce("a/b/1.json", `${at}`.repeat(100_000)));
    await Promise.all(writers);
    const first = String(await store.get("a/b/1.json"));
    assert.ok(/^(\d+?)\1*$/.test(first) && first.length >= 100_000);
    await store.putOnce("a/b/1.json", "late");
    assert.equal(String(await store.get("a/b/1.json")), first);
    await store.put("a/b/2.ndjson", "one");
    await store.put("a/b/2.ndjson", "two");
    assert.equal(String(await store.get("a/b/2.ndjson")), "two");
    assert.deepEqual((await store.keys("a/b/")).sort(), ["a/b/1.json", "a/b/2.ndjson"]);
    assert.deepEqual(readdirSync(join(folder, "a/b")).sort(), ["1.json", "2.ndjson"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
