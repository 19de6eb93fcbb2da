// What a call is given, and what the machine in Rust hands to it.

import type { ErrorFields } from "../shared/error.ts";
import type { Budget } from "./budgets.ts";

/** What a call is a part of. */
export interface CallContext {
  /** The budget that its requests count for, if any. */
  budget: Budget | undefined;
  /** Whether it waits for its turns there. */
  isPaced: boolean;
  /** Whether its result has more than the profile. */
  needsResponse: boolean;
}

/** An error as the machine describes it. */
export type MachineError = Omit<ErrorFields, "url" | "issues">;

/** How a request ended, for the limiter. */
export interface RequestOutcome {
  /** The HTTP status; 0 if no response came. */
  status: number;
  /** How long the response asks to wait. */
  retryAfterMs: number | undefined;
  /** The limit that it exceeded. */
  limit: string | undefined;
}
