// Envelopes and pages: which list of a document is read, and which documents fail.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exportFleet, summarizeFleet } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { cut, PROFILES, read, rowsOf } from "./support/fleets.js";

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

// ── what tells a profile from a page, and one profile from the next

/** How many profiles there are and how many failed, wherever the stream is cut. */
async function seen(text, options) {
  const whole = await summarizeFleet(text, options);
  const { length } = bytes(text);
  for (let at = 0; at <= length; at++)
    assert.deepEqual(
      await summarizeFleet([bytes(text).subarray(0, at), bytes(text).subarray(at)], options),
      whole,
      `${text} cut at ${at}`,
    );
  return [whole.profiles, whole.failed];
}

test("a user with a list of tomorrow is a user, a page is a page, and one broken line is one failure", async () => {
  for (const [text, expected] of [
    ['{"badges":[],"id":"u1","policy":{"sms":{"enable":true}}}\n{"id":"u2"}', [2, 0]],
    ['{"badges":[{"x":1}],"id":"u1"}', [1, 0]],
    [String.raw`{"calling_pl\u0061ns":[{"type":1}],"id":"a"}`, [1, 0]],
    ['{"status":"ok","users":[{"id":"a"},{"id":"b"}]}', [2, 0]],
    ['{"id":"page-1","users":[{"id":"a"},{"id":"b"}]}', [2, 0]],
    ['{"users":[null,{"id":"a"},{"id":"b"}]}', [3, 1]],
    ['{"users":[{"id":"a"}],"x":tru}\n{"users":[{"id":"b"}]}', [3, 1]],
    ['{"id":"a"}\nfoo\nbar\n{"id":"b"}', [4, 2]],
    ['{"id":"b","email":}\n {"id":"c"}\n{"id":"d"}', [3, 1]],
    ['\ufeff{"id":"a"}\n\ufeff{"id":"b"}', [2, 0]],
  ]) {
    assert.deepEqual(await seen(text), expected, text);
  }
});

// ── which list is read, and what else is not

const FAILED = [
  { id: "z", error: "gone" },
  { userId: "y", message: "timeout" },
];

/** Each of them holds [`PROFILES`] once and nothing else. */
const ENVELOPES = {
  "columns before": { columns: [{ name: "id" }, { name: "email" }], rows: PROFILES },
  "failures behind": { users: PROFILES, failed: FAILED },
  "failures before": { failed: FAILED, results: PROFILES },
  "failures with an ID and an email address before": {
    failed: [{ id: "z", email: "z@example.com", reason: "gone" }],
    list: PROFILES,
  },
  "sites before": { sites: [{ id: "s", name: "HQ", site_code: 1 }], items: PROFILES },
  "a list by its name": { phone_users: { users: PROFILES } },
  data: { status: "success", data: { users: PROFILES, page: { next_page_token: "" } }, errors: [] },
  deep: { response: { body: { data: { list: PROFILES } } }, warnings: [{ code: 1 }] },
  "a page": { next_page_token: "", page_size: 30, total_records: 3, users: PROFILES },
  "an array of pages": [
    { users: PROFILES.slice(0, 1), next_page_token: "a" },
    { users: [] },
    { users: PROFILES.slice(1), failed: FAILED },
  ],
  "pages in an object": { pages: [{ data: PROFILES.slice(0, 2) }, { data: PROFILES.slice(2) }] },
  "an array of wrappers": PROFILES.map((data) => ({ status: "success", data })),
  "Singer's records": [
    {
      type: "SCHEMA",
      stream: "u",
      schema: { properties: { id: {}, policy: { anyOf: [{ type: "object" }] } } },
      key_properties: ["id"],
    },
    ...PROFILES.map((record) => ({ type: "RECORD", stream: "u", record })),
    { type: "STATE", value: {} },
  ],
  "Airbyte's records": [
    { type: "LOG", log: { level: "INFO", message: "x" } },
    ...PROFILES.map((data) => ({ type: "RECORD", record: { stream: "u", data, emitted_at: 1 } })),
    { type: "STATE", state: { data: { id: "x" } } },
  ],
  outcomes: PROFILES.map((profile) => ({ userId: profile.id, ok: true, profile, issues: [] })),
  "outcomes in an object": {
    outcomes: PROFILES.map((profile) => ({
      userId: profile.id,
      ok: true,
      profile,
      issues: [{ code: "unknown_field" }],
    })),
  },
};

