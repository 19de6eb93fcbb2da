// Wrong arguments: functions refuse what is no profile or has a wrong option, and name what it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import {
  auditPolicy,
  auditRules,
  createClient,
  createSharedLimiter,
  diffFleets,
  diffPolicy,
  exportFleet,
  formatPolicySummary,
  getUserProfile,
  getUserProfiles,
  getUserProfileWithResponse,
  idsOf,
  isZoomPhoneError,
  listPhoneUsers,
  parseUserProfile,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import * as workers from "#package/worker.js";
import { POLICY_COUNT } from "../facts.js";
import { createUser } from "../zoom-server/directory.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const PROFILE = JSON.parse(SAMPLE);
const OTHER = { ...PROFILE, policy: { ...PROFILE.policy, sms: { enable: false } } };
const fetch = async () => new Response(SAMPLE);
// Nothing leaves the machine, whatever becomes of the options.
globalThis.fetch = fetch;

/** Every function that takes a profile, by the name of that argument. */
const TAKERS = {
  "summarizePolicy profile": (value) => summarizePolicy(value),
  "formatPolicySummary profileOrSummary": (value) => formatPolicySummary(value, "text"),
  "diffPolicy before": (value) => diffPolicy(value, PROFILE),
  "diffPolicy after": (value) => diffPolicy(PROFILE, value),
  "auditPolicy profile": (value) => auditPolicy(value),
  "auditPolicy profile, with a baseline": (value) => auditPolicy(value, { baseline: { sms: { enable: true } } }),
  "auditPolicy profile, with a rule": (value) =>
    auditPolicy(value, {
      rules: [
        { id: "own", severity: "low", title: "t", why: "w", remedy: "r", check: () => assert.fail("no rule is asked") },
      ],
    }),
};

async function outcomes(answer) {
  const list = [];
  for await (const outcome of getUserProfiles(["x"], { fetch: answer, maxRetries: 0 })) list.push(outcome);
  return list;
}

