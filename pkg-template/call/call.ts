// Performs one call: does what the machine in Rust (src/client/call) commands, and reports what comes of it. It decides
// nothing. The token stays here: it never enters the wasm's memory.
//
// The machine answers each event by one command: it calls a method of `Call`, which records what is to be done. That is
// performed once the machine has returned, so that the wasm is never entered twice.

import { CallEvent, ReplyBody, ReplyCheck, type Resource, TokenSource } from "#border";
import type { ErrorCode } from "#model";
import * as glue from "#parts/call";
import { onAbort } from "../shared/arguments.ts";
import { connectionCode, isRedirectFault } from "../shared/connection.ts";
import { bytesDocument } from "../shared/documents.ts";
import { ZoomPhoneError } from "../shared/error.ts";
import { linked } from "../shared/loaded.ts";
import { redactBytes, redactCause, redactData, secretsOf } from "../shared/redact.ts";
import { outOfMemory } from "../shared/runtime.ts";
import { isSendableToken } from "../shared/token.ts";
import { isVerdictOnly, passesStandard, writeDocument } from "../validate/fast-path.ts";
import type { Issue } from "../validate/types.ts";
import type { Budget, LimitName, RequestOutcome } from "./budgets.ts";
import { Deadline } from "./deadline.ts";
import { deliver, type ReceivedBody, reportIssues } from "./delivery.ts";
import type { CallContext, MachineError, MakeCall, RunnableCall } from "./machine.ts";
import type { RequestSettings, TokenFunction } from "./options.ts";
import { type ArrivedReply, judgeReply, prepareJudge } from "./refusal.ts";
import { Reply } from "./reply.ts";
import { requestInit } from "./request.ts";
import { isRedirected, ResponseBody, statusOf } from "./response.ts";
import { isCrossOrigin, type Target } from "./target.ts";
import type { ProfileWithResponse } from "./types.ts";
import { wait } from "./wait.ts";

export class Call implements RunnableCall {
  endsBatch = false;
  isRunning = false;

  readonly #target: Target;
  readonly #settings: RequestSettings;
  readonly #budget: Budget | undefined;
  readonly #isPaced: boolean;
  readonly #needsResponse: boolean;
  readonly #loadCheck: NonNullable<CallContext["loadCheck"]>;
  readonly #controller = new AbortController();

  /** The machine's number in the wasm. */
  #number = -1;
  /** What the last event has led to; performed once the machine has returned. */
  #outcome: RequestOutcome | undefined;
  #command: (() => void | Promise<void>) | undefined;
  #settlement: (() => Promise<unknown>) | undefined;
  #settle: (result: unknown) => void = () => {};

  readonly #deadline = new Deadline(() => this.#interrupt(CallEvent.TimeIsUp));
  #unlisten: (() => void) | undefined;
  #abortReason: unknown;
  #resolveInterrupted: () => void = () => {};
  /** Resolves when the time is up or the caller aborts, also after the machine has settled. */
  readonly #interrupted = new Promise<void>((resolve) => (this.#resolveInterrupted = resolve));

  #token: string | undefined;
  /** Every token that this call has had, to be redacted in what others repeat. */
  readonly #secrets: string[] = [];
  #startedAt = 0;
  #pauseMs = 0;
  #body: ResponseBody | undefined;
  #received: ReceivedBody | undefined;
  #arrived: ArrivedReply | undefined;
  /** What was caught with the last event. */
  #fault: unknown;
  /** The error of the last attempt. */
  #lastError: ZoomPhoneError | undefined;

  constructor(
    target: Target,
    settings: RequestSettings,
    { budget, isPaced, needsResponse, loadCheck = () => import("../validate/reply.ts") }: CallContext,
  ) {
    this.#target = target;
    this.#loadCheck = loadCheck;
    this.#settings = settings;
    this.#budget = budget;
    this.#isPaced = isPaced;
    this.#needsResponse = needsResponse;
  }

