// The list of phone users: every user once, pages ahead, under its own limit, whatever the server does.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { createClient, getUserProfiles, listPhoneUsers, ZoomPhoneError } from "#package";
import { createZoomFetch } from "#package/testing.js";
import { startZoomServer } from "../zoom-server/server.js";

/** Runs a test against a server of its own; `shift` moves its clock. */
async function withServer(options, run) {
  const clock = { shiftMs: 0 };
  const server = await startZoomServer({
    requestsPerSecond: 1e6,
    listsPerSecond: 1e6,
    now: () => Date.now() + clock.shiftMs,
    ...options,
  });
  const token = server.zoom.issueToken({ lifeMs: 1e9 });
  try {
    return await run({
      server,
      clock,
      ids: [...server.zoom.directory.keys()],
      options: (more) => ({ baseUrl: server.baseUrl, token, maxRetries: 0, timeoutMs: 5000, ...more }),
    });
  } finally {
    await server.close();
  }
}

async function all(iterator) {
  const users = [];
  for await (const user of iterator) users.push(user);
  return users;
}
const idsOf = async (iterator) => (await all(iterator)).map(({ id }) => id);
const rejection = (promise) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (reason) => reason,
  );
const page = (users, nextToken = "") =>
  Response.json({ next_page_token: nextToken, page_size: 100, total_records: 1000, users });
const rows = (...ids) => ids.map((id) => ({ id }));
let bases = 0;
/** Options for a stand-in for fetch, with a limit of their own. */
const standIn = (answer, more) => ({
  baseUrl: `https://list-${bases++}.example`,
  token: "t",
  maxRetries: 0,
  fetch: async (url, init) => answer(new URL(url).searchParams, init),
  ...more,
});

test("every user comes once, in pages of 100", () =>
  withServer({ users: 450 }, async ({ server, ids, options }) => {
    const users = await all(listPhoneUsers(options()));
    assert.deepEqual(
      users.map(({ id }) => id),
      ids,
    );
    assert.equal(server.zoom.lists.requests, 5);
    const [sample] = users;
    assert.equal(sample.email, server.zoom.directory.get(ids[0]).email);
    assert.ok(!("policy" in sample) && !("emergency_address" in sample) && !("site_id" in sample));
    assert.equal(users[7].site.id, server.zoom.directory.get(ids[7]).site_id);
  }));

test("a whole account: profiles of the listed users, by the same options", () =>
  withServer({ users: 250 }, async ({ ids, options }) => {
    const fetched = [];
    for await (const outcome of getUserProfiles(listPhoneUsers(options()), options())) {
      assert.equal(outcome.ok, true);
      fetched.push(outcome.userId);
    }
    assert.deepEqual(fetched.sort(), [...ids].sort());
    const shared = options({ plan: "business" });
    for await (const { userId } of getUserProfiles(listPhoneUsers(shared), shared)) {
      assert.ok(ids.includes(userId));
      break;
    }
  }));

test("rows may be given as a list too, each user once", async () => {
  const fetch = async (url) => Response.json({ id: url.split("/").pop() });
  const users = [{ id: "a", name: "A" }, "b", { id: "a" }, { id: "b" }];
  const seen = [];
  for await (const { userId } of getUserProfiles(users, { fetch, onProgress: ({ total }) => assert.equal(total, 2) }))
    seen.push(userId);
  assert.deepEqual(seen.sort(), ["a", "b"]);
  for await (const { ok, error } of getUserProfiles([{ name: "no ID" }], { fetch })) {
    assert.equal(ok, false);
    assert.match(error.message, /`userId` must be a string; it is an object/);
  }
});

test("nothing is sent before the first user is asked for, and one page is read ahead", () =>
  withServer({ users: 500 }, async ({ server, options }) => {
    const users = listPhoneUsers(options());
    assert.equal(server.zoom.lists.requests, 0);
    await users.next();
    await users.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(server.zoom.lists.requests, 2);
    await users.return();
    assert.equal((await users.next()).done, true);
  }));