/** What people pass in the place of a profile: words of what it is, and of what to pass. */
async function mistakes() {
  const [fetched] = await outcomes(fetch);
  const [failed] = await outcomes(async () => new Response('{"code":1001,"message":"x"}', { status: 404 }));
  const summary = summarizePolicy(PROFILE);
  return {
    "a policy": [PROFILE.policy, /a policy/, /whole profile/],
    "a part of a policy": [{ sms: { enable: true } }, /a policy/, /whole profile/],
    "a policy of a plain boolean": [{ international_calling: true }, /a policy/, /whole profile/],
    "a policy of a list": [{ voicemail_access_members: [] }, /a policy/, /whole profile/],
    "one policy's value": [PROFILE.policy.sms, /a policy/, /whole profile/],
    "an outcome": [fetched, /an outcome of getUserProfiles/, /`outcome\.profile`/],
    "an outcome that failed": [failed, /an outcome of getUserProfiles/, /where `ok` is true/],
    "a result with a response": [
      await getUserProfileWithResponse("x", { fetch }),
      /a result of getUserProfileWithResponse/,
      /`result\.profile`/,
    ],
    "a validation's result": [validateUserProfile(SAMPLE), /a result of validateUserProfile/, /`result\.data`/],
    "a validation's failure": [validateUserProfile("{}"), /a result of validateUserProfile/, /where `success` is true/],
    "a promise": [getUserProfile("x", { fetch }), /a promise/, /Await it first/],
    "a thenable": [
      new (class Query {
        then() {}
      })(),
      /a promise/,
      /Await it first/,
    ],
    "a promise of another realm": [runInNewContext("Promise.resolve({})"), /a promise/, /Await it first/],
    profiles: [[PROFILE, OTHER], /an array/, /Pass one profile/],
    issues: [validateUserProfile("{}").issues, /an array/, /Pass one profile/],
    findings: [auditPolicy(PROFILE), /an array/, /Pass one profile/],
    JSON: [SAMPLE, /a string/, /`parseUserProfile/],
    bytes: [Buffer.from(SAMPLE), /a Uint8Array/, /`parseUserProfile/],
    "a buffer": [new ArrayBuffer(2), /an ArrayBuffer/, /`parseUserProfile\(new Uint8Array\(/],
    "a Response": [new Response(SAMPLE), /a Response/, /response\.text\(\)/],
    "a fleet's summary": [await summarizeFleet([PROFILE]), /a fleet summary/, /one profile/],
    options: [{ labels: {} }, /options/, /options last/],
    "options of an audit": [{ baseline: { sms: { enable: true } } }, /options/, /options last/],
    "a diff": [diffPolicy(PROFILE, OTHER), /a result of diffPolicy/, /getUserProfile/],
    "a change": [diffPolicy(PROFILE, OTHER).changes[0], /a change of a policy/, /getUserProfile/],
    "a finding": [auditPolicy(PROFILE)[0], /a finding or a rule of audits/, /getUserProfile/],
    "a rule": [auditRules()[0], /a finding or a rule of audits/, /getUserProfile/],
    "a user of a drift": [
      (await diffFleets([PROFILE], [OTHER]).next()).value,
      /a user of diffFleets/,
      /getUserProfile/,
    ],
    "an entry of a summary": [summary.entries[0], /an entry of a policy summary/, /getUserProfile/],
    "an entry of the catalog": [policyCatalog()[0], /an entry of the policy catalog/, /getUserProfile/],
    "a Map": [new Map(Object.entries(PROFILE)), /a Map/, /getUserProfile/],
    "a Date": [new Date(0), /a Date/, /getUserProfile/],
    "an error": [
      await getUserProfile("x", { fetch: async () => new Response("", { status: 404 }) }).catch((error) => error),
      /an Error/,
      /getUserProfile/,
    ],
    "an instance of a class": [
      new (class User {
        id = "x";
      })(),
      /an instance of a class/,
      /getUserProfile/,
    ],
    null: [null, /null/, /getUserProfile/],
    nothing: [undefined, /undefined/, /getUserProfile/],
    "a number": [5, /a number/, /getUserProfile/],
    "a boolean": [true, /a boolean/, /getUserProfile/],
    "a symbol": [Symbol("x"), /a symbol/, /getUserProfile/],
    "a BigInt": [1n, /a bigint/, /getUserProfile/],
    "a function": [() => PROFILE, /a function/, /getUserProfile/],
    "what cannot be read": [
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error("x");
          },
          get() {
            throw new Error("x");
          },
        },
      ),
      /cannot be read/,
      /getUserProfile/,
    ],
    "a revoked Proxy": [revoked(), /cannot be read/, /getUserProfile/],
    "what is too deep": [
      { id: "x", a: Array.from({ length: 70 }).reduce((value) => ({ value }), 1) },
      /64 levels/,
      /getUserProfile/,
    ],
    "a summary": [summary, /a policy summary/, /`formatPolicySummary`/],
  };
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test("what is passed in the place of a profile is named, with what to pass instead", async () => {
  for (const [mistake, [value, what, instead]] of Object.entries(await mistakes())) {
    for (const [taker, call] of Object.entries(TAKERS)) {
      if (mistake === "a summary" && taker.startsWith("formatPolicySummary")) continue;
      const name = `${taker}: ${mistake}`;
      let error;
      assert.throws(
        () => call(value),
        (thrown) => ((error = thrown), isZoomPhoneError(thrown)),
        name,
      );
      assert.equal(error.code, "invalid_argument", name);
      assert.ok(
        error.message.startsWith(`\`${/ (\w+)/.exec(taker)[1]}\` must be a profile`),
        `${name}: ${error.message}`,
      );
      assert.match(error.message, what, name);
      assert.match(error.hint, instead, name);
    }
  }
});

test("two of them are no unchanged policy", async () => {
  for (const [mistake, [value]] of Object.entries(await mistakes()))
    assert.throws(() => diffPolicy(value, value), /`before` must be a profile/, mistake);
});

