// Neither replies nor causes contain the token or the client secret.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";

import { createProxy } from "#package/proxy.js";
import { credentials, faked, PAGE, requestOf, said, TOKEN_URL, tokenReply } from "./support.js";

test("the token appears in no reply, even where Zoom repeats it", async () => {
  const secret = "eyJhbGciOi.secret.sig";
  const { proxy } = faked({
    token: () => tokenReply({ access_token: secret }),
    profile: () =>
      Response.json(
        { code: 300, message: `Bad token ${secret}` },
        { status: 400, headers: { "x-zm-trackingid": secret } },
      ),
  });
  const response = await proxy(requestOf("x"));
  const text = JSON.stringify([await response.text(), [...response.headers]]);
  assert.ok(!text.includes(secret) && text.includes("[token]"), text);
});

// ── what onError is told

test("onError gets Zoom's error and reason, without the secret", async () => {
  for (const [body, reason, error] of [
    [
      { reason: "Invalid client_id or client_secret", error: "invalid_client" },
      "Invalid client_id or client_secret",
      "invalid_client",
    ],
    [{ reason: "demo-secret is wrong", error: "invalid_client" }, "[token] is wrong", "invalid_client"],
    [{ message: "denied", error: 5 }, "denied", undefined],
    [{ reason: "x".repeat(500) }, "x".repeat(200), undefined],
    [null, undefined, undefined],
  ]) {
    const told = [];
    const { proxy } = faked({
      token: () => Response.json(body, { status: 400 }),
      onError: (failure) => told.push(failure),
    });
    const page = await (await proxy(requestOf("x"))).text();
    assert.deepEqual([told[0].status, told[0].reason, told[0].error], [502, reason, error]);
    assert.deepEqual([told[0].cause.reason, told[0].cause.error], [reason, error]);
    assert.ok(told[0].message.includes(reason ?? "HTTP 400") && told[0].message.includes(error ?? ""), told[0].message);
    assert.ok(!page.includes(reason ?? "invalid"), "the page learns nothing of it");
  }
});

/** What a value shows of itself, at any depth, getters included. */
const shown = (value) =>
  inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null });

/** Values whose getters return promises that reject where they are read off the prototype, or at once. */
const rejecting = () => {
  const locked = new ReadableStream();
  const reader = locked.getReader();
  const iterable = {
    *[Symbol.iterator]() {
      yield Promise.reject(new Error("not handled"));
    },
  };
  const getter = {
    get later() {
      return Promise.reject(new Error("not handled"));
    },
  };
  class Sub extends Promise {}
  const subclass = {
    get later() {
      return Sub.reject(new Error("not handled"));
    },
  };
  const writer = new WritableStream().getWriter();
  const heir = Object.create(WritableStreamDefaultWriter.prototype);
  const prototype = WritableStreamDefaultWriter.prototype;
  return { locked, reader, iterable, getter, subclass, writer, heir, prototype, writable: WritableStreamDefaultWriter };
};

test("a cause whose getters return promises leaves no rejection unhandled", async (context) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  context.after(() => process.off("unhandledRejection", note));
  for (const [name, value] of Object.entries(rejecting())) {
    const error = Object.assign(new Error("no"), { value });
    const fail = () => {
      throw error;
    };
    const { proxy } = faked({ authorize: fail });
    assert.equal((await proxy(requestOf("x"))).status, 500, name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(unhandled.splice(0), [], name);
  }
});

test("no getter is called on a prototype, and those of instances still are", async () => {
  const receivers = [];
  class Base {
    get secret() {
      receivers.push(this);
      return "demo-secret";
    }
  }
  class Heir extends Base {}
  for (const value of [Base, Base.prototype, Heir, Heir.prototype, new Base(), new Heir()]) {
    const told = [];
    const error = Object.assign(new Error("no"), { value });
    const { proxy } = faked({
      onError: (failure) => told.push(failure.cause),
      authorize: () => {
        throw error;
      },
    });
    await proxy(requestOf("x"));
    assert.equal(told[0] === error, !(value instanceof Base) || Object.hasOwn(value, "constructor"));
  }
  assert.ok(receivers.length > 0 && receivers.every((each) => !Object.hasOwn(each, "constructor")));
});

