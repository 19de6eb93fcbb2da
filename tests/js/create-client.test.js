// A client: defaults under the options of each call, and hooks around each attempt.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

import { createClient, getUserProfile, ZoomPhoneError } from "#package";
import { startZoomServer } from "../zoom-server/server.js";

let server;
let token;
let ids;
before(async () => {
  server = await startZoomServer({ users: 30, requestsPerSecond: 1e6 });
  token = server.zoom.issueToken();
  ids = [...server.zoom.directory.keys()];
});
after(() => server.close());

const defaults = (more) => ({ baseUrl: server.baseUrl, token, maxRetries: 0, timeoutMs: 5000, ...more });
const rejection = (promise) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (reason) => reason,
  );
/** Hooks that keep what they are told, and the client with them. */
function observed(more) {
  const events = [];
  const client = createClient({
    onRequest: (event) => void events.push(["request", event]),
    onResponse: (event) => void events.push(["response", event]),
    ...defaults(more),
  });
  return { client, events };
}

test("its functions are those of the same names, over the defaults", async () => {
  const { getUserProfile: fetchProfile, getUserProfileWithResponse, getUserProfiles } = createClient(defaults());
  assert.deepEqual(await fetchProfile(ids[1]), server.zoom.directory.get(ids[1]));
  assert.equal((await getUserProfileWithResponse(ids[1])).response.status, 200);
  const outcomes = [];
  for await (const outcome of getUserProfiles(ids, { requestsPerSecond: 1000, ordered: true })) outcomes.push(outcome);
  assert.deepEqual(
    outcomes.map(({ userId, ok }) => [userId, ok]),
    ids.map((id) => [id, true]),
  );
});

test("an option of a call overrides its default, and `undefined` does not", async () => {
  const client = createClient(defaults({ token: "forged", headers: { "x-a": "1" } }));
  assert.equal((await rejection(client.getUserProfile(ids[0]))).code, "unauthorized");
  assert.equal((await rejection(client.getUserProfile(ids[0], { token: undefined }))).code, "unauthorized");
  assert.equal((await client.getUserProfile(ids[1], { token })).id, ids[1]);
  const sent = [];
  const fetch = async (_, { headers }) => (sent.push(headers), new Response('{"id":"x"}'));
  await client.getUserProfile("x", { fetch });
  await client.getUserProfile("x", { fetch, headers: { "x-b": "2" } });
  assert.deepEqual(
    sent.map((headers) => [headers["x-a"], headers["x-b"]]),
    [
      ["1", undefined],
      [undefined, "2"],
    ],
  );
});

test("what cannot be used is refused: a default at once, an option of a call by its rejection", async () => {
  for (const [given, message] of [
    [{ timeoutMS: 1 }, /no option `timeoutMS`/],
    [{ onRequests() {} }, /no option `onRequests`/],
    [{ onRequest: 1 }, /`onRequest` must be a function; it is 1/],
    [{ onResponse: "x" }, /`onResponse` must be a function/],
    [{ timeoutMs: 0 }, /`timeoutMs` must be/],
    [[], /options must be a plain object/],
  ])
    assert.throws(
      () => createClient(given),
      (error) => error instanceof ZoomPhoneError && message.test(error.message),
    );
  const client = createClient(defaults());
  for (const options of [{ onRequest() {} }, { plan: "pro" }, null]) {
    const error = await rejection(client.getUserProfile(ids[0], options));
    assert.equal(error.code, "invalid_argument");
  }
  const error = await rejection(client.getUserProfiles(ids, { concurency: 1 }).next());
  assert.match(error.hint, /`concurrency`/);
});

test("a base URL may be a URL", async () => {
  assert.equal((await getUserProfile(ids[1], defaults({ baseUrl: new URL(server.baseUrl) }))).id, ids[1]);
  assert.equal(
    (await createClient(defaults({ baseUrl: new URL(`${server.baseUrl}/`) })).getUserProfile(ids[2])).id,
    ids[2],
  );
  const error = await rejection(getUserProfile(ids[1], defaults({ baseUrl: new URL("https://user:pw@example.com") })));
  assert.equal(error.code, "invalid_argument");
  assert.match((await rejection(getUserProfile("x", { baseUrl: 5 }))).message, /a string or a URL; it is 5/);
});

test("hooks are told of each attempt, and of no token", async () => {
  const { client, events } = observed({ maxRetries: 2, onRetry: () => void events.push(["retry"]) });
  await client.getUserProfile("flaky-503-1");
  assert.deepEqual(
    events.map(([kind]) => kind),
    ["request", "response", "retry", "request", "response"],
  );
  const [request, response, , second, success] = events.map(([, event]) => event);
  assert.deepEqual(request, { userId: "flaky-503-1", attempt: 1 });
  assert.deepEqual(second, { userId: "flaky-503-1", attempt: 2 });
  assert.deepEqual([response.status, response.code, response.attempt], [503, "server_error", 1]);
  assert.deepEqual([success.status, success.code, success.attempt], [200, undefined, 2]);
  for (const event of [response, success]) {
    assert.ok(event.durationMs > 0 && event.durationMs < 5000, String(event.durationMs));
    assert.match(event.trackingId, /^v=2\.0/);
  }
  events.length = 0;
  await client.getUserProfile(ids[3]);
  assert.equal(events[1][1].rateLimit.category, "Light");
  assert.ok(!JSON.stringify(events).includes(token));
});

test("a token that a server repeats in its headers is redacted", async () => {
  const headers = { "x-zm-trackingid": `v=${"t".repeat(20)}`, "x-ratelimit-type": "t".repeat(20) };
  const { client, events } = observed({
    token: "t".repeat(20),
    fetch: async () => new Response('{"id":"x"}', { headers }),
  });
  await client.getUserProfile("x");
  assert.equal(events[1][1].trackingId, "v=[token]");
  assert.equal(events[1][1].rateLimit.type, "[token]");
});