test("users that move between pages come once", () =>
  withServer({ users: 400 }, async ({ server, ids, options }) => {
    const seen = [];
    for await (const { id } of listPhoneUsers(options({ pageSize: 20 }))) {
      seen.push(id);
      // Those of the first page go to the end, so that they come again.
      if (seen.length % 50 === 1) server.zoom.moveUser(seen[0], 399);
      // And one of the end comes to the beginning, so that all shift by one.
      if (seen.length % 50 === 2) server.zoom.moveUser(seen[1], 0);
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.ok(seen.length > 390, String(seen.length));
    assert.ok(seen.every((id) => ids.includes(id)));
  }));

test("a page token that has expired begins the list again, without repeating anybody", () =>
  withServer({ users: 350 }, async ({ server, clock, ids, options }) => {
    const seen = [];
    for await (const { id } of listPhoneUsers(options())) {
      seen.push(id);
      // The page ahead is there by now; the token of the one after it expires.
      if (seen.length === 50 || seen.length === 250) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        clock.shiftMs += 16 * 60_000;
      }
    }
    assert.deepEqual(seen, ids);
    assert.ok(server.zoom.lists.requests > 5, String(server.zoom.lists.requests));
  }));

test("tokens that always expire end with Zoom's error, after all that could be read", async () => {
  let requests = 0;
  const expired = { code: 300, message: "The next page token is invalid or expired." };
  const answer = (query) => {
    requests += 1;
    return query.has("next_page_token") ? Response.json(expired, { status: 400 }) : page(rows("a", "b"), "next");
  };
  const users = listPhoneUsers(standIn(answer, { plan: "business" }));
  assert.equal((await users.next()).value.id, "a");
  assert.equal((await users.next()).value.id, "b");
  const error = await rejection(users.next());
  assert.deepEqual([error.code, error.zoomCode, requests], ["bad_request", 300, 8]);
});

test("tokens that lead round in a circle, and pages without an end, end with an error", async () => {
  const same = await rejection(all(listPhoneUsers(standIn(() => page(rows("a"), "again")))));
  let at = 0;
  const circle = await rejection(all(listPhoneUsers(standIn(() => page(rows(`u${at}`), `t${at++ % 3}`)))));
  for (const error of [same, circle]) {
    assert.ok(error instanceof ZoomPhoneError);
    assert.deepEqual([error.code, /does not end/.test(error.message)], ["invalid_response", true]);
  }
});

test("filters go in Zoom's words", async () => {
  let query;
  const answer = (given) => ((query = Object.fromEntries(given)), page([]));
  await all(
    listPhoneUsers(
      standIn(answer, {
        siteId: "s&1",
        status: "pending",
        department: "R&D",
        costCenter: "CC",
        keyword: "ada",
        callingType: 200,
        pageSize: 7,
      }),
    ),
  );
  assert.deepEqual(query, {
    page_size: "7",
    site_id: "s&1",
    status: "pending",
    department: "R&D",
    cost_center: "CC",
    keyword: "ada",
    calling_type: "200",
  });
  await withServer({ users: 200, pendingUsers: 3 }, async ({ server, options }) => {
    const inSales = [...server.zoom.directory.values()].filter(({ department }) => department === "Sales");
    assert.deepEqual(
      await idsOf(listPhoneUsers(options({ department: "Sales", pageSize: 10 }))),
      inSales.map(({ id }) => id),
    );
    assert.deepEqual(await idsOf(listPhoneUsers(options({ status: "pending" }))), [
      "pending-0",
      "pending-1",
      "pending-2",
    ]);
  });
});

test("options that cannot be used are refused, and nothing is sent", async () => {
  for (const [given, message] of [
    [{ pageSize: 101 }, /`pageSize` must be an integer from 1 to 100; it is 101/],
    [{ pageSize: 0 }, /pageSize/],
    [{ status: "active" }, /`status` must be "activate", "deactivate" or "pending"/],
    [{ siteId: "" }, /`siteId` must be a string that is not empty/],
    [{ callingType: "200" }, /`callingType` must be a plan's code/],
    [{ plan: "free" }, /plan/],
    [{ site_id: "x" }, /no option `site_id`/],
    [{ concurrency: 1 }, /no option `concurrency`/],
    [{ baseUrl: "ftp://x" }, /https/],
  ]) {
    const options = standIn(() => assert.fail("sent"), given);
    const error = await rejection(listPhoneUsers(options).next());
    assert.ok(error.code === "invalid_argument" && message.test(error.message), error.message);
  }
});

test("a reply of another document is refused, and named", async () => {
  for (const [body, message] of [
    [{ id: "a", policy: { sms: { enable: true } } }, /not a page of phone users: it is a profile/],
    [{ next_page_token: "", page_size: 30, call_queues: [{ id: "q" }] }, /it is a page of a list/],
    [[{ id: "a" }], /it is an array$/],
    [null, /it is null/],
    [{ users: { id: "a" } }, /`users` should be an array; it is an object/],
    [{}, /it is an empty object/],
    [{ users: [{ id: 5 }] }, /`users\[0\]\.id` should be a string; it is a number/],
    [{ users: [{ name: "x" }] }, /`users\[0\]\.id` should be a string that is not empty; it is missing/],
    [{ users: [{ id: "a", phone_numbers: {} }] }, /`users\[0\]\.phone_numbers` should be an array/],
    ["", /empty|not JSON/],
    ["<html>", /HTML|not JSON/],
  ]) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const error = await rejection(listPhoneUsers(standIn(() => new Response(text))).next());
    assert.ok(
      error.code === "invalid_response" && message.test(error.message),
      `${text}: ${error.code} ${error.message}`,
    );
  }
});

