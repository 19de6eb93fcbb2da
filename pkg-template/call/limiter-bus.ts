// How the members of a shared limit and the one that leads them reach each other: across tabs, or within the page.

import type { RequestOutcome } from "./budgets.ts";

/** A member's requests: those that wait for their turn, and those that have it. The numbers are the member's own. */
export interface Ask {
  readonly kind: "ask";
  readonly from: string;
  /** The member's rate, in requests a second. */
  readonly rate: number;
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

export type Message =
  | Ask
  /** A request has ended. */
  | { readonly kind: "ended"; readonly from: string; readonly request: number; readonly outcome: RequestOutcome }
  /** A request needs no turn any more. */
  | { readonly kind: "left"; readonly from: string; readonly request: number }
  /** A request may start. */
  | { readonly kind: "go"; readonly to: string; readonly request: number }
  /** When to ask again, in milliseconds, and for how long all requests pause. */
  | { readonly kind: "next"; readonly nextMs: number | undefined; readonly pausedMs: number }
  /** Another one leads from now on, and knows of nothing. */
  | { readonly kind: "new" };

/** Delivers each message to all who listen, here and in other tabs. */
export class Bus {
  readonly #channel: BroadcastChannel | undefined;
  readonly #listeners = new Set<(message: Message) => void>();

  constructor(channel?: BroadcastChannel) {
    this.#channel = channel;
    if (channel) channel.onmessage = ({ data }: MessageEvent<Message>) => this.#deliver(data);
  }

  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  post(message: Message): void {
    this.#channel?.postMessage(message);
    this.#deliver(message);
  }

  #deliver(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
