// How the time of each function grows with its input, on the worst documents that are known for it: `npm run
// bench:growth`. Prints, per function and document, the growth where the document doubles and the multiple of
// `JSON.parse` of the input. `--check` fails where a bound is broken; `--write` writes the table into README.md;
// `--only diffPolicy,members` measures some.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { ROOT } from "../scripts/lib/run.js";
import { markdown, writeSection } from "./support.js";

/**
 * Doubling the input takes at most so many times as long, and no call takes more than so many times `JSON.parse` of it.
 */
const MOST_GROWTH = 2.3;
const MOST_MULTIPLE = 40;

/** Characters of the larger document, a little less than the 1 MiB that a reply may have. */
const LARGE = 1_000_000;
/** What takes less time is measured several times in a row, and below the least a clock tells nothing. */
const LEAST_MS = 4;

const PACKAGE = join(ROOT, "target/consumer/package/index.node.js");
if (!existsSync(PACKAGE)) throw new Error("Build the package first: npm run build");
const api = await import(pathToFileURL(PACKAGE));

/** Repeats parts until they have so many characters. */
function list(size, part, separator = ",") {
  const parts = [];
  for (let index = 0, length = 0; length < size; index++) {
    parts.push(part(index));
    length += parts.at(-1).length + 1;
  }
  return parts.join(separator);
}

const policies = (text) => `{"id":"x","policy":{${text}}}`;
const nested = (depth, inner) => '{"n":'.repeat(depth) + inner + "}".repeat(depth);