test("no secret is in any cause, at any depth", async () => {
  const basic = Buffer.from("demo-client:demo-secret").toString("base64");
  const token = "t0ken.with+odd/chars==";
  const ofApp = [basic, basic.replace(/=+$/, ""), encodeURIComponent(basic), "demo-secret"];
  const secrets = [...ofApp, token, encodeURIComponent(token), encodeURIComponent(token).toLowerCase()];
  class Odd extends Error {
    get config() {
      return { auth: secrets };
    }
    get broken() {
      throw new Error("no");
    }
  }
  const cyclic = new Error("cyclic");
  cyclic.cause = cyclic;
  cyclic.self = { cyclic, secrets };
  const circles = new AggregateError([], secrets[0]);
  circles.errors.push(...Array(20).fill(circles));
  const faults = (secret) => ({
    "a message": new TypeError(`cannot send ${secret}`),
    "a string": `cannot send ${secret}`,
    "an object": { secret },
    "an axios error": Object.assign(new Error("Request failed"), {
      config: { headers: { Authorization: `Basic ${secret}` } },
      request: { _header: `POST / HTTP/1.1\r\nAuthorization: ${secret}` },
    }),
    "a list": Object.assign(new Error("no"), { list: [[{ secret }]] }),
    "a map": Object.assign(new Error("no"), {
      map: new Map([["a", new Map([[secret, secret]])]]),
      set: new Set([secret]),
    }),
    headers: Object.assign(new Error("no"), {
      headers: new Headers({ authorization: secret }),
      init: { headers: [["authorization", secret]] },
    }),
    "a request": Object.assign(new Error("no"), {
      request: new Request("https://example.invalid", { headers: { authorization: secret } }),
    }),
    parameters: Object.assign(new Error("no"), {
      data: new URLSearchParams({ secret }),
      url: new URL(`https://example.invalid/?x=${secret}`),
    }),
    bytes: Object.assign(new Error("no"), {
      sent: Buffer.from(secret),
      raw: new TextEncoder().encode(secret).buffer,
    }),
    "a key": Object.assign(new Error("no"), { [secret]: 1, [Symbol(secret)]: 1 }),
    errors: new AggregateError([new Error(secret), new Error("no", { cause: secret }), secret], "no"),
    causes: new Error("no", {
      cause: new Error("no", { cause: { message: secret, stack: secret, name: secret, code: secret } }),
    }),
    "deep causes": Array.from({ length: 30 }).reduce((cause) => new Error("no", { cause }), secret),
    getters: new Odd("no"),
    "a cycle": cyclic,
    "circles of errors": circles,
    "a function": Object.assign(() => {}, { secret }),
    JSON: Object.assign(new Error("no"), { body: JSON.stringify({ secret }) }),
    "a proxy": new Proxy(new Error(secret), {
      ownKeys: () => {
        throw new Error("no");
      },
    }),
  });
  const fresh = () => tokenReply({ access_token: token });
  // A token can be repeated once it has been issued; here it is refused then, and renewed.
  const steps = {
    "the token endpoint": [ofApp, (fail) => ({ token: fail })],
    "the API": [secrets, (fail) => ({ token: fresh, profile: fail })],
    "the token endpoint, later": [
      secrets,
      (fail) => ({
        token: (count) => (count === 1 ? fresh() : fail()),
        profile: () => new Response(null, { status: 401 }),
      }),
    ],
  };
  for (const [step, [known, failingBy]] of Object.entries(steps)) {
    for (const secret of known) {
      for (const [kind, fault] of Object.entries(faults(secret))) {
        for (const fail of [
          () => {
            throw fault;
          },
          () => new Response(new ReadableStream({ start: (controller) => controller.error(fault) })),
        ]) {
          const name = `${kind}, ${step}`;
          const told = [];
          const { proxy } = faked({ ...failingBy(fail), onError: (error) => told.push(error) });
          const page = await (await proxy(requestOf("x"))).text();
          assert.equal(told.length, 1, name);
          assert.notEqual(told[0].cause, undefined, name);
          for (const each of secrets) {
            assert.ok(!shown(told[0]).includes(each) && !page.includes(each), `${name}: ${each} in ${shown(told[0])}`);
          }
        }
      }
    }
  }
});

