// Next.js: one route handler for profiles and for the list, whose path ends before the user ID.

import { zoomProxy } from "../../../../../../../zoom-proxy.js";

let proxy;
export function GET(request) {
  // At the first request: the build has no credentials.
  proxy ??= zoomProxy(process.env);
  return proxy(request);
}
export const OPTIONS = GET;
