// Sends the requests of the proxy, to Zoom and to the token endpoint, and reads the bodies of their replies.

import { readBody } from "../shared/body.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { copyCause } from "../shared/redact.ts";
import { Refusal } from "./errors.ts";

/**
 * Returns the response to a request. Rejects with a refusal if none comes, and if it is a redirect: secrets stay with
 * the host that they are for. `whom` names the server.
 */
export async function reached(
  whom: string,
  secrets: readonly string[],
  send: () => Promise<Response>,
): Promise<Response> {
  let response: Response;
  try {
    response = await send();
  } catch (cause) {
    throw new Refusal(502, `The proxy cannot reach ${whom}`, { cause: copyCause(cause, secrets) });
  }
  if (!(response?.status >= 200 && response.status <= 599)) {
    throw new Refusal(502, `What came from ${whom} is not a response`);
  }
  if (response.status >= 300 && response.status < 400) {
    cancelQuietly(() => response.body?.cancel());
    throw new Refusal(502, `${whom} redirects. The proxy does not follow redirects`);
  }
  return response;
}

/** Returns the bytes of a reply. Rejects with a refusal if it is larger than 1 MiB, or breaks off. */
export async function bodyOf(
  response: Response,
  whom: string,
  secrets: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer> | null;
  try {
    const reader = response.body?.getReader();
    bytes = reader ? await readBody(reader) : new Uint8Array();
  } catch (cause) {
    throw new Refusal(502, `The reply of ${whom} broke off`, { cause: copyCause(cause, secrets) });
  }
  if (bytes === null) throw new Refusal(502, `The reply of ${whom} is larger than 1 MiB`);
  return bytes;
}
