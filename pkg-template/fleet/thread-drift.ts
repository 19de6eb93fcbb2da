// The drift between two fleets by a worker, on the caller's side.

import { onAbort } from "../shared/arguments.ts";
import type { FleetDriftSummary, FleetDriftUser } from "./drift-types.ts";
import type { Thread } from "./thread.ts";
import { ThreadCall } from "./thread-call.ts";
import type { CallResult } from "./worker-messages.ts";

/** Yields the users whom the thread finds until the signal is aborted, and hands out the summary at the end. */
export async function* usersOfThread(
  thread: Thread,
  [before, source]: [before: unknown, after: unknown],
  options: unknown,
  signal: AbortSignal,
  onSummary: (summary: FleetDriftSummary) => void,
): AsyncGenerator<FleetDriftUser, void, void> {
  let settle: { resolve(result: CallResult): void; reject(error: unknown): void } | undefined;
  let failure: { error: unknown } | undefined;
  const call = new ThreadCall(
    thread,
    source,
    options,
    { work: "drift", before },
    {
      take: (result) => settle?.resolve(result),
      reject(error) {
        failure = { error };
        settle?.reject(error);
      },
    },
  );
  const unlisten = onAbort(signal, () => call.fail(signal.reason));
  try {
    for (;;) {
      const result = await new Promise<CallResult>((resolve, reject) => {
        settle = { resolve, reject };
        if (failure) reject(failure.error);
        else call.pull();
      });
      if (result.type === "drift summary") return onSummary(result.value);
      if (result.type === "user") yield result.value;
    }
  } finally {
    unlisten();
    call.end(false);
  }
}
