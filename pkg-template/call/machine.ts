// What a call is given, and what the machine in Rust hands to it.

import type { ErrorFields } from "../shared/error.ts";
import type { LinkedModule } from "../shared/loaded.ts";
import type { checkReply } from "../validate/reply.ts";
import type { Budget } from "./budgets.ts";
import type { Call } from "./call.ts";
import type { RequestSettings } from "./options.ts";
import type { Target } from "./target.ts";

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

/** A limit by its name. */
export type LimitName = NonNullable<ErrorFields["limit"]>;

/** A call that can be run, once. */
export type RunnableCall = Pick<Call, "run" | "abort" | "isRunning" | "endsBatch">;

/** Makes a call. */
export type MakeCall = (
  target: Target,
  settings: RequestSettings,
  context: CallContext,
  userId?: unknown,
) => RunnableCall;
