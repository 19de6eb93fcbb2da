// How the proxy's requests end: timeouts, callers that leave; no timer and no connection remains.

import assert from "node:assert/strict";
import { test } from "node:test";

import { faked, requestOf, said, tokenReply, until } from "./support.js";

test("time runs out everywhere, and the caller may leave", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const hang = () => new Promise(() => {});
  const stalled = () => new Response(new ReadableStream({}));
  let isReached;
  const reaching = (step) => () => {
    isReached = true;
    return step();
  };
  for (const [name, step] of [
    ["authorize", hang],
    ["token", hang],
    ["token", stalled],
    ["profile", hang],
    ["profile", stalled],
  ]) {
    isReached = false;
    const { proxy, sent } = faked({ timeoutMs: 30, [name]: reaching(step) });
    const replying = proxy(requestOf("x"));
    await until(() => isReached);
    context.mock.timers.tick(30);
    const response = await replying;
    assert.equal(response.status, 504, `${name} ${step}`);
    assert.match(await said(response), /30 ms/);
    if (name === "profile") assert.ok(sent.profile[0].init.signal.aborted);
  }
  const { proxy, sent } = faked({ profile: hang });
  const controller = new AbortController();
  const leaving = proxy(requestOf("x", { signal: controller.signal }));
  await until(() => sent.profile.length > 0);
  controller.abort();
  assert.equal((await leaving).status, 499);
  assert.ok(sent.profile[0].init.signal.aborted, "what was under way has ended");
});

test("whoever waits for a token that never comes gives way to the next", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  for (const lateBy of [29, 30, 31]) {
    const { proxy, sent } = faked({
      timeoutMs: 30,
      token: (count) => (count === 1 ? new Promise(() => {}) : tokenReply()),
    });
    const waiting = Promise.all([proxy(requestOf("x")), proxy(requestOf("x"))]);
    await until(() => sent.token.length > 0);
    context.mock.timers.tick(lateBy);
    const late = [proxy(requestOf("x")), proxy(requestOf("x"))];
    await new Promise(setImmediate);
    context.mock.timers.tick(1);
    assert.deepEqual(
      (await waiting).map(({ status }) => status),
      [504, 504],
    );
    assert.deepEqual(
      (await Promise.all(late)).map(({ status }) => status),
      [200, 200],
      `${lateBy} ms late`,
    );
    assert.equal(sent.token.length, 2);
  }
});

test("nothing is left behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  for (const more of [
    {},
    { authorize: () => false },
    { token: () => undefined },
    {
      profile: () => {
        throw new Error("no");
      },
    },
  ])
    await faked(more).proxy(requestOf("x"));
  assert.equal(timers(), before);
});