test("an attempt without a reply has a code and no status; an aborted one has neither", async () => {
  const network = observed({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
  await rejection(network.client.getUserProfile("x"));
  const late = observed({ timeoutMs: 20, fetch: () => new Promise(() => {}) });
  await rejection(late.client.getUserProfile("x"));
  const controller = new AbortController();
  const aborted = observed({
    fetch: () => (queueMicrotask(() => controller.abort("enough")), new Promise(() => {})),
    signal: controller.signal,
  });
  assert.equal(await rejection(aborted.client.getUserProfile("x")), "enough");
  const seen = [network, late, aborted].map(({ events }) => {
    assert.equal(events.length, 2);
    return [events[1][1].status, events[1][1].code];
  });
  assert.deepEqual(seen, [
    [undefined, "network"],
    [undefined, "timeout"],
    [undefined, undefined],
  ]);
});

test("a reply that is no profile, and one that breaks off, have their status and a code", async () => {
  const other = observed({ fetch: async () => new Response("[]") });
  await rejection(other.client.getUserProfile("x"));
  const { client, events } = observed();
  await rejection(client.getUserProfile("fault-cut-body"));
  assert.deepEqual([other.events[1][1].status, other.events[1][1].code], [200, "invalid_response"]);
  assert.deepEqual([events[1][1].status, events[1][1].code], [200, "network"]);
});

test("what a hook throws rejects the call as it is", async () => {
  for (const [name, sent] of [
    ["onRequest", 0],
    ["onResponse", 1],
  ]) {
    for (const hook of [
      () => {
        throw "mine";
      },
      () => Promise.reject("mine"),
    ]) {
      let requests = 0;
      const fetch = async () => ((requests += 1), new Response('{"id":"x"}'));
      const client = createClient({ ...defaults({ fetch }), [name]: hook });
      assert.equal(await rejection(client.getUserProfile("x")), "mine");
      assert.equal(requests, sent, name);
      const outcomes = client.getUserProfiles(["x", "y"], { requestsPerSecond: 1000 });
      assert.equal(await rejection(outcomes.next()), "mine");
      assert.equal((await outcomes.next()).done, true);
    }
  }
});

test("an attempt that onRequest has refused is no attempt for onResponse", async () => {
  const responses = [];
  const client = createClient({
    ...defaults(),
    onRequest() {
      throw "no";
    },
    onResponse: (event) => void responses.push(event),
  });
  assert.equal(await rejection(client.getUserProfile("x")), "no");
  assert.deepEqual(responses, []);
});

test("a hook's promise is waited for, and never beyond the time of the call", async () => {
  const order = [];
  const client = createClient({
    ...defaults({ fetch: async () => (order.push("fetch"), new Response('{"id":"x"}')) }),
    onRequest: () => Promise.resolve().then(() => void order.push("request")),
    onResponse: () => Promise.resolve().then(() => void order.push("response")),
  });
  await client.getUserProfile("x");
  assert.deepEqual(order, ["request", "fetch", "response"]);
  const hanging = (name, fetch) =>
    createClient({
      ...defaults({ timeoutMs: 30, token: async () => "abc", fetch }),
      [name]: () => new Promise(() => {}),
    }).getUserProfile("x");
  const answering = (status) => async () => new Response('{"id":"x"}', { status });
  assert.equal((await rejection(hanging("onRequest", answering(200)))).code, "timeout");
  assert.equal((await rejection(hanging("onResponse", answering(401)))).code, "timeout");
  // What has been decided stays.
  assert.equal((await rejection(hanging("onResponse", answering(404)))).code, "not_found");
  assert.equal((await hanging("onResponse", answering(200))).id, "x");
});

test("a list or a batch that is left waits for no hook, also where a retry waits for one", async () => {
  for (const read of ["listPhoneUsers", "getUserProfiles"]) {
    let onHook;
    const isCalled = new Promise((resolve) => (onHook = resolve));
    const onResponse = () => (onHook(), new Promise(() => {}));
    const fetch = async () => new Response("busy", { status: 503 });
    const client = createClient(defaults({ fetch, onResponse, maxRetries: 1, timeoutMs: 60_000 }));
    const iterator = read === "listPhoneUsers" ? client.listPhoneUsers() : client.getUserProfiles(["ada"]);
    const next = iterator.next();
    await isCalled;
    await iterator.return();
    assert.equal((await next).done, true);
  }
});

test("OpenTelemetry gets a span for each attempt", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  // As in the package's README.
  const tracer = trace.getTracer("zoom-phone");
  const zoom = createClient({
    ...defaults({ maxRetries: 1 }),
    onResponse({ userId, attempt, status, code, durationMs, trackingId }) {
      const attributes = {
        "enduser.id": userId,
        "http.response.status_code": status,
        "error.type": code,
        "http.request.resend_count": attempt - 1,
        "zoom.tracking_id": trackingId,
      };
      tracer.startSpan("GET /phone/users", { startTime: Date.now() - durationMs, attributes }).end();
    },
  });
  await zoom.getUserProfile("flaky-503-1-otel");
  await zoom.getUserProfile("flaky-503-1-span");
  const spans = exporter.getFinishedSpans();
  assert.deepEqual(
    spans.map(({ attributes }) => [attributes["http.response.status_code"], attributes["error.type"]]),
    [
      [503, "server_error"],
      [200, undefined],
      [503, "server_error"],
      [200, undefined],
    ],
  );
  assert.equal(spans[1].attributes["http.request.resend_count"], 1);
  assert.ok(spans.every(({ duration: [s, ns] }) => s * 1e9 + ns > 0));
  await provider.shutdown();
});
