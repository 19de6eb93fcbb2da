// Validation through the package: strings, bytes and objects follow the same rules.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import {
  formatPolicySummary,
  init,
  isUserProfile,
  parseUserProfile,
  summarizePolicy,
  userProfileSchema,
  validateUserProfile,
} from "#package";
import { POLICY_COUNT } from "../facts.js";
import { createUser, randomFrom } from "../zoom-server/directory.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const bytes = (text) => new TextEncoder().encode(text);
const codes = (input, options) =>
  validateUserProfile(input, options).issues.map(({ code, pointer }) => `${code} ${pointer}`);

test("what comes back is what JSON.parse makes of it", () => {
  assert.deepEqual(parseUserProfile(SAMPLE), JSON.parse(SAMPLE));
  assert.deepEqual(parseUserProfile(bytes(SAMPLE)), JSON.parse(SAMPLE));
  assert.deepEqual(parseUserProfile(JSON.parse(SAMPLE)), JSON.parse(SAMPLE));
  assert.deepEqual(parseUserProfile(`\uFEFF${SAMPLE}`), JSON.parse(SAMPLE));
  assert.deepEqual(parseUserProfile(bytes(`\uFEFF${SAMPLE}`)), JSON.parse(SAMPLE));
});

test("seeded users pass in every shape, without a warning", () => {
  for (let index = 1; index < 200; index++) {
    const user = createUser(index, 3);
    for (const input of [JSON.stringify(user), JSON.stringify(user, null, 2), bytes(JSON.stringify(user)), user]) {
      const result = validateUserProfile(input);
      assert.ok(
        result.success && result.issues.every(({ severity }) => severity === "info"),
        JSON.stringify(result.issues),
      );
      assert.deepEqual(result.data, user);
      assert.equal(isUserProfile(input), true);
    }
  }
});

test("it accepts what JSON.parse accepts: prefixes and one-byte mutations of the sample", () => {
  const grammar = (text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const accepts = (text) =>
    !validateUserProfile(text, { validation: "lenient" }).issues.some(({ code }) => code === "invalid_json");
  const text = SAMPLE.trimEnd();
  for (let end = 0; end <= text.length; end += 1)
    assert.equal(accepts(text.slice(0, end)), grammar(text.slice(0, end)), String(end));
  const random = randomFrom(11);
  for (let round = 0; round < 20_000; round++) {
    const at = Math.floor(random() * text.length);
    const mutated = text.slice(0, at) + String.fromCharCode(Math.floor(random() * 128)) + text.slice(at + 1);
    assert.equal(accepts(mutated), grammar(mutated), mutated.slice(Math.max(0, at - 20), at + 20));
  }
});

test("offsets are where the value stands, in the units of the input", () => {
  const text = '{\n "department": "é😀", "phone_numbers": [{"id": 5}],\n "extension_number": "x" }';
  for (const { pointer, offset, line, column } of validateUserProfile(text).issues) {
    const value = pointer === "/phone_numbers/0/id" ? "5" : '"x"';
    assert.ok(text.startsWith(value, offset), pointer);
    const before = text.slice(0, offset).split("\n");
    assert.deepEqual([line, column], [before.length, before.at(-1).length + 1]);
  }
  const inBytes = validateUserProfile(bytes(text)).issues[0];
  assert.equal(inBytes.offset, bytes(text.slice(0, text.indexOf("5}"))).length);
});

test("objects: what JSON cannot carry is a wrong type in its place", () => {
  const cyclic = { id: "x" };
  cyclic.again = { cyclic };
  const cases = [
    [{ id: new Map() }, ["wrong_type /id"]],
    [new Map([["id", "x"]]), ["wrong_type "]],
    [{ id: "x", policy: { sms: new (class Sms {})() } }, ["wrong_type /policy/sms"]],
    [{ id: "x", extension_number: NaN }, ["wrong_type /extension_number"]],
    [{ id: "x", extension_number: 5n }, ["wrong_type /extension_number"]],
    [{ id: "x", department: undefined, site_admin: () => {} }, ["wrong_type /site_admin"]],
    [
      {
        id: "x",
        get email() {
          throw new Error("no");
        },
      },
      ["wrong_type /email"],
    ],
    [{ id: "x", phone_numbers: Array(1).concat({ id: "a" }) }, ["wrong_type /phone_numbers/0"]],
    [cyclic, ["unknown_field /again", "wrong_type /again/cyclic"]],
    [{ id: "x", emergency_address: [] }, ["wrong_type /emergency_address"]],
    [undefined, ["wrong_type "]],
    [42, ["wrong_type "]],
    [[], ["not_a_profile "]],
    [Object.assign(Object.create(null), { id: "x" }), []],
  ];
  for (const [input, expected] of cases) assert.deepEqual(codes(input), expected, String(expected));
  const [issue] = validateUserProfile({ id: new Map() }).issues;
  assert.equal(issue.message, "`id` should be a string; it is a Map");
  assert.equal(issue.offset, undefined);
});

test("bytes of another realm, and bytes that others may write to", () => {
  const inRealm = runInNewContext("Uint8Array.from(text)", { text: [...bytes('{"id":"x"}')] });
  assert.equal(inRealm instanceof Uint8Array, false);
  assert.deepEqual(parseUserProfile(inRealm), { id: "x" });
  const shared = new Uint8Array(new SharedArrayBuffer(10));
  shared.set(bytes('{"id":"x"}'));
  assert.deepEqual(parseUserProfile(shared), { id: "x" });
  assert.deepEqual(parseUserProfile(Buffer.from('..{"id":"x"}..').subarray(2, 12)), { id: "x" });
  for (const other of [new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Float32Array(2), new Uint16Array(4)]) {
    assert.deepEqual(codes(other), ["wrong_type "]);
  }
});

test("keys that stand twice, 100,000 of them, come in the document's order and in no quadratic time", () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join();
  const { issues, issueCount } = validateUserProfile(`{"id":"x",${keys},${keys}}`, { maxIssues: 1e6 });
  assert.equal(issueCount, 300_000);
  const offsets = issues.map(({ offset }) => offset);
  assert.ok(offsets.every((offset, at) => at === 0 || offsets[at - 1] <= offset));
});

