// Documents of other endpoints are refused as strings, bytes, values and replies, and profiles never are.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import {
  getUserProfile,
  isUserProfile,
  parseUserProfile,
  userProfileSchema,
  validateUserProfile,
  ZoomPhoneError,
} from "#package";
import { createUser } from "../zoom-server/directory.js";
import { chooser } from "./support/documents.js";

const json = (name) => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8"));
const NEIGHBORS = json("neighbors.json");
const FIELDS = new Set(json("fields.facts.json").map(({ path }) => path));
const bytes = (text) => new TextEncoder().encode(text);
const replying = (body, options) =>
  getUserProfile("u1", { token: "t", maxRetries: 0, fetch: async () => new Response(body), ...options });

/** The verdicts on a value in all its forms, which must be one. */
function verdict(value) {
  const text = JSON.stringify(value);
  const inputs = [text, bytes(text), `\uFEFF${text}`, value];
  const verdicts = inputs.flatMap((input) => [validateUserProfile(input).success, isUserProfile(input)]);
  verdicts.push(!userProfileSchema["~standard"].validate(value).issues);
  assert.equal(new Set(verdicts).size, 1, text);
  return verdicts[0];
}

const failing = (promise) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );

test("documents of other endpoints are refused in every form, and say where the profile is", async () => {
  for (const { looks, document, within } of NEIGHBORS) {
    const text = JSON.stringify(document);
    assert.equal(verdict(document), false, text);
    for (const validation of ["strict", "standard"]) {
      const found = validateUserProfile(text, { validation }).issues.find(({ code }) => code === "not_a_profile");
      assert.ok(found?.message.startsWith(`This is not a profile: it is ${looks}`), `${text}: ${found?.message}`);
      if (within) assert.ok(found.message.includes(`; \`${within}\` looks like a profile`), found.message);
    }
    assert.equal(validateUserProfile(text, { validation: "lenient" }).success, !Array.isArray(document));
    assert.throws(() => parseUserProfile(text), { code: "invalid_response" });
    const error = await failing(replying(text));
    assert.ok(error instanceof ZoomPhoneError && error.code !== "network", `${text}: ${error.message}`);
    if (within)
      assert.ok(
        error.code === "invalid_response" && error.message.includes(`\`${within}\` looks like a profile`),
        error.message,
      );
  }
});

test("an error in a 200 rejects with what it says", async () => {
  for (const [body, code, pattern] of [
    [{ status: "error", message: "Unauthorized" }, "bad_request", /Unauthorized/],
    [{ code: 300, message: "The user ID is invalid." }, "bad_request", /invalid/],
    [{ id: null, code: 1001, message: "User does not exist: u1." }, "user_not_found", /does not exist/],
    [{ status: "success", data: { id: "u1" } }, "invalid_response", /`data` looks like a profile/],
    [{ status: "success", message: "OK", data: { id: "u1" } }, "invalid_response", /`data` looks like a profile/],
    [
      { jsonrpc: "2.0", id: "1", error: { code: -32000, message: "x" } },
      "invalid_response",
      /an error, code -32000: "x"/,
    ],
    [{ id: "r", name: "Admin", total_members: 3 }, "invalid_response", /a role/],
    ['{"code":104,"message":"does not contain scopes:["a:b"]"}', "missing_scopes", /scopes/],
    ['{"id":"x","message":"no "quotes""}', "invalid_response", /not JSON/],
  ]) {
    const error = await failing(replying(typeof body === "string" ? body : JSON.stringify(body)));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, pattern);
  }
});

test("a profile is returned, whatever its unknown members are called", async () => {
  const more = {
    message: "m",
    code: 5,
    data: { id: "y" },
    error: "e",
    errors: [],
    name: "Ann",
    status_code: 200,
    next_page_token: "",
    users: [],
    devices: [{ id: "d" }],
  };
  for (const profile of [createUser(1), { id: "x", status: "activate" }, { id: "x", phone_user_id: "p" }]) {
    assert.deepEqual(await replying(JSON.stringify({ ...more, ...profile })), { ...more, ...profile });
  }
  const { name, next_page_token, ...plain } = more;
  assert.deepEqual(await replying(JSON.stringify({ id: "x", ...plain })), { id: "x", ...plain });
});

