// A token function that many calls share.

import type { TokenFunction } from "./options.ts";

/** Calls a token function once at the start, and once for each token that Zoom has refused. */
export class SharedToken {
  readonly #ask: (reason: "initial" | "expired") => Promise<string>;
  #current: Promise<string> | undefined;

  constructor(ask: TokenFunction) {
    this.#ask = async (reason) => ask({ reason });
  }

  /** Returns the token function of one call. */
  forCall(): TokenFunction {
    let refused: Promise<string> | undefined;
    return ({ reason }) => {
      if (!this.#current || (reason === "expired" && this.#current === refused)) this.#current = this.#ask(reason);
      return (refused = this.#current);
    };
  }
}
