// Options that are undefined count as absent; what types permit and cannot be used is refused by name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import {
  auditPolicy,
  auditRules,
  exportFleet,
  getUserProfile,
  getUserProfiles,
  getUserProfileWithResponse,
  parseUserProfile,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import { createProxy } from "#package/proxy.js";
import { buildUserProfile, createZoomFetch } from "#package/testing.js";
import { createFleetWorker } from "#package/worker.js";
import { startZoomServer } from "../zoom-server/server.js";

const server = await startZoomServer({ users: 2 });
after(() => server.close());
const token = server.zoom.issueToken({ kind: "user" });
const PROFILE = JSON.parse(readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8"));
const GERMAN = JSON.parse(readFileSync(new URL("../../pkg-template/i18n/de.json", import.meta.url), "utf8"));

/** Options of these names, each of them undefined. */
const undefinedOnes = (names) => Object.fromEntries(names.map((name) => [name, undefined]));
const VALIDATION = ["validation", "maxIssues", "onIssue"];
const REQUEST = [...VALIDATION, "token", "baseUrl", "signal", "timeoutMs", "maxRetries", "headers", "credentials"];

test("options that are undefined change nothing", async () => {
  const fetch = createZoomFetch({ users: [buildUserProfile({ id: "ada" })], faults: undefined });
  const request = { ...undefinedOnes([...REQUEST, "onRetry", "limiter"]), fetch };
  assert.deepEqual(await getUserProfile("ada", request), await getUserProfile("ada", { fetch }));
  const { response } = await getUserProfileWithResponse("ada", request);
  assert.equal(response.status, 200);
  const batch = undefinedOnes(["plan", "requestsPerSecond", "concurrency", "ordered", "onProgress"]);
  for await (const { ok } of getUserProfiles(["ada"], { ...request, ...batch })) assert.ok(ok);

  const text = JSON.stringify(PROFILE);
  assert.deepEqual(validateUserProfile(text, undefinedOnes(VALIDATION)), validateUserProfile(text));
  assert.deepEqual(parseUserProfile(text, undefinedOnes(VALIDATION)), parseUserProfile(text));
  const audit = {
    ...undefinedOnes(["ignore", "rules", "labels"]),
    baseline: { sms: undefined, voicemail: { enable: undefined } },
  };
  assert.deepEqual(auditPolicy(PROFILE, audit), auditPolicy(PROFILE));
  const fleet = undefinedOnes([...VALIDATION, "groupBy", "audit", "outliers", "signal", "onProgress"]);
  assert.deepEqual(await summarizeFleet([PROFILE], fleet), await summarizeFleet([PROFILE]));
  const exported = exportFleet([PROFILE], "csv", { ...fleet, bom: undefined });
  assert.ok((await new Response(exported).text()).length > 0);
  createFleetWorker({ worker: undefined }).terminate();
  const proxy = undefinedOnes(["tokenUrl", "baseUrl", "allowedHosts", "timeoutMs", "fetch", "onError"]);
  createProxy({ ...proxy, token: "t", accountId: undefined, allowedOrigins: [], authorize: () => true });
});

test("a base URL may be a URL", async () => {
  const { id } = await getUserProfile("me", { baseUrl: new URL(server.baseUrl), token });
  assert.equal(id, (await getUserProfile("me", { baseUrl: server.baseUrl, token })).id);
  const refused = getUserProfile("me", { baseUrl: new URL("http://api.zoom.us/v2"), token });
  await assert.rejects(refused, { code: "invalid_argument", message: /https/ });
  const proxyOf = (baseUrl) => createProxy({ token: "t", baseUrl, allowedOrigins: [], authorize: () => true });
  assert.equal(typeof proxyOf(new URL("https://api-eu.zoom.us/v2")), "function");
  assert.throws(() => proxyOf(new URL("http://api.zoom.us/v2")), { code: "invalid_argument", message: /`baseUrl`/ });
});

test("a response without a body is refused, and the hint says why it has none", async () => {
  const { body } = new Response(null, { status: 204 });
  const hint = /no body/;
  await assert.rejects(summarizeFleet(body), { code: "invalid_argument", message: /it is null$/, hint });
  const worker = createFleetWorker();
  await assert.rejects(worker.summarizeFleet(body), { code: "invalid_argument", hint });
  worker.terminate();
});

test("a proxy whose environment lacks a credential names it", () => {
  const given = { accountId: "a", clientId: "b", clientSecret: "c", allowedOrigins: [], authorize: () => true };
  for (const name of ["accountId", "clientId", "clientSecret"]) {
    const error = { code: "invalid_argument", message: new RegExp(`\\b${name}\\b`) };
    assert.throws(() => createProxy({ ...given, [name]: undefined }), error);
  }
});

test("the rules of the audit are listed as its findings say them, in any language", () => {
  const rules = auditRules();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  assert.equal(byId.size, rules.length);
  for (const labels of [undefined, GERMAN]) {
    const listed = new Map(auditRules({ labels }).map((rule) => [rule.id, rule]));
    for (const { id, severity, title, why, remedy, source } of auditPolicy(PROFILE, { labels })) {
      const { policies, ...rule } = listed.get(id);
      assert.deepEqual(rule, { id, severity, title, why, remedy, source });
      assert.ok(Array.isArray(policies));
    }
  }
  assert.notEqual(auditRules({ labels: GERMAN })[0].title, rules[0].title);
  assert.equal(auditPolicy({ id: "x" }, { ignore: rules.map(({ id }) => id) }).length, 0);
  // The evidence of a finding lies in the policies that its rule names.
  for (const { id, evidence } of auditPolicy(PROFILE))
    for (const [, policy] of evidence.map((pointer) => /^\/policy\/(\w+)/.exec(pointer)).filter(Boolean))
      assert.ok(byId.get(id).policies.includes(policy), `${id}: ${policy}`);
});

test("policies carry their category's label, in any language", () => {
  const [entry] = summarizePolicy(PROFILE, { labels: GERMAN }).entries;
  assert.deepEqual([entry.category, entry.categoryLabel], ["recording", GERMAN["category.recording"]]);
  for (const labels of [undefined, { "category.messaging": "Texting" }]) {
    const { entries } = summarizePolicy({ policy: { sms: { enable: true }, of_tomorrow: true } }, { labels });
    const catalog = policyCatalog({ labels });
    assert.deepEqual(
      entries.slice(0, catalog.length).map(({ categoryLabel }) => categoryLabel),
      catalog.map(({ categoryLabel }) => categoryLabel),
    );
    assert.equal(entries.find(({ key }) => key === "sms").categoryLabel, labels ? "Texting" : "Messaging");
    assert.deepEqual([entries.at(-1).key, entries.at(-1).categoryLabel], ["of_tomorrow", "Other"]);
  }
});
