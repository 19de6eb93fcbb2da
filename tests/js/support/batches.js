// Helpers of the tests of batches: stand-ins for fetch, and all outcomes of an iterator.

let copies = 0;

/** Options for a stand-in for fetch, with a budget of their own. */
export const standIn = (fetch, more) => ({
  baseUrl: `https://stand-in-${copies++}.example`,
  token: "t",
  requestsPerSecond: 2000,
  maxRetries: 0,
  fetch,
  ...more,
});

export const idOf = (url) => decodeURIComponent(url.split("/").pop());
export const profileOf = (url) => new Response(JSON.stringify({ id: idOf(url) }));

export const refusal = (status, body, headers) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
export const numbered = (count) => Array.from({ length: count }, (_, at) => `user-${at}`);

export async function all(iterator) {
  const outcomes = [];
  let error;
  try {
    for await (const outcome of iterator) outcomes.push(outcome);
  } catch (reason) {
    error = { reason };
  }
  return { outcomes, error: error?.reason, hasFailed: error !== undefined };
}
