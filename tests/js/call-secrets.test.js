// A call's errors and results never contain its token. `secrets.test.js` searches everything else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { getUserProfile } from "#package";
import { answering, failing } from "./support/calls.js";

test("a token appears nowhere, even where the server repeats it", async () => {
  const secret = "eyJhbGciOi.secret-secret.sig";
  const body = JSON.stringify({
    code: 300,
    message: `Bad token ${secret}`,
    errors: [{ field: secret, message: secret }],
  });
  for (const reply of [{ status: 400 }, { status: 401 }, { status: 500 }, { status: 200 }]) {
    const headers = { "x-zm-trackingid": secret };
    const error = await failing(
      getUserProfile("me", {
        token: secret,
        maxRetries: 0,
        fetch: async () => new Response(body, { ...reply, headers }),
      }),
    );
    for (const text of [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      error.stack,
      String(error),
    ])
      assert.ok(!text.includes(secret), text);
  }
});

test("a token appears in no cause and no issue, and a short one spoils no words", async () => {
  const secret = "eyJhbGciOi.secret-secret.sig";
  const leaking = async (_url, { headers }) => {
    throw new TypeError(`no route for ${headers.Authorization}`);
  };
  const invalid = answering(
    JSON.stringify({ id: "x", [secret]: 1, status: 5, department: [secret], policy: { sms: { enable: secret } } }),
  );
  for (const fetch of [leaking, async (_url, { headers }) => Promise.reject(headers.Authorization), invalid]) {
    const error = await failing(getUserProfile("me", { token: secret, maxRetries: 0, fetch }));
    for (const text of [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack])
      assert.ok(!text.includes(secret), text);
  }
  const missing = answering(
    '{"code":4711,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}',
    { status: 400 },
  );
  for (const token of ["t", "token"]) {
    const error = await failing(getUserProfile("x", { token, fetch: missing }));
    assert.match(error.hint, /then get a new token/);
    assert.equal(error.zoomMessage, "Invalid access token, does not contain scopes:[phone:read:user].");
  }
});
