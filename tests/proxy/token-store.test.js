// Several proxies that share a token by a store: which requests one, and what a store that fails costs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { isZoomPhoneError } from "#package";
import { createProxy } from "#package/proxy.js";
import { faked, profileReply, requestOf, TOKEN_URL, tokenReply } from "./support.js";

const never = () => new Promise(() => {});
const HOUR_MS = 3_599_000;

/** A store in memory, whose answers come later; with a lock that one caller has at a time. */
function storeOf({ isLocked = true, value } = {}) {
  const calls = { get: 0, set: 0, lock: 0 };
  let last = Promise.resolve();
  const store = {
    calls,
    value,
    async get() {
      calls.get += 1;
      await new Promise(setImmediate);
      return this.value;
    },
    async set(token, ttlMs) {
      calls.set += 1;
      await new Promise(setImmediate);
      Object.assign(this, { value: token, ttlMs });
    },
  };
  const lock = (work) => {
    calls.lock += 1;
    last = last.then(work);
    return last;
  };
  return isLocked ? Object.assign(store, { lock }) : store;
}

/** A token endpoint that numbers its tokens, and an API that accepts those that are not revoked. */
function zoomOf() {
  const revoked = new Set();
  const zoom = { grants: 0, refused: 0, revoke: (count) => revoked.add(`Bearer secret-token-${count}`) };
  zoom.token = async () => {
    const count = (zoom.grants += 1);
    await new Promise(setImmediate);
    return tokenReply({ access_token: `secret-token-${count}` });
  };
  zoom.profile = async (_count, { headers }) => {
    await new Promise(setImmediate);
    if (!revoked.has(headers.Authorization)) return profileReply();
    zoom.refused += 1;
    return Response.json({ code: 124, message: "Invalid access token." }, { status: 401 });
  };
  return zoom;
}

const instancesOf = (count, zoom, tokenStore, more) =>
  Array.from({ length: count }, () => faked({ token: zoom.token, profile: zoom.profile, tokenStore, ...more }).proxy);
const statuses = (proxies, each = 1) =>
  Promise.all(
    proxies.flatMap((proxy) => Array.from({ length: each }, async () => (await proxy(requestOf("x"))).status)),
  );

test("proxies that start at once with a lock request one token", async () => {
  const [zoom, store] = [zoomOf(), storeOf()];
  const proxies = instancesOf(5, zoom, store);
  assert.ok((await statuses(proxies, 20)).every((status) => status === 200));
  assert.deepEqual([zoom.grants, store.calls.set, store.calls.lock], [1, 1, 5]);
  assert.ok(store.ttlMs > HOUR_MS - 60_000 && store.ttlMs <= HOUR_MS);
  const { get } = store.calls;
  await statuses(proxies);
  assert.equal(store.calls.get, get, "a token that is known needs no store");
});

test("without a lock each that starts at once requests one, and those that come later none", async () => {
  const [zoom, store] = [zoomOf(), storeOf({ isLocked: false })];
  assert.deepEqual(await statuses(instancesOf(3, zoom, store)), [200, 200, 200]);
  assert.ok(zoom.grants <= 3);
  const { grants } = zoom;
  assert.deepEqual(await statuses(instancesOf(3, zoom, store)), [200, 200, 200]);
  assert.equal(zoom.grants, grants);
});

test("a store may return what JSON.parse makes of the token", async () => {
  const [zoom, store] = [zoomOf(), storeOf()];
  await statuses(instancesOf(1, zoom, store));
  store.value = JSON.parse(store.value);
  assert.deepEqual(await statuses(instancesOf(2, zoom, store)), [200, 200]);
  assert.equal(zoom.grants, 1);
});

