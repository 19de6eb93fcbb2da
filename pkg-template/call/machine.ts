// What a call is given, and what the machine in Rust hands to it.

import type { Resource } from "#border";
import type { ErrorFields } from "../shared/error.ts";
import type { LinkedModule } from "../shared/loaded.ts";
import type { checkReply } from "../validate/reply.ts";
import type { Budget } from "./budgets.ts";
import type { RequestSettings } from "./options.ts";
import type { Target } from "./target.ts";
import type { ProfileWithResponse } from "./types.ts";

/** What a call is a part of. */
export interface CallContext {
  /** The budget that its requests count for, if any. */
  budget: Budget | undefined;
  /** Whether it is one of a batch, which waits for its turns there. */
  isPaced: boolean;
  /** Whether its result has more than the profile. */
  needsResponse: boolean;
  /** Loads the check of a reply that should be another document than a profile. */
  loadCheck?: (() => Promise<LinkedModule & { checkReply: typeof checkReply }>) | undefined;
}

/** An error as the machine describes it. */
export type MachineError = Omit<ErrorFields, "url" | "issues">;

/** A call that can be run, once. */
export interface RunnableCall {
  /** Whether every other call of the batch would fail as this one has. */
  readonly endsBatch: boolean;
  /** Whether a request is in flight, or has its turn. */
  readonly isRunning: boolean;
  /** Runs the call to its end. Rejects with a `ZoomPhoneError`, the abort's reason, or what a callback threw. */
  run(resource: Resource): Promise<ProfileWithResponse>;
  /** Ends the call with this reason. */
  abort(reason: unknown): void;
}

/** Makes a call. */
export type MakeCall = (
  target: Target,
  settings: RequestSettings,
  context: CallContext,
  userId?: unknown,
) => RunnableCall;