test("in an envelope the list of profiles is read and nothing else, wherever the chunks are cut", async () => {
  const { bytes: _, issues: __, ...expected } = await summarizeFleet(PROFILES, { audit: true });
  const random = randomFrom(41);
  for (const [name, envelope] of Object.entries(ENVELOPES)) {
    const lines = Array.isArray(envelope)
      ? envelope.map((line) => JSON.stringify(line)).join("\n")
      : JSON.stringify(envelope, null, 1);
    for (const text of [JSON.stringify(envelope), lines, ` ${lines} \n`]) {
      for (const source of [text, cut(bytes(text), 50, random), cut(bytes(text), 3000, random)]) {
        const { bytes: _, issues: __, ...summary } = await summarizeFleet(source, { audit: true });
        assert.deepEqual(summary, expected, name);
      }
      assert.equal(await read(exportFleet(text, "ndjson")), await read(exportFleet(PROFILES, "ndjson")), name);
    }
    const {
      bytes: _,
      issues: __,
      ...summary
    } = await summarizeFleet(Array.isArray(envelope) ? envelope : [envelope], { audit: true });
    assert.deepEqual(summary, expected, `${name}, as objects`);
  }
});

test("members of an envelope come in any order, and any lists may be beside the profiles", async () => {
  const random = randomFrom(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const others = [
    ["meta", { x: [], y: [{ a: 1 }] }],
    ["failed", FAILED],
    ["columns", [{ name: "id" }]],
    ["ids", ["a", "b"]],
    ["errors", []],
    ["page", 1],
    ["sites", [{ id: "s", name: "HQ" }]],
    ["devices", [{ id: "d", mac_address: "x", device_type: "y", status: "online" }]],
    ["note", '{"users":[{"id":"n"}]}'],
    ["total", 3],
  ];
  for (let round = 0; round < 200; round++) {
    const members = [[pick(["users", "rows", "list", "profiles"]), PROFILES], ...others.filter(() => random() < 0.5)];
    const shuffled = members
      .map((member) => [random(), member])
      .sort(([a], [b]) => a - b)
      .map(([, member]) => member);
    const text = JSON.stringify(Object.fromEntries(shuffled));
    const { profiles, failed } = await summarizeFleet(cut(bytes(text), 200, random));
    assert.deepEqual([profiles, failed], [3, 0], text);
  }
});

test("a list of profiles is found far behind others, and long lists beside it are passed over", async () => {
  const failed = Array.from({ length: 2000 }, (_, at) => ({ id: `z${at}`, error: "gone" }));
  const calls = Array.from({ length: 20_000 }, (_, at) => ({
    id: `c${at}`,
    call_id: "x",
    direction: "inbound",
    note: "n".repeat(1000),
  }));
  for (const envelope of [
    { failed, users: PROFILES },
    { failed, list: PROFILES },
    { users: PROFILES, calls },
  ]) {
    const { profiles, failed } = await summarizeFleet(JSON.stringify(envelope));
    assert.deepEqual([profiles, failed], [3, 0]);
  }
});

test("pages of other Zoom objects fail, and say what they are", async () => {
  const pages = {
    call_queues: [
      {
        id: "q",
        extension_id: "e",
        extension_number: 5,
        name: "Support",
        phone_numbers: [],
        site: { id: "s", name: "HQ" },
        status: "active",
      },
    ],
    devices: [{ id: "d", display_name: "D", mac_address: "m", device_type: "t", status: "online", site: { id: "s" } }],
    call_logs: [{ id: "c", user_id: "u", call_type: "voip", direction: "inbound", department: "d", cost_center: "c" }],
    recordings: [{ id: "r", download_url: "u" }],
    records: [{ email: "a@example.com", extension_id: "e", extension_number: 5, site_id: "s", status: "x" }],
  };
  for (const [name, rows] of Object.entries(pages)) {
    for (const page of [
      { next_page_token: "", page_size: 30, total_records: 1, [name]: rows },
      { [name]: rows, next_page_token: "", page_size: 30 },
    ]) {
      for (const source of [JSON.stringify(page), JSON.stringify([page]), [page]]) {
        const { profiles, failed, issues, failures } = await summarizeFleet(source);
        assert.deepEqual([profiles, failed, issues.not_a_profile], [1, 1, 1], name);
        assert.match(
          failures[0].issues.find(({ code }) => code === "not_a_profile").message,
          RegExp(`page of a list, \`${name}\``),
          name,
        );
      }
    }
    if (name === "records") continue;
    const { profiles, failed } = await summarizeFleet({ [Symbol.iterator]: () => rows.values() });
    assert.deepEqual([profiles, failed], [1, 1], `rows of ${name}`);
  }
});

test("a user with a list of other things is that user", async () => {
  for (const user of [
    { id: "x", status: "activate", devices: [{ id: "d1" }] },
    { id: "x", devices: [{ id: "d1" }, { id: "d2" }] },
    { devices: [{ id: "d1", extension_number: 5 }], status: "deactivate", id: "x" },
    { id: "x", badges: [{ name: "b" }], tags: [] },
    { id: "x", data: { id: "y" }, message: "m", error: null },
    { id: "x", policy: {}, users: [{ id: "y" }] },
  ]) {
    const text = JSON.stringify(user);
    assert.equal(await read(exportFleet(text, "ndjson")), `${text}\n`);
    assert.equal((await summarizeFleet(text)).failed, 0);
  }
});

test("files that are no JSON are refused once, with what to do", async () => {
  const gzip = new Uint8Array(
    await new Response(new Blob(["[]"]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
  const utf16 = Buffer.from(`\ufeff${JSON.stringify(PROFILES)}`, "utf16le");
  for (const [file, message, hint] of [
    [gzip, /gzip/, /DecompressionStream\("gzip"\)/],
    [JSON.stringify(Array(2_000).fill(7)), /numbers, strings or nulls/, /\w/],
    [utf16, /UTF-16/, /TextDecoder/],
    [utf16.subarray(2), /UTF-16/, /TextDecoder/],
    ["<!DOCTYPE html><title>Sign in</title>", /HTML/, /JSON/],
    ['<?xml version="1.0"?><Error/>', /XML/, /JSON/],
    ['\ufeff"User Name","Email","Extension"\r\n"A","a@example.com",801\r\n', /CSV/, /getUserProfiles/],
    [await read(exportFleet(PROFILES, "csv")), /CSV/, /getUserProfiles/],
  ]) {
    const whole = typeof file === "string" ? bytes(file) : file;
    for (const source of [
      file,
      [whole],
      new Blob([whole]),
      cut(whole, 1, randomFrom(1)),
      cut(whole, 40, randomFrom(1)),
    ]) {
      const error = await summarizeFleet(source).catch((error) => error);
      assert.equal(error.code, "invalid_argument");
      assert.match(error.message, message);
      assert.match(error.hint, hint);
    }
    await assert.rejects(read(exportFleet(file, "ndjson")), { code: "invalid_argument" });
  }
});

// ── reasons

test("outcomes that were written out are read back with their IDs and reasons", async () => {
  const error = {
    name: "ZoomPhoneError",
    message: "Zoom does not find this user",
    code: "user_not_found",
    hint: "h",
    attempts: 1,
  };
  const outcomes = [
    { userId: "a", ok: true, profile: PROFILES[0], issues: [] },
    { userId: "b", ok: false, error },
    { userId: "c", ok: true, profile: { email: 5 }, issues: [] },
    { userId: "e", ok: true, profile: {}, issues: [] },
    { userId: "d", ok: false, error: { message: "late", issues: [{ code: "wrong_type", message: "why" }] } },
  ];
  const expected = [
    { index: 1, id: "b", code: "user_not_found", message: error.message, issues: [] },
    { index: 2, id: "c", issues: ["wrong_type"] },
    { index: 3, id: "e", issues: ["not_a_profile"] },
    { index: 4, id: "d", message: "late", issues: ["wrong_type"] },
  ];
  const shape = (failures) =>
    failures.map(({ issues, ...failure }) => ({ ...failure, issues: issues.map(({ code }) => code) }));
  const lines = outcomes.map((outcome) => JSON.stringify(outcome)).join("\n");
  const written = [lines, JSON.stringify(outcomes, null, 2), JSON.stringify({ outcomes })];
  for (const source of [outcomes, ...written, ...written.map((text) => cut(bytes(text), 60, randomFrom(3)))]) {
    const { profiles, failed, failures } = await summarizeFleet(source);
    assert.deepEqual([profiles, failed, shape(failures)], [5, 4, expected]);
  }
  // An export is read again: in NDJSON all is as it was, in CSV too.
  for (const source of [outcomes, lines]) {
    const exported = await read(exportFleet(source, "ndjson"));
    assert.deepEqual(shape((await summarizeFleet(exported)).failures), expected);
    assert.equal(await read(exportFleet(exported, "ndjson")), exported);
    assert.equal(await read(exportFleet(exported, "csv")), await read(exportFleet(source, "csv")));
    const [heading, ...rows] = rowsOf(await read(exportFleet(source, "csv")));
    const column = (name) => rows.map((row) => row[heading.indexOf(name)]);
    assert.deepEqual(column("id"), [PROFILES[0].id, "b", "c", "e", "d"]);
    assert.deepEqual(column("error_code"), ["", "user_not_found", "", "", ""]);
    assert.deepEqual(
      column("error").map((text) => text !== ""),
      [false, true, true, true, true],
    );
    assert.equal(column("error")[1], error.message);
  }
});
