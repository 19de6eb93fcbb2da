// A thread that loads an entry of the package anew, calls its functions in a given order, and posts their results.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

import { PARTS } from "../../../scripts/parts.js";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const PROFILES = ["sample", "empty", "everything-on", "everything-off", "from-the-future"].map((name) =>
  read(`snapshots/${name}/profile.json`),
);
const [SAMPLE, , ON, OFF] = PROFILES.map((text) => JSON.parse(text));
const DEFECTS = { ...SAMPLE, id: 5, policy: { ...SAMPLE.policy, sms: { enable: "yes", locked: null } }, unknown: 1 };
const LABELS = JSON.parse(readFileSync(new URL("../../../pkg-template/i18n/de.json", import.meta.url), "utf8"));

const { folder, entry, order } = workerData;
const zoom = await import(folder + entry);
if (entry === "external.js") await zoom.init(readFileSync(new URL(`${folder}zoom_phone_profile_bg.wasm`)));

/** A reply of Zoom's; each has a body of its own. */
const reply = (body, status = 200) => new Response(body, { status, headers: { "content-type": "application/json" } });
const call = (fetch) => ({ token: "secret", fetch: async () => fetch(), maxRetries: 0 });

/** Each uses parts of its own, with what it needs written into the wasm's memory first. */
const ACTIONS = {
  verdicts: () => PROFILES.map((text) => zoom.isUserProfile(text)),
  validation: () => PROFILES.map((text) => zoom.validateUserProfile(text, { validation: "strict" })),
  defects: () => [
    zoom.validateUserProfile(DEFECTS),
    zoom.validateUserProfile(JSON.stringify(DEFECTS)),
    zoom.validateUserProfile("{"),
  ],
  wrongOption: () => zoom.validateUserProfile(SAMPLE, { maxIssue: 1 }),
  summaries: () => PROFILES.map((text) => zoom.summarizePolicy(JSON.parse(text))),
  translated: () => zoom.summarizePolicy(SAMPLE, { labels: LABELS }),
  formats: () =>
    PROFILES.flatMap((text) =>
      ["text", "markdown", "csv", "html"].map((form) => zoom.formatPolicySummary(JSON.parse(text), form)),
    ),
  formattedSummary: () => zoom.formatPolicySummary(zoom.summarizePolicy(ON), "text"),
  changes: () => [zoom.diffPolicy(ON, OFF), zoom.diffPolicy(OFF, ON), zoom.diffPolicy(SAMPLE, ON)],
  findings: () => PROFILES.map((text) => zoom.auditPolicy(JSON.parse(text))),
  drift: () => zoom.auditPolicy(SAMPLE, { baseline: { sms: { enable: false } } }),
  wrongBaseline: () => zoom.auditPolicy(SAMPLE, { baseline: { sms: { enabled: false } } }),
  catalog: () => zoom.policyCatalog(),
  rules: () => zoom.auditRules(),
  fleet: () =>
    zoom.summarizeFleet(
      PROFILES.map((text) => JSON.parse(text)),
      { audit: true, outliers: true, groupBy: "site" },
    ),
  brokenFleet: () =>
    zoom.summarizeFleet(`${PROFILES.map((text) => JSON.stringify(JSON.parse(text))).join("\n")}\n{"id": 1}\n{`),
  exported: async () =>
    new Response(
      zoom.exportFleet(
        PROFILES.map((text) => JSON.parse(text)),
        "csv",
      ),
    ).text(),
  fetched: () =>
    zoom.getUserProfile(
      "me",
      call(() => reply(JSON.stringify(SAMPLE))),
    ),
  refused: () =>
    zoom.getUserProfile(
      "me",
      call(() => reply('{"code":124,"message":"Invalid access token."}', 401)),
    ),
  unfit: () =>
    zoom.getUserProfile(
      "me",
      call(() => reply('{"id": 1}')),
    ),
  batch: async () =>
    (await Array.fromAsync?.(
      zoom.getUserProfiles(
        ["a", "b", "a"],
        call(() => reply(JSON.stringify(ON))),
      ),
    )) ??
    all(
      zoom.getUserProfiles(
        ["a", "b", "a"],
        call(() => reply(JSON.stringify(ON))),
      ),
    ),
};

async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

async function resultOf(name) {
  try {
    return JSON.stringify(await ACTIONS[name]());
  } catch (error) {
    if (error.name !== "ZoomPhoneError") throw error;
    return `throws ${JSON.stringify(error)}`;
  }
}

/** The parts that are linked. To load the modules of others links none. */
async function linkedParts() {
  const parts = await Promise.all(
    Object.keys(PARTS).map(async (name) => [name, (await import(`${folder}parts/${name}.js`)).part]),
  );
  return parts.filter(([, part]) => part.isLinked).map(([name]) => name);
}

const results = [];
for (const name of order ?? Object.keys(ACTIONS)) results.push([name, await resultOf(name)]);
parentPort.postMessage({ results, parts: await linkedParts() });
