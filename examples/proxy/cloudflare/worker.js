// A Cloudflare Worker whose isolates share one token, by a Durable Object.

import { DurableObject } from "cloudflare:workers";

import { zoomProxy } from "../zoom-proxy.js";

/** Keeps the token of an app, and gives its lock to one caller at a time. */
export class ZoomToken extends DurableObject {
  #last = Promise.resolve();

  get() {
    return this.ctx.storage.get("token");
  }

  set(token) {
    return this.ctx.storage.put("token", token);
  }

  /** `work` never rejects, but a call to a Worker that has ended does: then the next caller gets the lock. */
  lock(work) {
    this.#last = this.#last.then(() => work()).catch(() => {});
    return this.#last;
  }
}

/** The store of the proxy. Its stub is made anew for each call, since one is for one request. */
function storeOf(env) {
  const object = () => env.ZOOM_TOKEN.get(env.ZOOM_TOKEN.idFromName(env.ZOOM_CLIENT_ID));
  return {
    get: () => object().get(),
    set: (token) => object().set(token),
    lock: (work) => object().lock(work),
  };
}

let proxy;
export default {
  fetch(request, env) {
    proxy ??= zoomProxy(env, { tokenStore: storeOf(env) });
    return proxy(request);
  },
};