for (const isLocked of [true, false]) {
  test(`an expiring token is renewed once for all, ${isLocked ? "with" : "without"} a lock`, async (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
    const [zoom, store] = [zoomOf(), storeOf({ isLocked })];
    const proxies = instancesOf(5, zoom, store);
    // With a lock all at the same moment, else one after the other, as random moments of renewal have it.
    const round = async () => {
      if (isLocked) return statuses(proxies);
      for (const proxy of proxies) await proxy(requestOf("x"));
    };
    await round();
    context.mock.timers.tick(HOUR_MS - 61_000);
    await round();
    assert.equal(zoom.grants, 1);
    for (let second = 0; second < 40; second++) {
      context.mock.timers.tick(1_000);
      await round();
    }
    assert.equal(zoom.grants, 2, "renewed once, with at least 21 seconds left");
  });
}

test("without a lock proxies renew at different moments", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const [zoom, store] = [zoomOf(), storeOf({ isLocked: false })];
  const proxies = instancesOf(40, zoom, store);
  await proxies[0](requestOf("x"));
  await statuses(proxies);
  assert.equal(zoom.grants, 1);
  const { get } = store.calls;
  context.mock.timers.tick(HOUR_MS - 45_000);
  await statuses(proxies);
  const renewing = store.calls.get - get;
  assert.ok(renewing > 5 && renewing < 35, `${renewing} of 40 in the first half of the time`);
});

test("a token that Zoom refuses is replaced once, whoever notices", async () => {
  const [zoom, store] = [zoomOf(), storeOf()];
  const proxies = instancesOf(5, zoom, store);
  const late = instancesOf(1, zoom, store);
  await statuses([...proxies, ...late]);
  zoom.revoke(1);
  assert.ok((await statuses(proxies, 4)).every((status) => status === 200));
  assert.deepEqual([zoom.grants, zoom.refused], [2, 20]);
  assert.deepEqual(await statuses(late), [200], "it finds the newer token");
  assert.equal(zoom.grants, 2);
  zoom.revoke(2);
  assert.ok((await statuses([...proxies, ...late])).every((status) => status === 200));
  assert.equal(zoom.grants, 3);
});

test("without a lock a refused token is replaced once, or by each that notices at the same moment", async () => {
  const [zoom, store] = [zoomOf(), storeOf({ isLocked: false })];
  const proxies = instancesOf(5, zoom, store);
  await proxies[0](requestOf("x"));
  await statuses(proxies);
  zoom.revoke(1);
  await proxies[0](requestOf("x"));
  assert.ok((await statuses(proxies, 4)).every((status) => status === 200));
  assert.equal(zoom.grants, 2);
  zoom.revoke(2);
  assert.ok((await statuses(proxies, 4)).every((status) => status === 200));
  assert.ok(zoom.grants <= 7, `${zoom.grants}`);
});

test("a stored token that Zoom refuses at once is replaced for a new proxy", async () => {
  const [zoom, store] = [zoomOf(), storeOf()];
  await statuses(instancesOf(1, zoom, store));
  zoom.revoke(1);
  assert.deepEqual(await statuses(instancesOf(3, zoom, store)), [200, 200, 200]);
  assert.equal(zoom.grants, 2);
});

const fail = () => {
  throw new Error("connect ECONNREFUSED, with demo-secret");
};
const repeat = (value) => {
  throw new Error(`cannot keep ${value}, ${encodeURIComponent(value)}`);
};
/** What a store may do wrong, with the functions that `onError` names. */
const FAULTS = {
  "get throws": [{ get: fail }, ["get"]],
  "get rejects": [{ get: async () => fail() }, ["get"]],
  "get stalls": [{ get: never }, ["get"]],
  "set throws": [{ set: fail }, ["set"]],
  "set rejects": [{ set: async () => fail() }, ["set"]],
  "set stalls": [{ set: never }, ["set"]],
  "set repeats its value": [{ set: repeat }, ["set"]],
  "lock throws": [{ lock: fail }, ["lock"]],
  "lock rejects": [{ lock: async () => fail() }, ["lock"]],
  "lock stalls": [{ lock: never }, ["lock"]],
  "lock calls nothing": [{ lock: () => {} }, ["lock"]],
  "lock stalls after its work": [{ lock: async (work) => (await work(), never()) }, []],
  "lock fails after its work": [{ lock: async (work) => (await work(), fail()) }, []],
  "lock does not wait": [{ lock: (work) => void work() }, []],
  "lock calls twice": [{ lock: (work) => Promise.all([work(), work()]) }, []],
  "all stall": [{ get: never, set: never, lock: never }, ["get"]],
};