test("thousands of issues beyond ASCII keep their texts, in no quadratic time", () => {
  const count = 20_000;
  const keys = Array.from({ length: count }, (_, index) => `"k€😀${index}":${index}`);
  const { issues } = validateUserProfile(`{"id":"x",${keys}}`, { maxIssues: 1e6 });
  assert.equal(issues.length, count);
  for (const index of [0, 1, 2, count >> 1, count - 1]) {
    const { code, pointer, path, message, column } = issues[index];
    assert.deepEqual(
      { code, pointer, path },
      { code: "unknown_field", pointer: `/k€😀${index}`, path: [`k€😀${index}`] },
    );
    assert.ok(message.includes(`k€😀${index}"`), message);
    assert.equal(
      column,
      `{"id":"x",${keys
        .slice(0, index)
        .map((key) => `${key},`)
        .join("")}`.length + 1,
    );
  }
});

test("paths are the caller's own", () => {
  const first = validateUserProfile('{"phone_numbers":[{"id":5}]}').issues[0].path;
  assert.deepEqual(first, ["phone_numbers", 0, "id"]);
  first.push("changed");
  assert.deepEqual(validateUserProfile('{"phone_numbers":[{"id":5}]}').issues[0].path, ["phone_numbers", 0, "id"]);
  assert.deepEqual(validateUserProfile('{"a":{"phone_numbers":{"0":{"id":1,"id":2}}},"id":"x"}').issues.at(-1).path, [
    "a",
    "phone_numbers",
    "0",
    "id",
  ]);
  assert.deepEqual(validateUserProfile("5").issues[0].path, []);
  assert.deepEqual(validateUserProfile('{"id":"x","":1}').issues[0].path, [""]);
  // The same pointer, once by an index and once by a key.
  assert.deepEqual(validateUserProfile('{"id":"x","y":[{"k":1,"k":2}]}').issues.at(-1).path, ["y", 0, "k"]);
  assert.deepEqual(validateUserProfile('{"id":"x","y":{"0":{"k":1,"k":2}}}').issues.at(-1).path, ["y", "0", "k"]);
});

test("nulls are noted and left out, wherever they are known", () => {
  const result = validateUserProfile(
    '{"id":null,"email":"a@b.c","policy":{"sms":null,"call_park":{"enable":true,"locked":null}},"future":null}',
  );
  assert.deepEqual(result.data, { email: "a@b.c", policy: { call_park: { enable: true } }, future: null });
  assert.deepEqual(
    result.issues.map(({ code }) => code),
    ["null_value", "null_value", "null_value", "unknown_field"],
  );
});

test("`__proto__` and `constructor` are data", () => {
  const data = parseUserProfile('{"id":"x","__proto__":{"polluted":1},"constructor":{"prototype":2}}');
  assert.equal({}.polluted, undefined);
  assert.ok(Object.hasOwn(data, "__proto__"));
});