/** Documents of about a size. A salt makes another one, whose items all differ from those of the first. */
const DOCUMENTS = {
  countries: (size, salt) =>
    policies(
      `"sms":{"enable":true,"international_sms_countries":[${list(size, (at) => `"${salt}${at.toString(36)}"`)}]}`,
    ),
  members: (size, salt) =>
    policies(
      `"voicemail_access_members":[${list(
        size,
        (at) => `{"access_user_id":"${salt}${at}","shared_id":"s${at}","allow_delete":${at % 2 === 0}}`,
      )}]`,
    ),
  "shares of one": (size, salt) =>
    policies(
      `"voicemail_access_members":[${list(
        size,
        (at) => `{"access_user_id":"u","shared_id":"${salt}${at}","allow_delete":true}`,
      )}]`,
    ),
  "bare members": (size, salt) =>
    policies(`"voicemail_access_members":[${list(size, () => (salt === "a" ? "{}" : "1"))}]`),
  "repeated members": (size, salt) =>
    policies(`"voicemail_access_members":[${list(size, () => `{"access_user_id":"${salt}"}`)}]`),
  disclaimers: (size, salt) =>
    policies(
      `"show_custom_disclaimer_when_using_zoom_phone":{"enable":true,"custom_disclaimer_list":[${list(
        size,
        (at) => `{"language":"${salt}${at}","title":"t","default":true}`,
      )}]}`,
    ),
  "unknown policies": (size, salt) => policies(list(size, (at) => `"p${at}":${salt === "a"}`)),
  "other unknown policies": (size, salt) => policies(list(size, (at) => `"${salt}${at}":{"enable":true}`)),
  "unknown members": (size, salt) => policies(`"sms":{${list(size, (at) => `"m${at}":"${salt}"`)}}`),
  "members of an unknown policy": (size, salt) =>
    policies(`"p":{${list(size, (at) => `"${(at * 7919) % 1000003}":"${salt}"`)}}`),
  "unknown list": (size, salt) => policies(`"p":[${list(size, (at) => (salt === "a" ? at : -at))}]`),
  "unknown list of objects": (size, salt) => policies(`"p":{"l":[${list(size, (at) => `{"a":${at},"b":"${salt}"}`)}]}`),
  "deep and wide": (size, salt) => policies(`"p":${nested(58, `{${list(size, (at) => `"m${at}":"${salt}"`)}}`)}`),
  "deep and many": (size, salt) => policies(`"p":[${list(size, (at) => nested(50, `"${salt}${at}"`))}]`),
  "deep policies": (size, salt) => policies(list(size, (at) => `"p${at}":${nested(50, `"${salt}"`)}`)),
  "repeated policy": (size, salt) =>
    policies(list(size, (at) => `"sms":{"enable":${at % 2 === (salt === "a" ? 0 : 1)}}`)),
  "repeated unknown policy": (size, salt) => policies(list(size, () => `"p":"${salt}"`)),
  "repeated root": (size, salt) => `{"id":"x",${list(size, () => `"policy":{"sms":{"enable":${salt === "a"}}}`)}}`,
  "long string": (size, salt) => policies(`"p":"${salt.repeat(size)}"`),
  "long id": (size, salt) => `{"id":"${salt.repeat(size)}","policy":{}}`,
  escapes: (size, salt) => policies(`"p":"${list(size, () => `\\u00${salt === "a" ? "e9" : "e8"}\\n`, "")}"`),
  unicode: (size, salt) =>
    policies(`"sms":{"international_sms_countries":[${list(size / 2, (at) => `"é${salt}${at}😀"`)}]}`),
  "long key": (size, salt) => policies(`"${"k".repeat(size / 2)}":{${list(size / 2, (at) => `"m${at}":"${salt}"`)}}`),
  "long keys": (size, salt) => policies(list(size, (at) => `"${"k".repeat(1000)}${at}":"${salt}"`)),
  "escaped keys": (size, salt) => policies(list(size, (at) => `"\\u006b~/${at}":"${salt}"`)),
  "wrong types": (size, salt) =>
    `{"id":"x","policy":{},"phone_numbers":[${list(size, (at) => `{"id":${at},"number":${salt === "a"}}`)}]}`,
  "wrong items": (size) => policies(`"sms":{"international_sms_countries":[${list(size, (at) => at)}]}`),
  numbers: (size, salt) =>
    `{"id":"x","policy":{},"phone_numbers":[${list(size, (at) => `{"id":"${salt}${at}","number":"+${at}"}`)}]}`,
  plans: (size, salt) =>
    `{"id":"x","policy":{},"calling_plans":[${list(size, (at) => `{"type":${at},"name":"${salt}"}`)}]}`,
  nulls: (size) => `{"id":"x","policy":{},"calling_plans":[${list(size, () => '{"type":null}')}]}`,
  "long number": (size, salt) => `{"id":"x","policy":{},"extension_number":${(salt === "a" ? "1" : "2").repeat(size)}}`,
  "unknown at the root": (size, salt) => `{"id":"x","policy":{},${list(size, (at) => `"m${at}":"${salt}"`)}}`,
  "white space": (size) => policies(list(size, () => "\n ", "")),
};

/** Fleets of items of a few bytes, which an engine parses in no time; without exports, which write a line for each. */
const FLEETS = {
  "empty objects": (size) => `[${list(size, () => "{}")}]`,
  "small objects": (size, salt) => `[${list(size, () => `{"${salt}":1}`)}]`,
  "small profiles": (size, salt) => `[${list(size, () => `{"id":"${salt}"}`)}]`,
};

/** A part of a policy that a baseline may be: what no policy has is refused before anything is compared. */
const isKnown = ({ name }) =>
  /^(countries|members|shares|disclaimers|repeated members|repeated policy|bare members|unicode)/.test(name);
const attempt = (work) => () => {
  try {
    return work();
  } catch (error) {
    if (!api.isZoomPhoneError(error)) throw error;
    return error.message;
  }
};
const encoder = new TextEncoder();
const drain = async (stream) => {
  let length = 0;
  for await (const chunk of stream) length += chunk.length;
  return length;
};
const all = { audit: true, outliers: true, groupBy: "department", maxIssues: 100 };

/**
 * What is measured: what it needs of a document is made before, and `parses` is how often `JSON.parse` would read it.
 */
