// A failure in words: what happened, what to do, what is known about it, and a way on.

import type { ErrorCode, ZoomPhoneError } from "zoom-phone-profile";
import { isZoomPhoneError } from "zoom-phone-profile";

import { button, element, foreign, withCode } from "../dom";
import { go } from "../link";
import { PageError } from "../page-error";
import { nameOf, source } from "../source/source";
import { issueList } from "./issues";
import { glyph } from "./marks";
import { pageHint } from "./page-hint";

const chooseSource = () => void import("./source-dialog").then((dialog) => dialog.chooseSource());

/** What a message says of the package's options, and of issues that are listed below it. */
const OPTIONS_AND_PLACES = / \(`timeoutMs`\)|(?: \(line \d+(?:, column \d+)?\))?; \d+ more in `issues`| \(line \d+\)$/;
const FILE_HINT = "Open a file with profiles as Zoom sends them: one, a list of them, or one a line.";

const isFile = (): boolean => source().kind === "file";
const hintOf = (error: ZoomPhoneError): string =>
  isFile() && error.code === "invalid_response" ? FILE_HINT : pageHint(error);

type Way = [label: string, follow: () => void];

/** The card of an error; `again` asks once more. */
export function failureCard(error: unknown, again: () => void): HTMLElement {
  const isOurs = isZoomPhoneError(error);
  const message = (error instanceof Error || isOurs ? error.message : String(error)).replace(OPTIONS_AND_PLACES, "");
  const hint = isOurs ? hintOf(error) : error instanceof PageError ? error.hint : "";
  const card = element(
    "section",
    { class: "card failure", role: "alert" },
    element("h2", {}, glyph("high"), " ", element("bdi", {}, withCode(message))),
  );
  if (hint)
    card.append(element("p", { class: "hint" }, element("b", {}, "What to do: "), element("bdi", {}, withCode(hint))));
  const ways = waysOn(isOurs ? error.code : undefined, again);
  card.append(
    element(
      "p",
      { class: "actions" },
      ...ways.map(([label, follow], at) => button(label, follow, { ...(at === 0 && { kind: "primary" }) })),
    ),
  );
  if (isOurs) {
    card.append(facts(error.toJSON() as Record<string, unknown>));
    if (error.issues?.length) card.append(issueList(error.issues));
  }
  return card;
}

const LABELS: Record<string, string> = {
  code: "Code",
  status: "HTTP status",
  zoomCode: "Zoom's code",
  zoomMessage: "Zoom's message",
  missingScopes: "Missing scopes",
  limit: "Limit",
  attempts: "Attempts",
  retryAfterMs: "Wait",
  trackingId: "Tracking ID",
  url: "Address",
};

function facts(error: Record<string, unknown>): HTMLElement {
  const written = (key: string, fact: unknown): string => {
    if (key === "retryAfterMs") return `${Math.ceil(Number(fact) / 1000)} s`;
    return Array.isArray(fact) ? fact.join(", ") : String(fact);
  };
  const fields = Array.isArray(error.fieldErrors) ? (error.fieldErrors as { field: string; message: string }[]) : [];
  const known = Object.entries(LABELS).filter(
    ([key]) => error[key] !== undefined && error[key] !== "" && error[key] !== 0,
  );
  return element(
    "dl",
    { class: "facts" },
    ...known.flatMap(([key, label]) => [
      element("dt", {}, label),
      element("dd", {}, foreign(written(key, error[key]))),
    ]),
    ...fields.flatMap(({ field, message }) => [
      element("dt", {}, "Field ", foreign(field)),
      element("dd", {}, foreign(message)),
    ]),
  );
}

/** What a person can do about it on this page. */
function waysOn(code: ErrorCode | undefined, again: () => void): Way[] {
  const here = { source: nameOf(source()) };
  const retry: Way = ["Try again", again];
  const otherSource: Way = ["Choose another source", chooseSource];
  // A server's token has no "me": what leads on is the name of a user.
  const other: Way = ["Find another user", () => document.querySelector<HTMLInputElement>("#user")!.focus()];
  const check: Way = ["Check a reply by hand", () => go({ view: "check", subject: "", settings: here })];
  switch (code) {
    case "invalid_argument":
    case "user_not_found":
    case "bad_request":
    case "forbidden":
      return [other, retry];
    case "unauthorized":
    case "token_expired":
    case "missing_scopes":
      return [["Give another token", chooseSource], retry];
    case "invalid_response":
    case "response_too_large":
      return isFile() ? [otherSource, check] : [check, otherSource, retry];
    case "phone_not_enabled":
      return [other, otherSource];
    case "not_found":
    case undefined:
      return [otherSource, retry];
    case "network":
    case "rate_limited":
    case "server_error":
    case "timeout":
      return [retry, otherSource];
  }
}
