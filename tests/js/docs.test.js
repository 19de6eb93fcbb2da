// Runs the examples of the documentation: the blocks of both READMEs, and each @example of the declarations. Stand-ins
// replace Zoom and what an example presupposes (a session, IDs, a page).

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { transformSync } from "esbuild";

import { blocksOf, DECLARATIONS, DOCUMENTS, ELSEWHERE, examplesOf, PACKED as packed } from "./support/snippets.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const place = join(root, "target/examples");

/** What examples take for given. */
const GIVEN = `import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as all from "zoom-phone-profile";
import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";
import { createProxy } from "zoom-phone-profile/proxy";
import { createFleetWorker } from "zoom-phone-profile/worker";

const users = ["ada", "bob"].map((id) => buildUserProfile({ id, email: id + "@example.com" }));
const zoom = createZoomFetch({ users });
const TOKEN = {
  access_token: "a-token-of-the-stand-in",
  token_type: "bearer",
  expires_in: 3599,
  api_url: "https://api.zoom.us",
};
const WASM = { "content-type": "application/wasm" };
globalThis.fetch = async (input, init) => {
  const url = String(input.url ?? input);
  if (url.includes("/oauth/token")) return Response.json(TOKEN);
  if (url.endsWith(".wasm"))
    return new Response(readFileSync("node_modules/zoom-phone-profile" + url), { headers: WASM });
  if (url.endsWith(".ndjson")) return new Response(users.map((user) => JSON.stringify(user)).join("\\n"));
  return zoom(input, init);
};
const ids = users.map(({ id }) => id);
const [profile] = users;
const element = { append() {}, insertAdjacentHTML() {}, textContent: "", innerHTML: "" };
Object.assign(globalThis, all, { buildUserProfile, createFleetWorker, createProxy, createZoomFetch }, {
  ids,
  userIds: ids,
  profile,
  profiles: users,
  yesterday: profile,
  today: users[1],
  text: JSON.stringify(profile),
  token: "a-token-of-the-examples",
  location: { href: "https://dashboard.example/", origin: "https://dashboard.example" },
  document: { querySelector: () => element, title: "" },
  file: new Blob([JSON.stringify(profile)]),
  earlierFile: new Blob([JSON.stringify({ ...profile, department: "Yesterday's" })]),
  download: new WritableStream(),
  show() {},
  accountId: "a",
  clientId: "b",
  clientSecret: "c",
  redis: {},
  redlock: {},
  env: {},
  signedIn: async () => ({ zoomUserId: "ada", isAdmin: true }),
});
Object.assign(process.env, { ZOOM_ACCOUNT_ID: "a", ZOOM_CLIENT_ID: "b", ZOOM_CLIENT_SECRET: "c" });
const name = process.argv[2];
const example = await import("./" + name);
// A handler is called.
const handler = example.GET ?? example.default?.fetch?.bind(example.default);
if (handler) {
  const reply = await handler(new Request("https://dashboard.example/api/zoom/phone/users/me"), process.env);
  assert.equal(reply.status, 200);
  assert.equal((await reply.json()).id, "ada");
}
`;

before(() => {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, "node_modules"), { recursive: true });
  symlinkSync(packed, join(place, "node_modules/zoom-phone-profile"), "junction");
  writeFileSync(join(place, "given.js"), GIVEN);
});

function run(name, code) {
  const { code: plain } = transformSync(code, {
    loader: "ts",
    format: "esm",
    target: "esnext",
  });
  writeFileSync(join(place, `${name}.mjs`), plain);
  const { status, stderr } = spawnSync(process.execPath, ["given.js", `${name}.mjs`], {
    cwd: place,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, `${code}\n${stderr}`);
}

/** Every name that an example imports is there. */
async function assertImports(code) {
  for (const [, names, path] of code.matchAll(/import \{([^}]+)\} from "(zoom-phone-profile[^"]*)"/g)) {
    const file = path === "zoom-phone-profile" ? "index.js" : `${path.split("/")[1]}.js`;
    const exported = await import(pathToFileURL(join(packed, file)));
    for (const name of names
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each && !each.startsWith("type ")))
      assert.ok(name in exported, `${path}: ${name}`);
  }
}

for (const document of DOCUMENTS) {
  test(`the examples of ${document}`, async () => {
    const blocks = blocksOf(document);
    assert.ok(blocks.length >= 3);
    for (const { name, title, code } of blocks) {
      await assertImports(code);
      if (!(title in ELSEWHERE)) run(name, code);
    }
  });
}

test("every function has an example", () => {
  for (const file of DECLARATIONS) {
    const text = readFileSync(join(packed, file), "utf8");
    const documented = new Set(
      [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)/g)]
        .filter(([, comment]) => comment.includes("@example"))
        .map(([, , name]) => name),
    );
    for (const [, name] of text.matchAll(/^export function (\w+)/gm))
      assert.ok(documented.has(name), `${file}: ${name}`);
  }
});

for (const file of DECLARATIONS) {
  test(`the examples of ${file}`, async () => {
    for (const { name, code } of examplesOf(file)) {
      await assertImports(code);
      run(name, code);
    }
  });
}