for (const [name, [faults, reported]] of Object.entries(FAULTS)) {
  test(`a store breaks no request: ${name}`, async () => {
    const [zoom, errors] = [zoomOf(), []];
    const store = Object.assign(storeOf(), faults);
    const [proxy] = instancesOf(1, zoom, store, {
      timeoutMs: /stall/.test(name) ? 4_000 : 60_000,
      onError: (error) => errors.push(error),
    });
    assert.ok((await statuses([proxy], 5)).every((status) => status === 200));
    assert.equal(zoom.grants, 1);
    zoom.revoke(1);
    assert.ok((await statuses([proxy], 5)).every((status) => status === 200));
    assert.equal(zoom.grants, 2);
    assert.deepEqual(
      errors.map(({ message }) => /`(\w+)` failed. The proxy uses a token of its own/.exec(message)?.[1]),
      reported,
      "once: afterwards the store is left alone",
    );
    for (const error of errors) {
      assert.deepEqual([error.status, error instanceof Error, error.cause instanceof Error], [0, true, true]);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /secret-token|demo-secret/);
    }
  });
}

test("an onError that throws changes nothing, and a store is asked again after a while", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const [zoom, errors] = [zoomOf(), []];
  const store = Object.assign(storeOf(), { get: fail });
  const [proxy] = instancesOf(1, zoom, store, { onError: (error) => (errors.push(error), fail()) });
  assert.deepEqual(await statuses([proxy]), [200]);
  for (const [ms, expected] of [
    [1_000, 1],
    [31_000, 2],
  ]) {
    context.mock.timers.tick(ms);
    zoom.revoke(zoom.grants);
    assert.deepEqual(await statuses([proxy]), [200]);
    assert.equal(errors.length, expected);
  }
});

test("a lock that comes too late is released at once, and does nothing", async () => {
  const zoom = zoomOf();
  let enter;
  const store = Object.assign(storeOf(), { lock: (work) => ((enter = work), never()) });
  const [proxy] = instancesOf(1, zoom, store, { timeoutMs: 100 });
  assert.deepEqual(await statuses([proxy]), [200]);
  await enter();
  assert.equal(zoom.grants, 1);
});

test("a token endpoint that fails under the lock fails the request, and frees the lock", async () => {
  const store = storeOf();
  const failing = faked({ tokenStore: store, token: () => new Response("down", { status: 503 }) }).proxy;
  assert.equal((await failing(requestOf("x"))).status, 502);
  const zoom = zoomOf();
  assert.deepEqual(await statuses(instancesOf(2, zoom, store)), [200, 200]);
  assert.equal(zoom.grants, 1);
});