test("a profile is never refused, whatever unknown members it has", () => {
  const policy = { sms: { enable: true } };
  const unknown = {
    ok: true,
    userId: "u",
    profile: {},
    response: {},
    success: true,
    data: {},
    issues: [],
    entries: [],
    counts: {},
    policies: {},
    failures: [],
    labels: {},
    baseline: {},
    rules: [],
    ignore: [],
    enable: true,
    sms: { enable: true },
    next: 1,
  };
  for (const known of [
    { id: "x" },
    { id: "x", policy },
    { policy },
    { policy: {} },
    { email: "a@example.com" },
    { phone_numbers: [] },
    { status: "activate" },
    { site_id: "s" },
  ]) {
    for (const profile of [
      known,
      { ...known, ...unknown },
      { ...unknown, ...known },
      ...Object.keys(unknown).map((name) => ({ ...known, [name]: unknown[name] })),
    ]) {
      for (const [taker, call] of Object.entries(TAKERS)) {
        // What has entries and counts of a summary is formatted as one.
        if (taker.startsWith("formatPolicySummary") && "counts" in profile && "entries" in profile) continue;
        if (!taker.endsWith("rule")) assert.ok(call(profile), `${taker}: ${JSON.stringify(profile)}`);
      }
    }
  }
  for (const nothing of [{}, { later: 1 }, { id: null }, { name: "x" }, Object.create(null)]) {
    assert.equal(summarizePolicy(nothing).counts.unknown, POLICY_COUNT);
    assert.deepEqual(diffPolicy(nothing, nothing).changes, []);
  }
  for (let index = 0; index < 500; index++) {
    const user = createUser(index + 1, 7);
    // Random fields are taken away; at least one is left.
    const names = Object.keys(user).filter((_, at) => (index * 7 + at * 13) % 3 > 0);
    const some = Object.fromEntries((names.length > 0 ? names : ["id"]).map((name) => [name, user[name]]));
    for (const [taker, call] of Object.entries(TAKERS))
      if (!taker.endsWith("rule")) assert.ok(call(some), `${taker}: ${names}`);
  }
});

test("what a value does while it is looked at changes no other result, also where it has nothing of a profile", () => {
  const meddling = new Proxy(
    {},
    {
      get: (target, name) => (validateUserProfile("[]"), summarizePolicy(PROFILE), target[name]),
      ownKeys: () => (validateUserProfile("[]"), summarizePolicy(PROFILE), []),
      getOwnPropertyDescriptor: () => void summarizePolicy(PROFILE),
    },
  );
  assert.deepEqual(summarizePolicy(meddling), summarizePolicy({}));
  assert.deepEqual(diffPolicy(meddling, OTHER), diffPolicy({}, OTHER));
});

// ── options

const TAKE_OPTIONS = {
  parseUserProfile: (options) => parseUserProfile(SAMPLE, options),
  validateUserProfile: (options) => validateUserProfile(SAMPLE, options),
  summarizePolicy: (options) => summarizePolicy(PROFILE, options),
  formatPolicySummary: (options) => formatPolicySummary(PROFILE, "csv", options),
  diffPolicy: (options) => diffPolicy(PROFILE, OTHER, options),
  auditPolicy: (options) => auditPolicy(PROFILE, options),
  auditRules: (options) => auditRules(options),
  policyCatalog: (options) => policyCatalog(options),
  summarizeFleet: (options) => summarizeFleet("[]", options),
  exportFleet: (options) => new Response(exportFleet("[]", "csv", options)).text(),
  idsOf: (options) => idsOf("[]", options).next(),
  getUserProfile: (options) => getUserProfile("x", options),
  getUserProfileWithResponse: (options) => getUserProfileWithResponse("x", options),
  getUserProfiles: (options) => getUserProfiles(["x"], options).next(),
  createClient: (options) => createClient(options),
  createSharedLimiter: (options) => createSharedLimiter(options),
  listPhoneUsers: (options) => listPhoneUsers(options).next(),
  createFleetWorker: (options) => workers.createFleetWorker(options),
};

