// Judges a reply that settles its call with no profile. The bytes of its part come by `import()`: few replies need it.

import type { ReplyBody, ReplyCheck } from "#border";
import * as glue from "#parts/refusal";
import { linkedApart } from "../shared/loaded.ts";
import type { Reply } from "./reply.ts";

/** A reply as it has arrived. */
export interface ArrivedReply {
  readonly reply: Reply;
  readonly body: ReplyBody;
  readonly check: ReplyCheck;
  /** What reading its body failed with. */
  readonly fault?: unknown;
}

/** Resolves once the part that judges replies is linked. */
export const prepareJudge = (): Promise<void> => linkedApart(glue.part);

/** Reports a reply in full to the machine of its call. `length` is that of its body, the document last written. */
export function judgeReply(
  number: number,
  performer: object,
  { reply, body, check, fault }: ArrivedReply,
  length: number,
): void {
  glue.judgeReply(
    number,
    performer,
    performance.now(),
    Math.random(),
    Date.now(),
    reply.status,
    body,
    length,
    check,
    reply.details(fault),
  );
}
