// Replies in JSON, as Zoom sends them.

import { JSON_TYPE } from "#zoom-failures";

export function jsonReply(status, body) {
  return new Response(JSON.stringify(body), { status, headers: JSON_TYPE });
}