test("of profiles of which parts are missing, with members of any name added, none is refused", () => {
  const random = chooser(15);
  const names = [...new Set(NEIGHBORS.flatMap(({ document }) => Object.keys(document)))]
    .filter((name) => !FIELDS.has(name))
    .concat("message", "code", "data", "error", "result", "success", "", "__proto__", "名前");
  const values = [
    null,
    true,
    0,
    401,
    "",
    "text",
    "error",
    [],
    {},
    [{ id: "y" }],
    { id: "y", policy: {} },
    { code: 5, message: "x" },
  ];
  let checked = 0;
  for (let index = 0; checked < 10_000; index++) {
    const profile = createUser(index, 15);
    const policies = Object.keys(profile.policy ?? {});
    if (policies.length === 0) continue;
    const fields = Object.keys(profile).filter((key) => key !== "policy" && random.onceIn(2));
    const kept = random.choose(policies);
    const reduced = Object.fromEntries(fields.map((key) => [key, profile[key]]));
    reduced.policy = Object.fromEntries(
      policies.filter((key) => key === kept || random.onceIn(3)).map((key) => [key, profile.policy[key]]),
    );
    for (let more = random.below(6); more > 0; more--) {
      const name = random.choose(names);
      Object.defineProperty(reduced, name, {
        value: random.choose(values),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    if (Object.keys(reduced.policy).every((key) => key === "policy_of_tomorrow")) continue;
    checked++;
    assert.ok(isUserProfile(JSON.stringify(reduced)), JSON.stringify(reduced));
    if (checked % 20 === 0) assert.ok(verdict(reduced));
  }
});

test("an extension number as a string of digits is a warning, and kept", async () => {
  for (const profile of [
    { extension_number: "801" },
    { policy: { call_park: { forward_to: { extension_number: "0801" } } } },
  ]) {
    assert.ok(verdict(profile));
    const { success, data, issues } = validateUserProfile(JSON.stringify(profile));
    assert.ok(success);
    assert.deepEqual(data, profile);
    assert.deepEqual(
      issues.map(({ code, severity, expected }) => [code, severity, expected]),
      [["invalid_format", "warning", "an integer"]],
    );
    assert.equal(validateUserProfile(profile, { validation: "strict" }).success, false);
    assert.deepEqual(await replying(JSON.stringify(profile)), profile);
  }
  for (const number of ["", "x801", "-1", "8.5", " 801"])
    assert.equal(verdict({ extension_number: number }), false, number);
});

test("a key in camelCase, PascalCase or kebab-case is a warning that names the key meant", () => {
  const document = {
    id: "x",
    phoneUserId: "p",
    policy: { autoCallRecording: { enable: true }, sms: { LockedBy: "site", "locked-by": "site" } },
  };
  const { success, data, issues } = validateUserProfile(document);
  assert.ok(success);
  assert.deepEqual(data, document);
  assert.deepEqual(
    issues.map(({ code, severity, pointer, expected }) => [code, severity, pointer, expected]),
    [
      ["invalid_format", "warning", "/phoneUserId", "phone_user_id"],
      ["invalid_format", "warning", "/policy/autoCallRecording", "auto_call_recording"],
      ["invalid_format", "warning", "/policy/sms/LockedBy", "locked_by"],
      ["invalid_format", "warning", "/policy/sms/locked-by", "locked_by"],
    ],
  );
  assert.match(issues[1].message, /`policy\.autoCallRecording` should be named `auto_call_recording`/);
});

test("other files are called by their names, as strings, bytes and replies", async () => {
  const profile = '{"id":"x"}';
  const utf16 = (text) => Buffer.from(text, "utf16le");
  for (const [input, pattern] of [
    [new Uint8Array(gzipSync(profile)), /gzip, not JSON: decompress it/],
    [gzipSync(profile).toString("utf8"), /gzip/],
    [gzipSync(profile).toString("latin1"), /gzip/],
    [new Uint8Array(utf16(`\uFEFF${profile}`)), /UTF-16, not UTF-8: convert it/],
    [new Uint8Array(utf16(`\uFEFF${profile}`).swap16()), /UTF-16/],
    [new Uint8Array(utf16(profile)), /UTF-16/],
    [new Uint8Array(utf16(profile).swap16()), /UTF-16/],
    [utf16(`\uFEFF${profile}`).toString("utf8"), /UTF-16/],
    [utf16(profile).toString("latin1"), /UTF-16/],
    ["<!doctype html><html>", /HTML, not JSON/],
    ["\uFEFF\n<html>", /HTML/],
    ["<error><text>x</text></error>", /XML, not JSON/],
    ["Email,Extension Number,Site\nann@example.com,801,HQ\n", /CSV, not JSON/],
    ['"Email";"Site"\r\n"ann@example.com";"HQ"\r\n', /CSV/],
  ]) {
    assert.equal(isUserProfile(input), false);
    assert.match(validateUserProfile(input).issues[0].message, pattern);
    assert.throws(() => parseUserProfile(input), { code: "invalid_response", message: pattern });
    const error = await failing(replying(input));
    assert.equal(error.code, "invalid_response");
    // Of a page in place of a reply the client says more.
    assert.match(error.message, new RegExp(pattern.source.split(",")[0]));
  }
  const shortened = { id: "x", policy: { sms: "@{enable=True; locked=False}" } };
  assert.equal(verdict(shortened), false);
  assert.match(validateUserProfile(shortened).issues[0].message, /PowerShell.*-Depth.*ConvertTo-Json/);
});

test("a byte order mark is skipped in strings, bytes and replies", async () => {
  const profile = { id: "é", policy: { sms: { enable: true } } };
  const text = `\uFEFF${JSON.stringify(profile)}`;
  for (const input of [text, bytes(text)]) {
    assert.deepEqual(parseUserProfile(input), profile);
    assert.ok(isUserProfile(input));
    assert.deepEqual(await replying(input), profile);
    assert.deepEqual(await replying(input, { validation: "lenient" }), profile);
  }
  const { issues } = validateUserProfile(`\uFEFF{"id":5}`);
  assert.equal(issues[0].offset, 7);
});