test("strictness, bounds and callbacks", () => {
  const warned = '{"id":"x","status":"new"}';
  assert.equal(validateUserProfile(warned).success, true);
  assert.equal(validateUserProfile(warned, { validation: "strict" }).success, false);
  const wrong = '{"id":1,"email":2,"site_id":3}';
  assert.deepEqual(validateUserProfile(wrong, { validation: "lenient" }).data, JSON.parse(wrong));
  const bounded = validateUserProfile(wrong, { maxIssues: 2 });
  assert.deepEqual([bounded.issues.length, bounded.issueCount], [2, 3]);
  const seen = [];
  assert.throws(
    () => parseUserProfile(wrong, { onIssue: (issue) => seen.push(issue.pointer) }),
    (error) => error.code === "invalid_response" && error.issues.length === 3,
  );
  assert.deepEqual(seen, ["/id", "/email", "/site_id"]);
  assert.throws(() => validateUserProfile(wrong, { maxIssue: 2 }), /`maxIssue`/);
  assert.throws(() => validateUserProfile(wrong, { validation: "loose" }), /validation/);
});

test("the Standard Schema takes values", async () => {
  const { validate, version } = userProfileSchema["~standard"];
  assert.equal(version, 1);
  assert.deepEqual(await validate({ id: "x" }), { value: { id: "x" } });
  assert.equal((await validate('{"id":"x"}')).issues.length, 1);
  assert.deepEqual((await validate({ phone_numbers: [{ id: 1 }] })).issues[0].path, ["phone_numbers", 0, "id"]);
});

test("policies: on, off, unknown, locked, in words", () => {
  const summary = summarizePolicy({
    id: "abc",
    policy: {
      sms: { enable: false, locked: true, locked_by: "account" },
      delegation: { enable: true, locked: true, locked_by: "site", modified: true },
      call_transferring: { enable: true, call_transferring_type: 1 },
      call_overflow: { enable: true, call_overflow_type: 1 },
      voicemail_access_members: [],
      policy_of_tomorrow: { enable: true, level: 3 },
    },
  });
  const entry = (key) => summary.entries.find((candidate) => candidate.key === key);
  assert.equal(summary.userId, "abc");
  assert.equal(summary.entries.length, POLICY_COUNT + 1);
  assert.deepEqual(
    [entry("sms").state, entry("sms").locked, entry("sms").lockedBy, entry("sms").modified],
    ["off", true, "account", null],
  );
  assert.equal(entry("sms").text, "May not send or receive text messages. Locked at account level.");
  assert.deepEqual([entry("delegation").state, entry("delegation").modified], ["on", true]);
  assert.match(entry("call_transferring").text, /no restriction/);
  assert.match(entry("call_overflow").text, /low restriction: no external numbers/);
  assert.equal(entry("voicemail_access_members").state, "off");
  assert.equal(entry("call_park").state, "unknown");
  assert.deepEqual(
    [
      entry("policy_of_tomorrow").known,
      entry("policy_of_tomorrow").state,
      entry("policy_of_tomorrow").details[0].value,
    ],
    [false, "on", 3],
  );
  const { on, off, unknown } = summary.counts;
  assert.equal(on + off + unknown, summary.entries.length);
});

test("forms escape what could break them", () => {
  const profile = {
    id: "x",
    policy: {
      call_park: {
        enable: true,
        call_not_picked_up_action: 50,
        forward_to: { display_name: "=cmd|' /C calc'!A0,\"x\"\n<b>|*_" },
      },
      "=formula": { enable: true },
    },
  };
  assert.ok(!formatPolicySummary(profile, "html").includes("<b>"));
  const csv = formatPolicySummary(profile, "csv");
  assert.ok(csv.includes(`"'=formula"`));
  assert.equal(csv.split("\r\n").filter(Boolean).length, POLICY_COUNT + 2);
  assert.ok(formatPolicySummary(profile, "markdown").includes("\\|"));
  assert.equal(formatPolicySummary(summarizePolicy(profile), "text"), formatPolicySummary(profile, "text"));
  assert.throws(() => formatPolicySummary(profile, "pdf"), /format/);
  assert.throws(() => summarizePolicy("x"), /not an object/);
});

test("init is optional, idempotent and safe to repeat", async () => {
  await Promise.all([init(), init()]);
  await init();
  assert.equal(isUserProfile('{"id":"x"}'), true);
});

