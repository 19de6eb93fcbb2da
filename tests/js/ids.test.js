// `idsOf`: the IDs that an earlier run has fetched, from its export or its outcomes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { exportFleet, getUserProfiles, idsOf, isZoomPhoneError } from "#package";

const encoder = new TextEncoder();

const all = async (source, options) => {
  const ids = [];
  for await (const id of idsOf(source, options)) ids.push(id);
  return ids;
};
const refusal = (source, options) => all(source, options).then(assert.fail, (error) => error);
const succeeded = (userId) => ({ userId, ok: true, profile: { id: userId }, issues: [] });
const failed = (userId) => ({
  userId,
  ok: false,
  error: Object.assign(new Error('no, "none"\n'), { code: "not_found" }),
});

const IDS = ["a", "-hyphen", '=1,"2"', "\uff0bwide", "é漢"];
const OUTCOMES = [...IDS.map(succeeded), failed("lost"), succeeded("a"), succeeded("last")];
const FETCHED = [...IDS, "last"];
const exportOf = async (outcomes, format, options) =>
  new Uint8Array(await new Response(exportFleet(outcomes, format, options)).arrayBuffer());

test("an export of either form gives the IDs that were fetched, cut at any byte", async () => {
  for (const [format, options] of [["ndjson"], ["csv"], ["csv", { bom: true }]]) {
    const whole = await exportOf(OUTCOMES, format, options);
    assert.deepEqual(await all(whole), FETCHED);
    assert.deepEqual(await all(new Blob([whole])), FETCHED);
    assert.deepEqual(await all(new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole)), FETCHED);
    for (let at = 0; at <= whole.length; at++)
      assert.deepEqual(await all([whole.subarray(0, at), whole.subarray(at)]), FETCHED, `${format}, cut at ${at}`);
    // Each byte in the same buffer.
    const buffer = new Uint8Array(1);
    const bytes = function* () {
      for (const byte of whole) {
        buffer[0] = byte;
        yield buffer;
      }
    };
    assert.deepEqual(await all(bytes()), FETCHED);
  }
});

test("an export that was cut off gives no ID that it does not hold whole", async () => {
  for (const format of ["ndjson", "csv"]) {
    const whole = await exportOf(OUTCOMES, format);
    for (let at = 0; at < whole.length; at++) {
      const text = new TextDecoder().decode(whole.subarray(0, at));
      if (format === "csv" && !text.includes("\r")) continue;
      const ids = await all(whole.subarray(0, at));
      assert.deepEqual(ids, FETCHED.slice(0, ids.length), `${format}, cut at ${at}`);
    }
  }
});

test("outcomes, profiles, JSON and outcomes that were written out give the IDs, each once", async () => {
  assert.deepEqual(await all(OUTCOMES), FETCHED);
  const byAddress = { userId: "ada@example.com", ok: true, profile: { id: "a" } };
  assert.deepEqual(await all([byAddress, { id: "b" }, { id: "b" }, {}, null, 5]), ["ada@example.com", "b"]);
  const lines = OUTCOMES.map((outcome) => JSON.stringify(outcome)).join("\n");
  assert.deepEqual(await all(lines), FETCHED);
  assert.deepEqual(await all(` ${JSON.stringify([{ id: "a" }, { id: "b", extension_number: "wrong" }], null, 2)}`), [
    "a",
    "b",
  ]);
  for (const empty of ["", " \n", [], new Uint8Array()]) assert.deepEqual(await all(empty), []);
});

test("a row whose profile was faulty is no more fetched than its line", async () => {
  const faulty = [{ id: "sound" }, { id: 5 }, "no profile"];
  for (const format of ["ndjson", "csv"]) assert.deepEqual(await all(await exportOf(faulty, format)), ["sound"]);
});

test("what holds no IDs is refused, and so are wrong options", async () => {
  for (const source of ["name,email\r\nx,y\r\n", "a\nb\n", gzipSync("[]"), null, Promise.resolve("")]) {
    const error = await refusal(source);
    assert.ok(isZoomPhoneError(error) && error.code === "invalid_argument" && error.hint, String(error));
  }
  assert.equal((await refusal([], { signa: 1 })).hint, "Did you mean `signal`?");
  assert.equal((await refusal([], { signal: 1 })).code, "invalid_argument");
});

test("the source's own error, a break and an abort end it, and close the source", async () => {
  const csv = await exportOf(OUTCOMES, "csv");
  const ndjson = await exportOf(OUTCOMES, "ndjson");
  for (const whole of [csv, ndjson]) {
    let closed = 0;
    const endless = async function* () {
      try {
        yield whole;
        for (;;) yield encoder.encode(" ");
      } finally {
        closed++;
      }
    };
    for await (const id of idsOf(endless())) {
      assert.equal(id, "a");
      break;
    }
    assert.equal(closed, 1);

    const controller = new AbortController();
    const stuck = async function* () {
      yield whole;
      controller.abort("enough");
      await new Promise(() => {});
    };
    assert.equal(await refusal(stuck(), { signal: controller.signal }), "enough");

    const own = new Error("mine");
    const breaking = async function* () {
      yield whole;
      throw own;
    };
    assert.equal(await refusal(breaking()), own);
  }
  assert.equal(await refusal(csv, { signal: AbortSignal.abort("before") }), "before");
});

test("a large export does not keep other tasks from their turn: an abort ends it in its midst", async () => {
  const rows = ["id,error", ...Array.from({ length: 200_000 }, (_, at) => `user-${at},`)].join("\r\n");
  for (const source of [rows, encoder.encode(rows), [encoder.encode(rows)]]) {
    const controller = new AbortController();
    let ids = 0;
    const read = async () => {
      for await (const _ of idsOf(source, { signal: controller.signal }))
        if (++ids === 1) setImmediate(() => controller.abort("enough"));
    };
    assert.equal(await read().catch((reason) => reason), "enough");
    assert.ok(ids < 50_000, `${ids} ids`);
  }
});

test("a broken run that is resumed fetches the rest and what failed, nobody twice", async () => {
  const ids = Array.from({ length: 12 }, (_, at) => `user-${at}`);
  const asked = [];
  const options = {
    baseUrl: "https://resumed.example",
    token: "t",
    requestsPerSecond: 100_000,
    maxRetries: 0,
    ordered: true,
    fetch: async (url) => {
      const id = decodeURIComponent(url.split("/").pop());
      asked.push(id);
      const isLost = id === "user-3" && asked.filter((each) => each === id).length === 1;
      return isLost ? Response.json({ code: 404, message: "gone" }, { status: 404 }) : Response.json({ id });
    },
  };
  const outcomes = [];
  for await (const outcome of getUserProfiles(ids, options)) {
    outcomes.push(outcome);
    if (outcomes.length === 6) break;
  }
  for (const format of ["ndjson", "csv"]) {
    const done = new Set(await all(await exportOf(outcomes, format)));
    assert.deepEqual(
      [...done],
      ids.slice(0, 6).filter((id) => id !== "user-3"),
    );
    const rest = [];
    for await (const { userId, ok } of getUserProfiles(ids, { ...options, skip: (id) => done.has(id) }))
      rest.push(ok && userId);
    assert.deepEqual(rest, ["user-3", ...ids.slice(6)]);
  }
});
