// Gives turns to all members of a shared limit, out of one budget. It needs no timer of its own, which a browser slows
// down in a hidden tab: each member that waits asks again in time.

import { PacedBudget } from "./budget.ts";
import type { RequestOutcome } from "./budgets.ts";
import type { Ask, Bus, Message } from "./limiter-bus.ts";

/** A request that waits for its turn, or has it since `start`. */
interface Turn {
  readonly controller: AbortController;
  start?: number;
}

interface Member {
  readonly rate: number;
  readonly turns: Map<number, Turn>;
}

export class Leader {
  readonly #bus: Bus;
  readonly #onGone: (member: string, gone: () => void) => void;
  readonly #members = new Map<string, Member>();
  readonly #unlisten: () => void;
  readonly #budget: PacedBudget;

  /**
   * @param pauseMs Milliseconds before the first turn: what another leader has let through is not known.
   * @param onGone Calls back once a member's tab is closed.
   */
  constructor(bus: Bus, rate: number, pauseMs: number, onGone: (member: string, gone: () => void) => void) {
    this.#bus = bus;
    this.#onGone = onGone;
    this.#budget = new PacedBudget(rate);
    if (pauseMs > 0) this.#budget.ended(performance.now(), { status: 0, retryAfterMs: pauseMs });
    this.#unlisten = bus.listen((message) => this.#receive(message));
    bus.post({ kind: "new" });
  }

  /** Gives no more turns. */
  stop(): void {
    this.#unlisten();
    for (const { turns } of this.#members.values()) for (const { controller } of turns.values()) controller.abort();
  }

  #receive(message: Message): void {
    if (message.kind === "ask") this.#asked(message);
    else if (message.kind === "ended") this.#end(message.from, message.request, message.outcome);
    else if (message.kind === "left") this.#end(message.from, message.request, { status: 0 });
    else return;
    const nextMs = this.#budget.serve();
    this.#bus.post({ kind: "next", nextMs, pausedMs: this.#budget.timeFor(0) });
  }

  #asked({ from, rate, waiting, running }: Ask): void {
    const { turns } = this.#members.get(from) ?? this.#admit(from, rate);
    for (const request of running) {
      if (!turns.has(request)) turns.set(request, { controller: new AbortController(), start: this.#budget.count() });
    }
    for (const request of waiting) if (!turns.has(request)) this.#queue(turns, from, request);
  }

  #admit(from: string, rate: number): Member {
    const member = { rate, turns: new Map<number, Turn>() };
    this.#members.set(from, member);
    this.#budget.open(rate);
    this.#onGone(from, () => this.#leave(from));
    return member;
  }

  async #queue(turns: Map<number, Turn>, from: string, request: number): Promise<void> {
    const turn: Turn = { controller: new AbortController() };
    turns.set(request, turn);
    turn.start = await this.#budget.turn(turn.controller.signal);
    if (turn.controller.signal.aborted) this.#budget.ended(turn.start, { status: 0 });
    else this.#bus.post({ kind: "go", to: from, request });
  }

  #end(from: string, request: number, outcome: RequestOutcome): void {
    const turns = this.#members.get(from)?.turns;
    const turn = turns?.get(request);
    turns?.delete(request);
    turn?.controller.abort();
    if (turn?.start !== undefined) this.#budget.ended(turn.start, outcome);
  }

  #leave(from: string): void {
    const member = this.#members.get(from);
    if (!member) return;
    for (const request of [...member.turns.keys()]) this.#end(from, request, { status: 0 });
    this.#members.delete(from);
    this.#budget.close(member.rate);
  }
}
