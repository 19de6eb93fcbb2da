// Helpers of the tests of a call: the error that it fails with, stand-ins for fetch, servers on loopback.

import assert from "node:assert/strict";

import { isZoomPhoneError, ZoomPhoneError } from "#package";

export const failing = async (promise) => {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (reason) => reason,
  );
  assert.ok(error instanceof ZoomPhoneError, `a ZoomPhoneError, not ${error}`);
  assert.ok(error instanceof Error && isZoomPhoneError(error) && error.name === "ZoomPhoneError");
  assert.ok(error.message.length > 10 && typeof error.hint === "string");
  return error;
};

export const listening = (listener) =>
  new Promise((resolve) => listener.listen(0, "127.0.0.1", () => resolve(listener.address().port)));
export const closed = (listener) => new Promise((resolve) => (listener.closeAllConnections(), listener.close(resolve)));

/** A fetch that answers as told. */
export const answering = (body, init) => async () => new Response(body, init);