  async run(resource: Resource): Promise<ProfileWithResponse> {
    try {
      const result = await new Promise<unknown>((resolve) => {
        this.#settle = resolve;
        this.#begin(resource);
      });
      return result as ProfileWithResponse;
    } finally {
      this.#close();
    }
  }

  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#interrupt(CallEvent.Aborted);
  }

  /** Starts the machine. Its first command is performed unless the caller has aborted already. */
  #begin(resource: Resource): void {
    const { timeoutMs, maxRetries, token, signal } = this.#settings;
    const given = typeof token === "function" ? TokenSource.Function : TokenSource.Fixed;
    const source = token === undefined ? TokenSource.Proxy : given;
    try {
      this.#number = glue.beginCall(
        this,
        performance.now(),
        timeoutMs,
        maxRetries,
        source,
        this.#isPaced,
        this.#settings.limiter !== undefined,
        resource,
        isCrossOrigin(this.#target.origin),
        this.#target.origin,
      );
    } catch (error) {
      return this.#settle(Promise.reject(outOfMemory(error)));
    }
    try {
      this.#unlisten = onAbort(signal, () => this.abort(signal?.reason));
    } catch (error) {
      return this.#dispatch(CallEvent.CallbackThrew, error);
    }
    if (!this.#settlement) void this.#perform();
  }

  /** Leaves nothing behind. */
  #close(): void {
    this.#deadline.moveTo(undefined);
    this.#unlisten?.();
  }

  // -- events

  /** Reports an event to the machine. `fault` is what was caught with it. */
  #dispatch(event: CallEvent, fault?: unknown, detail?: string): void {
    this.#step(fault, () => glue.nextCall(this.#number, this, event, performance.now(), Math.random(), detail));
  }

  /** Has the machine take a step, then does what follows from it. After the end it takes none. */
  #step(fault: unknown, step: () => void): void {
    if (this.#settlement) return;
    this.#fault = fault;
    this.#command = undefined;
    try {
      step();
    } catch (error) {
      // The wasm has run out of memory.
      if (this.isRunning) this.#outcome ??= { status: 0 };
      this.#settleWith(() => outOfMemory(error));
    }
    this.#endRequest();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#settlement) this.#settle(this.#settlement());
    else void this.#perform();
  }

  async #perform(): Promise<void> {
    try {
      await this.#command?.();
    } catch (error) {
      // Whatever it is: a call must settle.
      this.#dispatch(CallEvent.CallbackThrew, error);
    }
  }

  #endRequest(): void {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (!outcome) return;
    this.isRunning = false;
    const reply = this.#arrived?.reply;
    this.#pauseMs = this.#budget?.ended(this.#startedAt, { ...outcome, reply }) ?? 0;
  }

  // -- commands, which the machine records

  report(status: number, retryAfterMs?: number, limit?: LimitName, code?: ErrorCode): void {
    this.#outcome = { status, retryAfterMs, limit, code };
  }

  askToken(deadline: number, refused: MachineError | undefined): void {
    this.#deadline.moveTo(deadline);
    this.#command = () => this.#askToken(refused);
  }

  waitForTurn(deadline: number | undefined): void {
    this.#deadline.moveTo(deadline);
    this.#command = () => this.#waitForTurn();
  }

  send(deadline: number): void {
    this.#deadline.moveTo(deadline);
    this.#command = () => this.#send();
  }

  check(): void {
    this.#command = () => this.#check();
  }

  judge(): void {
    this.#command = () => this.#judge();
  }

  retry(deadline: number, delayMs: number | undefined, error: MachineError): void {
    this.#deadline.moveTo(deadline);
    this.#command = () => this.#retry(delayMs, error);
  }

  settleWithProfile(attempts: number): void {
    this.#settlement = () => this.#deliver(attempts);
  }

  settleInvalid(error: MachineError): void {
    this.#settlement = () => this.#refuse(error);
  }

  settleFailed(error: MachineError, endsBatch: boolean): void {
    this.endsBatch = endsBatch;
    this.#settleWith(() => this.#errorOf(error, this.#fault));
  }

  settleTimedOut(error: MachineError): void {
    this.#settleWith(() => {
      this.#cancel();
      return this.#errorOf(error, this.#lastError);
    });
  }

  settleThrown(): void {
    this.#settleWith(() => this.#fault);
  }

  settleAborted(): void {
    this.#settleWith(() => {
      this.#cancel();
      return this.#abortReason;
    });
  }

  #settleWith(failure: () => unknown): void {
    this.#settlement = async () => {
      throw failure();
    };
  }

  // -- how they are performed

  #interrupt(event: CallEvent): void {
    this.#dispatch(event);
    this.#resolveInterrupted();
  }

  /** Ends what is under way. Only for what is: to abort costs as much as a check. */
  #cancel(): void {
    this.#controller.abort();
    // Where fetch knows nothing of signals, the body ends here.
    this.#body?.cancel();
  }

  #askToken(refused: MachineError | undefined): void {
    if (refused) this.#lastError = this.#errorOf(refused, this.#fault);
    const { token } = this.#settings;
    if (typeof token !== "function") return this.#useToken(token);
    void this.#askFunction(token, refused ? "expired" : "initial");
  }

  async #askFunction(token: TokenFunction, reason: "initial" | "expired"): Promise<void> {
    let given: unknown;
    try {
      given = await token({ reason });
    } catch (fault) {
      return this.#dispatch(CallEvent.TokenFailed, fault);
    }
    this.#useToken(given);
  }

  #useToken(token: unknown): void {
    if (typeof token !== "string") return this.#dispatch(CallEvent.TokenNotAString);
    if (token === "") return this.#dispatch(CallEvent.TokenEmpty);
    if (!isSendableToken(token)) return this.#dispatch(CallEvent.TokenUnsendable);
    this.#token = token;
    this.#secrets.push(...secretsOf(token));
    this.#dispatch(CallEvent.Token);
  }

  async #waitForTurn(): Promise<void> {
    // A call that waits for turns has a budget.
    const budget = this.#budget!;
    let startedAt: number;
    try {
      startedAt = await budget.turn(this.#controller.signal);
    } catch (fault) {
      return this.#dispatch(CallEvent.TurnFailed, fault);
    }
    // A turn that comes together with the end is given back.
    if (this.#settlement) return void budget.ended(startedAt, { status: 0 });
    this.#startedAt = startedAt;
    this.isRunning = true;
    this.#dispatch(CallEvent.Turn);
  }

  async #send(): Promise<void> {
    if (!this.#isPaced && !this.#settings.limiter) this.#startedAt = this.#budget?.count() ?? 0;
    this.isRunning = true;
    this.#received = undefined;
    this.#arrived = undefined;
    const { fetch } = this.#settings;
    let response: unknown;
    try {
      response = await fetch(this.#target.url, requestInit(this.#settings, this.#token, this.#controller.signal));
    } catch (fault) {
      if (isRedirectFault(fault)) return this.#redirected(undefined, fault);
      return this.#dispatch(CallEvent.FetchFailed, fault, connectionCode(fault));
    }
    await this.#receive(response);
  }

  async #receive(response: unknown): Promise<void> {
    const body = new ResponseBody(response);
    // A stand-in for fetch may know nothing of signals.
    if (this.#settlement) return body.cancel();
    if (isRedirected(response)) {
      body.cancel();
      return this.#redirected(response);
    }
    const status = statusOf(response);
    if (status === undefined) return this.#dispatch(CallEvent.NoResponse);
    const reply = new Reply(response, status, this.#target.url, this.#secrets);
    this.#body = body;
    try {
      const bytes = await body.read(() => this.#isOver());
      this.#body = undefined;
      if (this.#settlement) return;
      if (bytes === null) this.#replied(reply, ReplyBody.TooLarge, ReplyCheck.Unknown);
      else this.#receiveBody(reply, redactBytes(bytes, this.#secrets));
    } catch (fault) {
      this.#replied(reply, ReplyBody.BrokenOff, ReplyCheck.Unknown, fault);
    }
  }

  /** Whether the call is over. A body whose chunks are always there keeps the timer from firing. */
  #isOver(): boolean {
    this.#deadline.check();
    return this.#settlement !== undefined;
  }

  #receiveBody(reply: Reply, bytes: Uint8Array): void {
    const document = bytesDocument(bytes);
    let check = ReplyCheck.Unknown;
    try {
      const length = writeDocument(document);
      this.#received = { document };
      const isQuick = isVerdictOnly(this.#settings, this.#needsResponse);
      if (isQuick && passesStandard(length)) check = ReplyCheck.Passes;
    } catch (error) {
      // The wasm has run out of memory.
      return this.#dispatch(CallEvent.CallbackThrew, outOfMemory(error));
    }
    this.#replied(reply, ReplyBody.Whole, check);
  }

  /** Asks the validator, whose code is loaded now if need be. */
  async #check(): Promise<void> {
    const received = this.#received!;
    const { checkReply } = await linked(this.#loadCheck);
    if (this.#settlement) return;
    received.check = () => checkReply(received.document, this.#settings, this.#needsResponse);
    received.checked = received.check();
    const { success } = received.checked.verdict;
    this.#replied(this.#arrived!.reply, ReplyBody.Whole, success ? ReplyCheck.Passes : ReplyCheck.Fails);
  }

  /** Reports a redirect that the engine hides, or that was followed by a stand-in. */
  #redirected(response: unknown, fault?: unknown): void {
    this.#replied(new Reply(response, 0, this.#target.url, this.#secrets), ReplyBody.Whole, ReplyCheck.Unknown, fault);
  }

  #replied(reply: Reply, body: ReplyBody, check: ReplyCheck, fault?: unknown): void {
    this.#arrived = { reply, body, check, fault };
    this.#step(fault, () =>
      glue.replyArrived(this.#number, this, performance.now(), Math.random(), reply.status, body, check),
    );
  }

  /** Has the machine judge the reply, for which code is loaded now if need be. */
  async #judge(): Promise<void> {
    const arrived = this.#arrived!;
    try {
      await prepareJudge();
    } catch (fault) {
      return this.#dispatch(CallEvent.Unjudged, fault);
    }
    if (this.#settlement) return;
    this.#step(arrived.fault, () => judgeReply(this.#number, this, arrived, this.#documentAgain()));
  }

  /** Makes the body the current document again, as checked as it was. Returns its length. */
  #documentAgain(): number {
    const received = this.#received;
    if (!received) return 0;
    const length = writeDocument(received.document);
    if (received.check) received.checked = received.check();
    return length;
  }

  /** Calls `onRetry`, waits for what it returns, then for the delay; without one, for the turn. */
  async #retry(delayMs: number | undefined, { attempts, ...rest }: MachineError): Promise<void> {
    const error = this.#errorOf({ ...rest, attempts }, this.#fault);
    this.#lastError = error;
    try {
      await this.#settings.onRetry?.({ attempt: attempts, delayMs: delayMs ?? this.#pauseMs, error });
    } catch (thrown) {
      return this.#dispatch(CallEvent.CallbackThrew, thrown);
    }
    if (this.#settlement) return;
    if (delayMs !== undefined) await wait(delayMs, this.#controller.signal);
    this.#dispatch(CallEvent.Waited);
  }

  // -- results

  #deliver(attempts: number): Promise<unknown> {
    const responseInfo = this.#needsResponse ? () => this.#arrived!.reply.info(attempts) : undefined;
    return deliver(this.#received!, this.#settings.onIssue, responseInfo, this.#interrupted);
  }

  async #refuse(error: MachineError): Promise<never> {
    throw this.#errorOf(error, undefined, reportIssues(this.#received!, this.#settings.onIssue));
  }

  #errorOf(error: MachineError, cause: unknown, issues?: Issue[]): ZoomPhoneError {
    // The bytes of a reply are redacted already; escapes may have hidden a token there.
    const fields = redactData(issues ? { ...error, issues } : error, this.#secrets);
    const url = this.#target.shownUrl ?? this.#target.url;
    return ZoomPhoneError.create({ ...fields, url }, redactCause(cause, this.#secrets));
  }
}

/** Makes a call without hooks. */
export const plainCall: MakeCall = (target, settings, context) => new Call(target, settings, context);