test("what is no token of this app is reported, ignored and replaced", async () => {
  const [zoom, made] = [zoomOf(), storeOf()];
  await statuses(instancesOf(1, zoom, made));
  const sound = JSON.parse(made.value);
  assert.deepEqual(Object.keys(sound).sort(), ["app", "expiresAt", "renewAt", "token"]);
  assert.ok(!made.value.includes("demo-secret"));
  for (const [value, isReported] of [
    [undefined, false],
    [null, false],
    ["", false],
    [{ ...sound, renewAt: 1, expiresAt: 1 }, false],
    ["nonsense", true],
    ["null", true],
    ["[]", true],
    [5, true],
    [{ ...sound, token: "a\nb" }, true],
    [{ ...sound, token: undefined }, true],
    [{ ...sound, renewAt: "9999999999999" }, true],
    [{ ...sound, app: "demo-account/another-client" }, true],
    [{ ...sound, baseUrl: "https://evil.example" }, true],
    [{ ...sound, baseUrl: "http://api.zoom.us/v2" }, true],
    [{ ...sound, baseUrl: 5 }, true],
  ]) {
    const store = storeOf({ value: typeof value === "object" && value ? JSON.stringify(value) : value });
    const errors = [];
    const { proxy, sent } = faked({
      tokenStore: store,
      token: () => tokenReply({ access_token: "secret-token-9" }),
      onError: (error) => errors.push(error),
    });
    assert.equal((await proxy(requestOf("x"))).status, 200);
    const [{ url, init }] = sent.profile;
    assert.deepEqual(
      [url.startsWith("https://api.zoom.us/v2/"), init.headers.Authorization],
      [true, "Bearer secret-token-9"],
    );
    assert.equal(errors.length > 0, isReported, inspect(value));
    assert.equal(JSON.parse(store.value).token, "secret-token-9");
  }
});

test("the stored token goes to the API that its reply named", async () => {
  const store = storeOf();
  const first = faked({ tokenStore: store, token: () => tokenReply({ api_url: "https://api-eu.zoom.us" }) });
  await first.proxy(requestOf("x"));
  const second = faked({ tokenStore: store, token: () => assert.fail() });
  await second.proxy(requestOf("x"));
  assert.equal(second.sent.profile[0].url, "https://api-eu.zoom.us/v2/phone/users/x");
});

test("a store is called as an object, whatever its class, and its functions are read once", async () => {
  class Store {
    #value;
    get() {
      return this.#value;
    }
    set(value) {
      this.#value = value;
    }
  }
  const [zoom, store] = [zoomOf(), new Store()];
  assert.deepEqual(await statuses(instancesOf(1, zoom, store)), [200]);
  assert.deepEqual(await statuses(instancesOf(1, zoom, store)), [200]);
  assert.equal(zoom.grants, 1);
});

test("what get throws later holds no token that the proxy has seen", async () => {
  const [zoom, store, errors] = [zoomOf(), storeOf(), []];
  const get = async () => (store.value ? repeat(store.value) : undefined);
  const tokenStore = { get, set: (value) => store.set(value) };
  const [proxy] = instancesOf(1, zoom, tokenStore, { onError: (error) => errors.push(error) });
  await statuses([proxy]);
  zoom.revoke(1);
  assert.deepEqual(await statuses([proxy]), [200]);
  assert.match(errors[0].cause.message, /^cannot keep .*\[token\]/);
  assert.doesNotMatch(inspect(errors, { depth: 9 }), /secret-token/);
});

test("a store that cannot be used is refused", () => {
  const given = { token: "t", tokenStore: { get() {}, set() {} }, allowedOrigins: [], authorize: () => true };
  assert.throws(() => createProxy(given), /Pass `token` or `tokenStore`, but not both/);
  const store = { get() {}, set() {} };
  for (const [options, pattern] of [
    [{ tokenStore: null }, /`tokenStore` must be an object with `get` and `set`; it is null/],
    [{ tokenStore: "redis" }, /`tokenStore`/],
    [{ tokenStore: () => {} }, /`tokenStore`/],
    [{ tokenStore: {} }, /`tokenStore.get` must be a function; it is undefined/],
    [{ tokenStore: { get() {} } }, /`tokenStore.set`/],
    [{ tokenStore: { ...store, lock: true } }, /`tokenStore.lock`/],
    [{ tokenstore: store }, /`tokenStore`/],
  ]) {
    assert.throws(
      () => faked({ tokenUrl: TOKEN_URL, ...options }),
      (error) =>
        isZoomPhoneError(error) && error.code === "invalid_argument" && pattern.test(`${error.message} ${error.hint}`),
    );
  }
});
