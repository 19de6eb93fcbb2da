// An account of Zoom, as a Durable Object: there is one for all consumers, wherever they run. It gives them turns under
// the account's rate limit, and keeps the token that they share.

import { DurableObject, RpcTarget } from "cloudflare:workers";

import { Bucket } from "./bucket.js";

export class Account extends DurableObject {
  /** Zoom counts requests for profiles apart from those for the list of users. */
  #lines = { profiles: new Line(), list: new Line() };
  #lock = Promise.resolve();

  // -- the limiter

  /** Returns the turns of one consumer: calls on what is returned are billed with this one. */
  turns(kind, perSecond) {
    return new Turns(this.#lines[kind], perSecond);
  }

  // -- the token store

  get() {
    return this.ctx.storage.get("token");
  }

  set(token) {
    return this.ctx.storage.put("token", token);
  }

  /** `work` never rejects, but a call to a consumer that has ended does: then the next one gets the lock. */
  lock(work) {
    this.#lock = this.#lock.then(() => work()).catch(() => {});
    return this.#lock;
  }
}

/** Those who wait for the same limit, first come, first served. */
class Line {
  #bucket = new Bucket(performance.now());
  #last = Promise.resolve();

  wait(perSecond) {
    this.#last = this.#last.then(async () => {
      for (let ms = 1; ms > 0; ) {
        ms = this.#bucket.take(perSecond, performance.now());
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      }
    });
    return this.#last;
  }

  end(pauseMs) {
    this.#bucket.end(performance.now(), pauseMs);
  }
}

/** The option `limiter` of a consumer, except that `report` takes only what matters here. */
class Turns extends RpcTarget {
  #line;
  #perSecond;
  #underWay = 0;
  #isLeft = false;

  constructor(line, perSecond) {
    super();
    this.#line = line;
    this.#perSecond = perSecond;
  }

  async acquire() {
    await this.#line.wait(this.#perSecond);
    this.#underWay += 1;
    if (this.#isLeft) this.report();
  }

  report(pauseMs) {
    this.#underWay -= 1;
    this.#line.end(pauseMs);
  }

  /** Runs when the consumer has ended, also if it was killed: what it had under way counts no longer. */
  [Symbol.dispose]() {
    this.#isLeft = true;
    while (this.#underWay > 0) this.report();
  }
}
