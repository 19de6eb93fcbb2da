// `summarizeFleet`: every source, cut anywhere, has the summary that `support/naive-fleet.js` makes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exportFleet, mergeFleetSummaries, summarizeFleet, validateUserProfile } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { cut } from "./support/fleets.js";
import { naive, users } from "./support/naive-fleet.js";

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

const FORMS = {
  array: (profiles) => JSON.stringify(profiles),
  "array, indented": (profiles) => JSON.stringify(profiles, null, 2),
  NDJSON: (profiles) => profiles.map((profile) => JSON.stringify(profile)).join("\n"),
  "values without line ends": (profiles) => profiles.map((profile) => JSON.stringify(profile)).join(""),
  envelope: (profiles) =>
    JSON.stringify({ next_page_token: 'a]}"', page_size: 30, ids: [1, 2], meta: { x: [] }, users: profiles, total: 3 }),
  "pages of envelopes": (profiles) =>
    [
      JSON.stringify({ users: profiles.slice(0, 7) }),
      JSON.stringify({ users: [] }),
      JSON.stringify({ page: 2, users: profiles.slice(7) }),
    ].join("\n"),
};

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: the summary is the naive one, wherever the chunks are cut`, async () => {
    for (const seed of [1, 2, 3]) {
      const profiles = users(60, seed);
      const text = form(profiles);
      const whole = bytes(text);
      const expected = naive(profiles, whole.length);
      const strip = (summary) =>
        name.endsWith("indented") ? { ...summary, failures: summary.failures.map(({ index }) => index) } : summary;
      assert.deepEqual(strip(await summarizeFleet(whole)), strip(expected));
      assert.deepEqual(strip(await summarizeFleet(text)), strip(expected));
      const random = randomFrom(seed);
      for (const longest of [70, 5000]) {
        assert.deepEqual(
          strip(await summarizeFleet(cut(whole, longest, random))),
          strip(expected),
          `chunks up to ${longest}`,
        );
      }
    }
  });
}

test("every source gives the same: Blob, iterables of profiles, of bytes, of outcomes", async () => {
  const profiles = users(30, 5);
  const text = JSON.stringify(profiles);
  const expected = naive(profiles, bytes(text).length);
  assert.deepEqual(await summarizeFleet(new Blob([text])), expected);
  const counted = ({ failures, bytes: _, ...counts }) => ({
    ...counts,
    failures: failures.map(({ index, id, issues }) => [index, id, issues.map(({ pointer }) => pointer)]),
  });
  assert.deepEqual(counted(await summarizeFleet(profiles)), counted(expected));
  async function* later() {
    for (const profile of profiles) yield bytes(JSON.stringify(profile));
  }
  assert.deepEqual(counted(await summarizeFleet(later())), counted(expected));
  const outcomes = [
    { userId: "a", ok: true, profile: { id: "a" }, issues: [] },
    { userId: "b", ok: false, error: new Error("gone") },
  ];
  const { profiles: all, failed, failures } = await summarizeFleet(outcomes);
  assert.deepEqual([all, failed, failures], [2, 1, [{ index: 1, id: "b", message: "gone", issues: [] }]]);
});

test("chunks of one byte", async () => {
  const profiles = users(8, 6);
  for (const form of Object.values(FORMS)) {
    const whole = bytes(form(profiles));
    assert.deepEqual(await summarizeFleet(cut(whole, 1, randomFrom(1))), await summarizeFleet(whole));
  }
});

test("groups, and summaries that add up", async () => {
  const profiles = users(80, 9);
  for (const groupBy of ["department", "cost_center"]) {
    const text = JSON.stringify(profiles);
    assert.deepEqual(await summarizeFleet(text, { groupBy }), naive(profiles, bytes(text).length, groupBy));
    const halves = await Promise.all(
      [profiles.slice(0, 33), profiles.slice(33)].map((half) => summarizeFleet(JSON.stringify(half), { groupBy })),
    );
    const { bytes: _, ...total } = mergeFleetSummaries(...halves);
    const { bytes: __, ...expected } = await summarizeFleet(text, { groupBy });
    assert.deepEqual(total, expected);
  }
  assert.deepEqual(mergeFleetSummaries().profiles, 0);
});

test("what is broken is listed, and the rest unaffected", async () => {
  const good = '{"id":"a","policy":{"sms":{"enable":true}}}';
  const cases = [
    [`[${good},{"id":tru},${good}]`, 3, [1]],
    [`[${good},nonsense,${good}]`, 3, [1]],
    [`[${good},5,null,"text",[],${good}]`, 6, [1, 2, 3, 4]],
    [`${good}\n{"id":"b","email":}\n${good}\n`, 3, [1]],
    [`${good}\n{"id":"b"\n${good}\n`, 3, [1]],
    [`${good}\nnot json at all\n${good}`, 3, [1]],
    [`[${good},${good.slice(0, 20)}`, 2, [1]],
    [`[${good}`, 2, [1]],
    [`[${good},]`, 2, [1]],
    [`[${good} ${good}]`, 3, [1]],
    [`[${good},-120.5e1,${good}]`, 3, [1]],
    [`20\n${good}\n4096`, 3, [0, 2]],
    [`[: "x" , 5, ${good}]`, 2, [0]],
    [`[${good}, : "x"} , "y", ${good}]`, 3, [1]],
    [`{"users":[${good},{"id":"b","policy":[}],"x":1}`, 2, [1]],
    ["", 0, []],
    ["[]", 0, []],
    ['{"users":[]}', 0, []],
    ["{}", 1, [0]],
  ];
  for (const [text, profiles, failures] of cases) {
    for (const source of [
      () => bytes(text),
      () => cut(bytes(text), 3, randomFrom(4)),
      () => cut(bytes(text), 1, randomFrom(4)),
    ]) {
      const summary = await summarizeFleet(source());
      assert.deepEqual([summary.profiles, summary.failures.map(({ index }) => index)], [profiles, failures], text);
      assert.equal(summary.policies.sms.on, profiles - failures.length, text);
    }
  }
});

// ── export

const read = async (stream) => new TextDecoder().decode(Buffer.concat(await all(stream)));
async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("NDJSON of items that each begin with a byte order mark is JSON on each line", async () => {
  const items = ["a", "b"].map((id) => bytes(`\ufeff{"id":"${id}"}`));
  assert.equal(await read(exportFleet(items, "ndjson")), '{"id":"a"}\n{"id":"b"}\n');
});

test("policies of tomorrow are counted as the policy summary has them, from texts as from objects", async () => {
  const text = String.raw`[{"id":"a","policy":{"zz":{"en\u0061ble":true,"lock\u0065d":true,"locked_b\u0079":""},
    "nothing":null,"yy":{"enable":true,"modified":true,"modified":true},"yy":{"enable":false}}}]`;
  const profiles = JSON.parse(text);
  const { policies } = await summarizeFleet(text);
  assert.deepEqual(policies, (await summarizeFleet(profiles)).policies);
  assert.deepEqual(policies, naive(profiles, 0).policies);
  assert.deepEqual(policies.yy, { on: 0, off: 1, unknown: 0, locked: {}, modified: 0, values: {} });
  const codes =
    '[{"id":"a","policy":{"call_transferring":{"call_transferring_type":9.0}}},' +
    '{"id":"b","policy":{"call_transferring":{"call_transferring_type":99e0}}}]';
  assert.deepEqual((await summarizeFleet(codes)).policies, (await summarizeFleet(JSON.parse(codes))).policies);
});

test("issues of profiles that could not be fetched are counted, and bounded by maxIssues", async () => {
  const issues = validateUserProfile('{"id":5,"email":6,"x":1}').issues;
  const outcome = { userId: "u", ok: false, error: { message: "no profile", issues } };
  const summary = await summarizeFleet([outcome, { id: 7 }], { maxIssues: 1 });
  assert.deepEqual(summary.issues, { wrong_type: 3, unknown_field: 1 });
  assert.deepEqual(
    summary.failures.map(({ issues }) => issues.length),
    [1, 1],
  );
  assert.deepEqual((await summarizeFleet([outcome])).failures, [{ index: 0, id: "u", message: "no profile", issues }]);
});

test("CSV says what is wrong first, whatever maxIssues", async () => {
  const profiles = [{ id: "a", x: 1, email: 5, department: 6 }, { id: "b" }];
  assert.equal(await read(exportFleet(profiles, "csv", { maxIssues: 0 })), await read(exportFleet(profiles, "csv")));
  assert.match(await read(exportFleet(profiles, "csv", { maxIssues: 0 })), /`email` should be a string/);
});

test("failures whose issues would have more text than there is memory are listed with fewer of them", async () => {
  const large = `{"id":5,"${"k".repeat(8e6)}":{${Array(200).fill('"a":1').join()}}}`;
  const { profiles, failed, failures } = await summarizeFleet(
    [...Array(5).fill(bytes(`${large}\n`)), bytes('{"id":"x"}')],
    { maxIssues: 1e6 },
  );
  assert.deepEqual([profiles, failed, failures.length], [6, 5, 5]);
  assert.deepEqual(failures[0].issues[0].pointer, "/id");
  assert.ok(failures.every(({ issues }) => issues.length < 4));
});