const FUNCTIONS = {
  parseUserProfile: ({ text }) => attempt(() => api.parseUserProfile(text)),
  "validateUserProfile(text)":
    ({ text }) =>
    () =>
      api.validateUserProfile(text),
  // Each item of a list may be an issue, whose texts are a hundred times as long: asked for beyond the 100 of the
  // default, they are measured for growth alone, against the making of as many objects.
  "validateUserProfile(text, all issues)": ({ text }) => {
    const work = () => api.validateUserProfile(text, { maxIssues: Infinity });
    return Object.assign(work, { parses: Infinity, result: JSON.stringify(work()) });
  },
  "validateUserProfile(value)":
    ({ value }) =>
    () =>
      api.validateUserProfile(value),
  "isUserProfile(text)":
    ({ text }) =>
    () =>
      api.isUserProfile(text),
  "isUserProfile(bytes)":
    ({ bytes }) =>
    () =>
      api.isUserProfile(bytes),
  "isUserProfile(value)":
    ({ value }) =>
    () =>
      api.isUserProfile(value),
  getUserProfile:
    ({ bytes }) =>
    () =>
      api.getUserProfile("x", { token: "t", validation: "lenient", fetch: async () => new Response(bytes) }),
  summarizePolicy:
    ({ value }) =>
    () =>
      api.summarizePolicy(value),
  "formatPolicySummary(text)":
    ({ value }) =>
    () =>
      api.formatPolicySummary(value, "text"),
  "formatPolicySummary(markdown)":
    ({ value }) =>
    () =>
      api.formatPolicySummary(value, "markdown"),
  "formatPolicySummary(csv)":
    ({ value }) =>
    () =>
      api.formatPolicySummary(value, "csv"),
  "formatPolicySummary(html)":
    ({ value }) =>
    () =>
      api.formatPolicySummary(value, "html"),
  "diffPolicy(another)": ({ value, other }) => Object.assign(() => api.diffPolicy(value, other), { parses: 2 }),
  "diffPolicy(nothing)":
    ({ value }) =>
    () =>
      api.diffPolicy({ id: "x", policy: {} }, value),
  "diffPolicy(reversed)": ({ value, reversed }) => Object.assign(() => api.diffPolicy(value, reversed), { parses: 2 }),
  auditPolicy:
    ({ value }) =>
    () =>
      api.auditPolicy(value),
  "auditPolicy(baseline)": (document) =>
    isKnown(document) &&
    Object.assign(
      attempt(() => api.auditPolicy(document.value, { baseline: document.other.policy })),
      { parses: 2 },
    ),
  "auditPolicy(same baseline)": (document) =>
    isKnown(document) &&
    Object.assign(
      attempt(() => api.auditPolicy(document.value, { baseline: document.reversed.policy })),
      { parses: 2 },
    ),
  summarizeFleet:
    ({ text }) =>
    () =>
      api.summarizeFleet(text, all),
  "exportFleet(csv)":
    ({ text }) =>
    () =>
      drain(api.exportFleet(text, "csv")),
  "exportFleet(ndjson)":
    ({ text }) =>
    () =>
      drain(api.exportFleet(text, "ndjson")),
};

const reverse = (value) => {
  if (Array.isArray(value)) return value.map(reverse).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reverse(inner)])
      .reverse(),
  );
};

function documentOf(name, size) {
  const [text, otherText] = ["a", "b"].map((salt) => ({ ...DOCUMENTS, ...FLEETS })[name](size, salt));
  const [value, other] = [JSON.parse(text), JSON.parse(otherText)];
  return { name, text, bytes: encoder.encode(text), value, other, reversed: reverse(value) };
}

/** Milliseconds of the processor's, not of the clock: those that other processes take do not count. */
async function timed(work, times) {
  const started = process.cpuUsage();
  for (let time = 0; time < times; time++) await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000 / times;
}

/**
 * The least times of several works, measured in turns: what else the machine does makes a time longer, never shorter.
 */