test("what is no secret of a cause is kept", async () => {
  const system = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
  const told = [];
  const { proxy } = faked({
    token: () => {
      throw new TypeError("fetch failed", { cause: system });
    },
    onError: (error) => told.push(error),
  });
  await proxy(requestOf("x"));
  const { cause } = told[0];
  assert.deepEqual(
    [cause.name, cause.message, cause.cause.code, cause.cause.message],
    ["TypeError", "fetch failed", "ECONNREFUSED", system.message],
  );
  const mine = Object.assign(new Error("mine"), { detail: { any: 1 } });
  const other = faked({
    authorize: () => {
      throw mine;
    },
    onError: (error) => told.push(error),
  });
  await other.proxy(requestOf("x"));
  assert.equal(told[1].cause, mine);
});

// ── bodies

test("a short token, or one that is a word, does not damage a profile", async () => {
  const profile = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
  const extra =
    '{"id":"x","enable":true,"n":1,"z":null,"status":"activate",' +
    '"text":"\\u0041bcd1234 \\n1234567x \\\\","extension_number":1e3,"a":"phone_numbers"}';
  for (const token of [
    "true",
    "false",
    "null",
    "1",
    "id",
    "e",
    ":",
    "{",
    '"',
    '"id"',
    "\\",
    "status",
    "activate",
    "policy",
    "extension_number",
    "call_handling_forwarding_to_other_users",
    "Zoom",
    "2026-01-01",
    "123456",
    "u0041bcd1234",
    "n1234567x",
  ]) {
    for (const body of [profile, extra]) {
      for (const options of [{ token }, { ...credentials, tokenUrl: TOKEN_URL }]) {
        const fetch = async (url) =>
          url === TOKEN_URL
            ? tokenReply({ access_token: token })
            : new Response(body, { headers: { "content-type": "application/json" } });
        const proxy = createProxy({ ...options, allowedOrigins: [PAGE], authorize: () => true, fetch });
        const response = await proxy(requestOf("x"));
        assert.equal(response.headers.get("content-type"), "application/json");
        assert.deepEqual(await response.json(), JSON.parse(body), token);
      }
    }
  }
});

test("JSON that repeats the token stays JSON, and does not repeat it in escapes either", async () => {
  const escaped = (token) =>
    [...token].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  for (const token of ["eyJhbGciOi.secret.sig", 'odd"\\token/1', "token-1/2+3=="]) {
    const written = JSON.stringify(token).slice(1, -1);
    const hidden = (...texts) =>
      texts.every(
        (text) => !text.includes(token) && !text.includes(written) && !text.includes(encodeURIComponent(token)),
      );
    for (const [status, body] of [
      [200, `{"id":"x","department":"a ${written} b","${written}":["${written}",1.50]}`],
      [200, `{"id":"x","department":"${escaped(token)}"}`],
      [401, `{"code":124,"message":"Bad token ${written}, ${escaped(token)}"}`],
      [401, `{"a":"${written}","a":1}`],
      [400, `{"code":300,"message":"https://x.example/?token=${encodeURIComponent(token)}"}`],
    ]) {
      const { proxy } = faked({
        token: () => tokenReply({ access_token: token }),
        profile: () => new Response(body, { status }),
      });
      const text = await (await proxy(requestOf("x"))).text();
      const values = JSON.stringify(JSON.parse(text));
      assert.ok(hidden(text, values), `${body} became ${text}`);
      assert.equal(typeof JSON.parse(text), "object");
    }
    // What is not JSON is redacted as it is.
    const { proxy } = faked({
      token: () => tokenReply({ access_token: token }),
      profile: () => new Response(`<p>\\${token}</p> {`, { status: 502 }),
    });
    assert.equal(await (await proxy(requestOf("x"))).text(), "<p>\\[token]</p> {");
  }
  const word = faked({
    token: () => tokenReply({ access_token: "supersecret" }),
    profile: () => Response.json({ code: 124, message: "Bad supersecret" }, { status: 400 }),
  });
  assert.equal(await said(await word.proxy(requestOf("x"))), "Bad [token]");
});