test("white space and a byte order mark around a page make no difference", async () => {
  const text = JSON.stringify({ users: rows("a") });
  for (const body of [` ${text}`, `\r\n${text}\n`, `\ufeff${text}`, `\ufeff\n${text}`])
    assert.deepEqual(await idsOf(listPhoneUsers(standIn(() => new Response(body)))), ["a"]);
});

test("issues of rows are reported; strict validation fails on warnings, lenient reads what it can", async () => {
  const users = [{ id: "a", status: "resting", mood: 1, email: null }, { name: "no ID" }];
  const answer = () => page(users);
  const issues = [];
  const error = await rejection(listPhoneUsers(standIn(answer, { onIssue: (issue) => issues.push(issue) })).next());
  assert.equal(error.code, "invalid_response");
  assert.deepEqual(
    issues.map(({ code, pointer }) => [code, pointer]),
    [
      ["unknown_value", "/users/0/status"],
      ["unknown_field", "/users/0/mood"],
      ["null_value", "/users/0/email"],
      ["wrong_type", "/users/1/id"],
    ],
  );
  assert.deepEqual(error.issues, issues);
  assert.deepEqual(await all(listPhoneUsers(standIn(answer, { validation: "lenient" }))), [
    { id: "a", status: "resting", mood: 1 },
  ]);
  users.pop();
  assert.equal((await all(listPhoneUsers(standIn(answer)))).length, 1);
  const strict = await rejection(all(listPhoneUsers(standIn(answer, { validation: "strict" }))));
  assert.match(strict.message, /undocumented value "resting"/);
});

test("errors are those of the table, without the token and the query", () =>
  withServer({ users: 5 }, async ({ server, options }) => {
    const denied = await rejection(listPhoneUsers(options({ siteId: "forbidden-site" })).next());
    assert.deepEqual([denied.code, denied.zoomCode], ["unauthorized", 124]);
    assert.equal(denied.url, `${server.baseUrl}/phone/users`);
    const scopes = await rejection(listPhoneUsers(options({ token: "token-no-scopes" })).next());
    assert.equal(scopes.code, "missing_scopes");
    const secret = "a-secret-token-of-this-test";
    const repeated = await rejection(
      listPhoneUsers(standIn(() => new Response(`{"users":[{"id":["${secret}"]}]}`), { token: secret })).next(),
    );
    assert.ok(!JSON.stringify(repeated).includes(secret));
  }));

test("hints are for a list, not for a profile", async () => {
  for (const [status, body, hint] of [
    [400, { code: 300, message: "Validation Failed.", errors: [{ field: "site_id", message: "x" }] }, /the filters/],
    [400, { code: 124, message: "You do not have permission for this site." }, /`siteId`/],
    [400, { code: 4700, message: "Invalid access token, does not contain scopes" }, /phone:read:list_users:admin/],
    [429, { message: "You have reached the maximum per-second rate limit" }, /Pro 10 a second/],
    [401, { code: 124, message: "Invalid access token." }, /Check that the token is whole/],
  ]) {
    const error = await rejection(listPhoneUsers(standIn(() => Response.json(body, { status }))).next());
    assert.match(error.hint, hint);
    assert.equal(error.toJSON().hint, error.hint);
  }
});