async function leastTimes(works, turns) {
  const least = works.map(() => Infinity);
  const times = works.map(() => 1);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, work] of works.entries()) {
      const time = await timed(work, times[index]);
      least[index] = Math.min(least[index], time);
      times[index] = Math.max(1, Math.min(200, Math.ceil(LEAST_MS / least[index])));
    }
  }
  return least;
}

/** Measures a function on a document; once more, for longer, where a bound seems to be broken. */
async function measure(run, [small, large]) {
  const works = [run(small), run(large)];
  if (!works[0]) return undefined;
  const texts = [works[0].result ?? small.text, works[1].result ?? large.text];
  works.push(...texts.map((text) => () => JSON.parse(text)));
  for (const turns of [3, 8, 20]) {
    const [quarter, whole, quarterParse, parse] = await leastTimes(works, turns);
    // Of two doublings, so that a collection of garbage, which may fall into the larger one alone, counts less. Where
    // the engine itself takes more than twice as long, as for objects that it has to move, that is not ours.
    const growth = Math.sqrt(whole / quarter) / Math.max(1, Math.sqrt(parse / quarterParse) / 2);
    const result = { growth, multiple: whole / parse / (works[0].parses ?? 1), milliseconds: whole };
    if (isSound(result) || turns === 20) return result;
  }
}

/** What takes less than a few milliseconds at its largest is a matter of the clock. */
const isSound = ({ growth, multiple, milliseconds }) =>
  (growth <= MOST_GROWTH && multiple <= MOST_MULTIPLE) || milliseconds < LEAST_MS;

const { values: options } = parseArgs({
  options: {
    check: { type: "boolean" },
    write: { type: "boolean" },
    quick: { type: "boolean" },
    only: { type: "string" },
  },
});
const large = options.quick ? LARGE / 4 : LARGE;
const wanted = options.only?.split(",");
const isWanted = (name) => !wanted || wanted.some((part) => name.startsWith(part));
const functions = Object.entries(FUNCTIONS).filter(([name]) => isWanted(name));
const names = Object.keys({ ...DOCUMENTS, ...FLEETS }).filter(
  (name) => !wanted || wanted.includes(name) || !wanted.some((part) => part in DOCUMENTS || part in FLEETS),
);

const worst = new Map();
let broken = 0;
for (const name of names) {
  const documents = [documentOf(name, large / 4), documentOf(name, large)];
  for (const [title, run] of functions.length > 0 ? functions : Object.entries(FUNCTIONS)) {
    if (name in FLEETS && title !== "summarizeFleet") continue;
    const result = await measure(run, documents);
    if (!result) continue;
    const [multiple, milliseconds] = [result.multiple.toFixed(1), result.milliseconds.toFixed(1)];
    const figures = `${result.growth.toFixed(2)}  ${multiple.padStart(6)}  ${milliseconds.padStart(7)} ms`;
    const line = `${figures}  ${title} · ${name}`;
    console.log(`${isSound(result) ? " " : "!"} ${line}`);
    if (!isSound(result)) broken++;
    const last = worst.get(title) ?? { growth: [0, ""], multiple: [0, ""] };
    for (const number of ["growth", "multiple"])
      if (result[number] > last[number][0] && result.milliseconds >= LEAST_MS) last[number] = [result[number], name];
    worst.set(title, last);
  }
}

const cell = ([value, name]) => (name ? `${value.toFixed(2)} (${name})` : "–");
const table = markdown(
  ["function", "growth at doubling", "multiple of `JSON.parse`"],
  [...worst].map(([title, { growth, multiple }]) => [`\`${title}\``, cell(growth), cell(multiple)]),
);
console.log(`\n${table}\n`);
if (options.write) writeSection("growth", table);
if (broken > 0)
  console.error(
    `${broken} bounds are broken: at most ${MOST_GROWTH} at doubling, and ${MOST_MULTIPLE} times JSON.parse`,
  );
if (options.check && broken > 0) process.exitCode = 1;