test("what is enormous is refused or shortened in words, and the next document is checked as ever", () => {
  const below = (key, count) => `{"id":"x","${key}":{${Array(count).fill('"a":1').join()}}}`;
  for (const [document, most, listed] of [
    [below("k".repeat(6e6), 120), 100, 20],
    [below("k".repeat(1e5), 3000), 1e6, 1300],
  ]) {
    const { success, issues, issueCount } = validateUserProfile(document, { maxIssues: most });
    assert.equal(success, true);
    assert.ok(issues.length >= listed && issues.length < issueCount, `${issues.length} of ${issueCount}`);
    const { pointer, path, message } = issues.at(-1);
    assert.equal(pointer, `/${path.join("/")}`);
    assert.ok(message.length < 200, message);
  }
  assert.throws(() => isUserProfile(new Uint8Array(2 ** 31 + 8)), { code: "invalid_argument" });
  assert.equal(isUserProfile('{"id":"x"}'), true);
});

test("documents that grow do not take the memory of all those before them", () => {
  for (const size of [100, 200, 300, 400]) assert.equal(isUserProfile(new Uint8Array(size * 1e6).fill(32)), false);
  assert.equal(isUserProfile('{"id":"x"}'), true);
});

test("a value that holds what JSON cannot carry passes as it is, and stays so, in lenient validation alone", () => {
  const value = Object.freeze({ id: null, department: "d", more: () => 1 });
  const { success, data } = validateUserProfile(value, { validation: "lenient" });
  assert.deepEqual([success, data, Object.keys(value)], [true, value, ["id", "department", "more"]]);
  assert.deepEqual(parseUserProfile({ id: null, department: "d" }, { validation: "lenient" }), { department: "d" });
});

test("where nothing is documented there is no limit", () => {
  const list = Array.from({ length: 65_536 }, (_, index) => ({ language: "en", default: index === 0 }));
  assert.deepEqual(
    codes({ policy: { show_custom_disclaimer_when_using_zoom_phone: { custom_disclaimer_list: list } } }),
    [],
  );
  assert.deepEqual(codes({ policy: { sms: { international_sms_countries: ["A".repeat(65_536)] } } }), [
    "invalid_format /policy/sms/international_sms_countries/0",
  ]);
});

test("what JSON cannot carry is never the same as another thing", () => {
  for (const items of [
    [new Map(), new Map()],
    [Symbol(), () => 1],
    [
      { id: 1n, number: "ab" },
      { id: () => 1, number: "ba" },
    ],
    [NaN, NaN],
  ]) {
    assert.ok(
      codes({ phone_numbers: items }).every((code) => code.startsWith("wrong_type ")),
      codes({ phone_numbers: items }).join(),
    );
  }
});

test("an object whose members cannot be carried is not an empty one", () => {
  for (const value of [{ retry() {}, code: 300 }, { a: new Map() }])
    assert.equal(validateUserProfile(value).issues[0].received, "an object of another kind");
});

test("halves of characters tell keys and items apart", () => {
  const strict = (text) => validateUserProfile(text, { validation: "strict" });
  assert.equal(strict('{"id":"x","\\ud800":1,"\\ud801":2}').success, true);
  assert.equal(strict('{"phone_numbers":[{"id":"\\ud800"},{"id":"\\ud801"}]}').success, true);
  assert.equal(strict('{"id":"x","\\ud800":1,"\\ud800":2}').success, false);
  assert.equal(strict('{"id":"x","\\u0061":1,"a":2}').success, false);
});

test("an error says truly how many issues are listed", () => {
  const document = '{"id":1,"email":2,"department":3}';
  for (const [maxIssues, pattern] of [
    [0, /`maxIssues` is 0/],
    [1, /\(line 1\); 2 more$/],
    [3, /; 2 more in `issues`$/],
    [Infinity, /; 2 more in `issues`$/],
  ]) {
    assert.throws(
      () => parseUserProfile(document, { maxIssues }),
      ({ message, issues }) => pattern.test(message) && issues.length === Math.min(maxIssues, 3),
    );
  }
});

test("items are compared however many there are", () => {
  const members = (last) => ({
    policy: {
      voicemail_access_members: [
        ...Array.from({ length: 999 }, (_, index) => ({ access_user_id: `u${index}` })),
        { access_user_id: last },
      ],
    },
  });
  const repeated = (last) =>
    validateUserProfile(members(last), { maxIssues: 1e6 })
      .issues.filter(({ code }) => code === "duplicate_item")
      .map(({ pointer, message }) => [pointer, /item \d+/.exec(message)[0]]);
  assert.deepEqual(repeated("u998"), [["/policy/voicemail_access_members/999", "item 998"]]);
  assert.deepEqual(repeated("u3"), [["/policy/voicemail_access_members/999", "item 3"]]);
  assert.deepEqual(repeated("other"), []);
});

test("lists with more gaps than can be written are refused at once", () => {
  const list = [];
  list[4294967294] = 1;
  assert.deepEqual(codes({ id: "x", phone_numbers: list }), ["wrong_type /phone_numbers"]);
});