test("options in anything but an object are refused: a Map would read as none", async () => {
  const kinds = {
    "a Map": new Map([["validation", "strict"]]),
    "a Set": new Set(),
    "an array": [],
    null: null,
    "a string": "strict",
    "a number": 5,
    "a function": () => {},
    "a promise": Promise.resolve({}),
    "a URLSearchParams": new URLSearchParams(),
    "a Headers": new Headers(),
    "an AbortSignal": AbortSignal.abort(),
    "a Date": new Date(0),
    "a Uint8Array": new Uint8Array(1),
    "an Error": new Error("x"),
  };
  for (const [name, call] of Object.entries(TAKE_OPTIONS)) {
    for (const [kind, options] of [...Object.entries(kinds), ["a Map", runInNewContext("new Map()")]]) {
      await assert.rejects(
        async () => call(options),
        (error) =>
          isZoomPhoneError(error) &&
          error.code === "invalid_argument" &&
          error.message.includes(kind) &&
          /object/.test(error.hint),
        `${name}: ${kind}`,
      );
    }
  }
  class Options {
    validation = "strict";
  }
  assert.equal(
    validateUserProfile('{"id":"x","status":"later"}', new Options()).success,
    false,
    "an instance's own members are options",
  );
});

test("an option with a wrong value is named with it, and with what to pass", async () => {
  for (const [call, option, value, words] of [
    [TAKE_OPTIONS.validateUserProfile, "validation", "loose", /"strict", "standard" or "lenient"; it is "loose"/],
    [TAKE_OPTIONS.validateUserProfile, "maxIssues", -1, /an integer from 0, or Infinity; it is -1/],
    [TAKE_OPTIONS.validateUserProfile, "onIssue", {}, /a function; it is an object/],
    [TAKE_OPTIONS.summarizeFleet, "groupBy", "planet", /it is "planet"/],
    [TAKE_OPTIONS.summarizeFleet, "audit", 1, /true or false; it is 1/],
    [TAKE_OPTIONS.summarizeFleet, "signal", null, /an AbortSignal; it is null/],
    [TAKE_OPTIONS.summarizeFleet, "onProgress", "x", /a function; it is "x"/],
    [TAKE_OPTIONS.getUserProfile, "timeoutMs", "soon", /milliseconds above 0.*it is "soon"/],
    [TAKE_OPTIONS.getUserProfile, "maxRetries", 1.5, /an integer from 0 to 100; it is 1\.5/],
    [TAKE_OPTIONS.getUserProfile, "headers", [], /a plain object of strings; it is an array/],
    [TAKE_OPTIONS.getUserProfile, "headers", { "X-A": 5 }, /`headers\["X-A"\]` must be a string; it is 5/],
    [TAKE_OPTIONS.getUserProfile, "token", 5, /a string, or a function that returns one; it is 5/],
    [TAKE_OPTIONS.getUserProfiles, "plan", "free", /"pro" or "business"; it is "free"/],
    [TAKE_OPTIONS.getUserProfiles, "concurrency", 0, /an integer from 1 to 1000; it is 0/],
    [TAKE_OPTIONS.auditPolicy, "rules", {}, /an array of rules; it is an object/],
    [TAKE_OPTIONS.summarizePolicy, "labels", "de", /an object of strings; it is "de"/],
  ]) {
    await assert.rejects(
      async () => call({ [option]: value }),
      (error) => {
        assert.ok(isZoomPhoneError(error) && error.code === "invalid_argument");
        assert.ok(error.message.startsWith(`The option \`${option}`), error.message);
        assert.match(error.message, words);
        assert.match(error.hint, /^Pass .*, or leave the option out\.$/);
        return true;
      },
    );
  }
  // What is long may be a secret in the wrong place.
  assert.throws(
    () => validateUserProfile(SAMPLE, { validation: "eyJhbGciOiJIUzI1NiJ9" }),
    ({ message }) => !message.includes("eyJ"),
  );
});
