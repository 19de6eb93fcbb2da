// A failure in words: what happened, what to do, what is known of it, and a way on.

import { isZoomPhoneError } from "zoom-phone-profile";
import type { ErrorCode } from "zoom-phone-profile";

import { element, foreign, icon, plural } from "../dom";
import { go } from "../link";
import { nameOf, source } from "../source";
import { ALERT } from "./icons";
import { issueList } from "./issues";
import { chooseSource } from "./source-dialog";

type Way = [label: string, follow: () => void];

/** The card of an error; `again` asks once more. */
export function failureCard(error: unknown, again: () => void): HTMLElement {
  const isOurs = isZoomPhoneError(error);
  const message = error instanceof Error || isOurs ? error.message : String(error);
  const card = element("section", { class: "card failure", role: "alert" }, element("h2", {}, icon(ALERT), " ", foreign(message)));
  if (isOurs) {
    if (error.hint) card.append(element("p", { class: "hint" }, element("strong", {}, "What to do: "), foreign(error.hint)));
    card.append(facts(error.toJSON() as Record<string, unknown>));
    if (error.issues?.length) card.append(issueList(error.issues));
  }
  const ways = waysOn(isOurs ? error.code : undefined, again);
  card.append(element("p", { class: "actions" }, ...ways.map(([label, follow], at) => element("button", { type: "button", class: at > 0 && "quiet", on: { click: follow } }, label))));
  return card;
}

const LABELS: Record<string, string> = {
  code: "Code", status: "HTTP status", zoomCode: "Zoom's code", zoomMessage: "Zoom's message", missingScopes: "Missing scopes", limit: "Limit",
  attempts: "Attempts", retryAfterMs: "Wait", trackingId: "Tracking id", url: "URL",
};

function facts(error: Record<string, unknown>): HTMLElement {
  const written = (key: string, fact: unknown) => (key === "retryAfterMs" ? `${Math.ceil(Number(fact) / 1000)} s` : Array.isArray(fact) ? fact.join(", ") : String(fact));
  const fields = Array.isArray(error["fieldErrors"]) ? (error["fieldErrors"] as { field: string; message: string }[]) : [];
  return element(
    "dl",
    { class: "facts" },
    ...Object.entries(LABELS)
      .filter(([key]) => error[key] !== undefined && error[key] !== "")
      .flatMap(([key, label]) => [element("dt", {}, label), element("dd", {}, foreign(written(key, error[key])))]),
    ...fields.flatMap(({ field, message }) => [element("dt", {}, "Field ", foreign(field)), element("dd", {}, foreign(message))]),
  );
}

/** What a person can do about it on this page. */
function waysOn(code: ErrorCode | undefined, again: () => void): Way[] {
  const retry: Way = ["Try again", again];
  const otherSource: Way = ["Choose another source", () => chooseSource()];
  const me: Way = ["Show me", () => go({ view: "profile", subject: "me", settings: { source: nameOf(source()) } })];
  const check: Way = ["Check a reply by hand", () => go({ view: "check", subject: "", settings: { source: nameOf(source()) } })];
  switch (code) {
    case "invalid_argument":
    case "user_not_found":
    case "bad_request":
    case "forbidden":
      return [me, retry];
    case "unauthorized":
    case "token_expired":
    case "missing_scopes":
      return [["Give another token", () => chooseSource()], retry];
    case "invalid_response":
    case "response_too_large":
      return [check, otherSource, retry];
    case "phone_not_enabled":
      return [me, otherSource];
    case "not_found":
    case "network":
    case undefined:
      return [otherSource, retry];
    case "rate_limited":
    case "server_error":
    case "timeout":
      return [retry];
  }
}

/** A line on a failed attempt. */
export function attemptText(attempt: number, code: string, delayMs: number): string {
  return `Attempt ${attempt} failed (${code}); trying again in ${plural(Math.round(delayMs), "ms", "ms")} …`;
}