test("failures of a page are retried, and its time is its own", async () => {
  let requests = 0;
  const flaky = () =>
    ++requests % 2 ? new Response("", { status: 503 }) : page(rows(`u${requests}`), requests < 6 ? `t${requests}` : "");
  assert.equal((await all(listPhoneUsers(standIn(flaky, { maxRetries: 1 })))).length, 3);
  const late = await rejection(listPhoneUsers(standIn(() => new Promise(() => {}), { timeoutMs: 20 })).next());
  assert.equal(late.code, "timeout");
});

test("an aborted signal ends it with its reason; to leave it ends what is under way", async () => {
  const controller = new AbortController();
  const answer = (query) => (query.has("next_page_token") ? new Promise(() => {}) : page(rows("a"), "next"));
  const users = listPhoneUsers(standIn(answer, { signal: controller.signal }));
  await users.next();
  const waiting = rejection(users.next());
  controller.abort("enough");
  assert.equal(await waiting, "enough");
  assert.equal(await rejection(listPhoneUsers(standIn(answer, { signal: controller.signal })).next()), "enough");
  let aborted;
  let isSent;
  const sent = new Promise((resolve) => (isSent = resolve));
  const left = listPhoneUsers(
    standIn((query, { signal }) => {
      if (!query.has("next_page_token")) return page(rows("a"), "next");
      isSent();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject((aborted = true))));
    }),
  );
  await left.next();
  const pending = left.next();
  await sent;
  assert.deepEqual(await left.return("value"), { done: true, value: "value" });
  assert.deepEqual(await pending, { done: true, value: undefined });
  assert.equal(aborted, true);
});

test("a signal without `throwIfAborted`, such as Chrome 91's, ends a list as any other", async () => {
  const signal = { aborted: false, reason: "enough", addEventListener() {}, removeEventListener() {} };
  const users = listPhoneUsers(standIn(() => page(rows("a", "b")), { signal }));
  assert.equal((await users.next()).value.id, "a");
  signal.aborted = true;
  assert.equal(await rejection(users.next()), "enough");
});

test("a token function is asked once for all pages, and once more for a token that is refused", () =>
  withServer({ users: 300 }, async ({ server, ids, options }) => {
    const reasons = [];
    const token = ({ reason }) => (
      reasons.push(reason), reason === "initial" ? "token-expired" : server.zoom.issueToken()
    );
    assert.deepEqual(await idsOf(listPhoneUsers(options({ token }))), ids);
    assert.deepEqual(reasons, ["initial", "expired"]);
  }));

test("no second sees more pages than the account's plan has for lists", async () => {
  for (const [plan, limit] of [
    ["pro", 10],
    ["business", 20],
  ]) {
    const arrivals = [];
    const server = createServer((_request, response) => {
      arrivals.push(performance.now());
      const at = arrivals.length;
      response.end(JSON.stringify({ users: [{ id: `u${at}` }], next_page_token: at < 2.5 * limit ? `t${at}` : "" }));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const baseUrl = `http://127.0.0.1:${server.address().port}`;
    await all(listPhoneUsers({ baseUrl, token: "t", plan }));
    server.closeAllConnections();
    server.close();
    for (const start of arrivals) {
      const inSecond = arrivals.filter((at) => at >= start && at < start + 1000).length;
      assert.ok(inSecond <= limit, `${plan}: ${inSecond}`);
    }
    assert.ok(arrivals.at(-1) - arrivals[0] > 1300, "it is as slow as that");
  }
});

test("a client lists over its defaults, and its hooks see pages without a user ID", () =>
  withServer({ users: 150 }, async ({ ids, options }) => {
    const events = [];
    const client = createClient({ ...options(), onResponse: (event) => void events.push(event) });
    assert.deepEqual(await idsOf(client.listPhoneUsers({ pageSize: 100 })), ids);
    assert.deepEqual(
      events.map(({ userId, attempt, status, rateLimit }) => [userId, attempt, status, rateLimit.category]),
      [
        [undefined, 1, 200, "Medium"],
        [undefined, 1, 200, "Medium"],
      ],
    );
  }));

test("the test kit answers the list too", async () => {
  const users = ["ada", "bob", "eve"].map((id) => ({ id, email: `${id}@example.com`, status: "activate" }));
  const fetch = createZoomFetch({ users, faults: { list: ["server_error"] } });
  const options = { fetch, pageSize: 2 };
  assert.deepEqual(await idsOf(listPhoneUsers({ ...options, maxRetries: 1 })), ["ada", "bob", "eve"]);
  for await (const { ok } of getUserProfiles(listPhoneUsers(options), { fetch })) assert.equal(ok, true);
});
