// The page's side of its worker: one for all jobs, started at the first.

import { PageError } from "../page-error";
import type { Answer, Ask, JobName, Jobs, Told } from "./jobs";

interface Waiting {
  part(part: unknown): void;
  settle(result: unknown): void;
  fail(error: Error): void;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

function started(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", (event: MessageEvent<Answer>) => receive(event.data));
  worker.addEventListener("error", (event) => {
    worker = undefined;
    const error = new PageError(
      `The page's worker failed: ${event.message || "it cannot be loaded"}.`,
      "Reload the page.",
    );
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  });
  return worker;
}

function receive(answer: Answer): void {
  const job = waiting.get(answer.number);
  if (!job) return;
  if ("part" in answer) return job.part(answer.part);
  waiting.delete(answer.number);
  if ("error" in answer) job.fail(asError(answer.error));
  else job.settle(answer.result);
}

const asError = ({ message, hint }: Told): Error =>
  new PageError(message, hint ?? "Check the file, then open it again.");

/** Has the worker do a job; an aborted one rejects with the signal's reason. */
export function ask<Name extends JobName>(
  job: Name,
  input: Jobs[Name]["ask"],
  { signal, part }: { signal?: AbortSignal | undefined; part?: (part: Jobs[Name]["part"]) => void } = {},
): Promise<Jobs[Name]["result"]> {
  const number = ++last;
  const to = started();
  return new Promise((settle, fail) => {
    const end = () => {
      waiting.delete(number);
      to.postMessage({ number, job: "stop" } satisfies Ask);
      fail(signal?.reason instanceof Error ? signal.reason : new Error("Stopped."));
    };
    if (signal?.aborted) return end();
    signal?.addEventListener("abort", end, { once: true });
    waiting.set(number, { part: part as Waiting["part"], settle: settle as Waiting["settle"], fail });
    to.postMessage({ number, job, ...input });
  });
}
