// Every failure of a call, to try out: what happened, what to do, and a way on. It belongs to the sample server.

import "../styles/failures.css";

import { FAILURES } from "virtual:failures";
import type { RequestOptions, UserProfile } from "zoom-phone-profile";
import { getUserProfileWithResponse } from "zoom-phone-profile";

import { announce, button, element, fill, foreign } from "../dom";
import { writeLink } from "../link";
import { own } from "../own";
import { attemptText } from "../parts/attempt";
import { failureCard } from "../parts/failure";
import { chooseSource } from "../parts/source-dialog";
import { viewHead } from "../parts/view-head";
import { nameOf, requestOptions, source } from "../source/source";
import type { View } from "./view";

interface Trial {
  what: string;
  userId: string;
  options?: RequestOptions;
}

/** Failures that need no server's help. */
const OWN: Record<string, Trial> = {
  "empty-id": { what: "an empty user ID", userId: "" },
  "path-id": { what: "a user ID that would change the path", userId: ".." },
  "token-empty": { what: "an empty token", userId: "me", options: { token: "" } },
  "token-invalid": { what: "a token that Zoom does not know", userId: "me", options: { token: "token-invalid" } },
  "token-expired": { what: "a token that has expired", userId: "me", options: { token: "token-expired" } },
  "token-no-scopes": { what: "a token without the scopes", userId: "me", options: { token: "token-no-scopes" } },
  "token-function": {
    what: "a sign-in that fails",
    userId: "me",
    options: { token: () => Promise.reject(new Error("The sign-in is down.")) },
  },
  "no-such-place": { what: "an address that leads nowhere", userId: "me", options: { baseUrl: "no/such/place" } },
  "foreign-origin": { what: "an address that is not HTTP", userId: "me", options: { baseUrl: "ftp://example.com" } },
};

/** How failures are grouped: by the start of their name. */
const GROUPS: [title: string, starts: string[]][] = [
  ["Before anything is sent", ["empty-", "path-", "token-empty", "foreign-"]],
  ["Token and rights", ["token-", "error-401", "error-403", "error-400-4711", "error-400-104"]],
  ["The user or the place", ["error-400", "error-404", "no-such"]],
  ["Limits", ["error-429"]],
  ["Zoom or the network failing", ["error-5", "fault-", "error-redirect"]],
  ["A reply that is not what it should be", ["error-200", "ok-wrong"]],
  ["No failure in the end", ["ok-", "flaky-"]],
];

const FLAKY: Record<string, Trial> = {
  "flaky-503-1-": { what: "fails once with a 503, then answers", userId: "flaky-503-1-" },
  "flaky-401-1-": { what: "an expired token, renewed once", userId: "flaky-401-1-" },
};

export const failuresView: View = (host, left) => {
  const present = source();
  const offered = Object.fromEntries(FAILURES.map(({ id, description }) => [id, { what: description, userId: id }]));
  const trials: Record<string, Trial> = { ...OWN, ...(present.kind === "embedded" && { ...offered, ...FLAKY }) };
  const result = element("div", { class: "trial stack", "aria-live": "polite" });
  const links = new Map<string, HTMLAnchorElement>();
  const menu = element("nav", { class: "card trials", "aria-label": "Failures" }, ...groups(trials, links));
  fill(host, failuresHead(), element("div", { class: "with-side" }, menu, result));

  let trying: AbortController | undefined;
  let tried = "";
  left.addEventListener("abort", () => trying?.abort());

  async function attempt(name: string, trial: Trial): Promise<void> {
    trying?.abort();
    const { signal } = (trying = new AbortController());
    const log = element("ol", { class: "log" });
    const note = (text: string) => log.append(element("li", {}, text));
    const outcome = element("div", {}, element("p", { class: "caption" }, "Waiting for an answer …"));
    const stop = button("Stop", () => trying?.abort(new Error("You stopped it.")), { sign: "stop" });
    fill(
      result,
      element("h2", {}, `Trying ${trial.what}`),
      element("p", { class: "head-line" }, element("code", {}, name), stop),
      log,
      outcome,
    );
    // A fresh name each time, so that what fails once fails once again.
    const userId = name.startsWith("flaky-") ? `${trial.userId}${Date.now()}` : trial.userId;
    const again = () => void attempt(name, trial);
    try {
      const { profile, response } = await getUserProfileWithResponse(userId, {
        ...requestOptions(userId),
        timeoutMs: 3000,
        signal,
        onRetry: (event) => note(attemptText(event)),
        ...trial.options,
      });
      note(`Answered at attempt ${response.attempts} with status ${response.status}.`);
      fill(outcome, answerCard(profile));
      announce("Zoom answered.");
    } catch (error) {
      if (left.aborted || signal !== trying?.signal) return;
      fill(outcome, failureCard(error, again));
    } finally {
      stop.remove();
    }
  }

  return ({ subject }) => {
    for (const [name, link] of links) link.toggleAttribute("data-current", name === subject);
    links.get(subject)?.setAttribute("aria-current", "true");
    for (const [name, link] of links) if (name !== subject) link.removeAttribute("aria-current");
    const trial = own(trials, subject);
    if (trial === undefined) return fill(result, welcome(subject));
    if (source().kind === "file" || source().kind === "none") return fill(result, needsServer());
    if (subject !== tried) void attempt(subject, trial);
    tried = subject;
  };
};

const failuresHead = (): HTMLElement =>
  viewHead(
    element(
      "p",
      { class: "crumbs caption" },
      "Each request ends with a profile, or with an error that says what happened and what to do.",
    ),
    "Failures",
  );

const answerCard = ({ email, id }: UserProfile): HTMLElement =>
  element(
    "section",
    { class: "card answer" },
    element("h2", {}, "Zoom answered"),
    element("p", {}, "With the profile of ", foreign(email ?? id ?? "a user"), "."),
  );

function needsServer(): HTMLElement {
  const text = element("p", {}, "A file makes no requests, so none can fail.");
  return element(
    "section",
    { class: "card empty" },
    element("h2", {}, "Failures need a server"),
    text,
    button("Choose a source", () => chooseSource(), { kind: "primary" }),
  );
}

function welcome(subject: string): HTMLElement {
  return element(
    "p",
    { class: "card empty" },
    subject === ""
      ? "Choose a failure: the page shows what your dashboard gets."
      : `There is no failure ${subject} here: choose another.`,
  );
}

function groups(trials: Record<string, Trial>, links: Map<string, HTMLAnchorElement>): HTMLElement[] {
  const groupOf = (name: string) => GROUPS.find(([, starts]) => starts.some((start) => name.startsWith(start)))?.[0];
  return GROUPS.map(([title]) => [title, Object.entries(trials).filter(([name]) => groupOf(name) === title)] as const)
    .filter(([, members]) => members.length > 0)
    .map(([title, members]) =>
      element(
        "section",
        {},
        element("h2", {}, title),
        element(
          "ul",
          { class: "plain" },
          ...members.map(([name, { what }]) => {
            const link = element(
              "a",
              { href: writeLink({ view: "failures", subject: name, settings: { source: nameOf(source()) } }) },
              what,
              " ",
              element("code", {}, name.replace(/-$/, "")),
            );
            links.set(name, link);
            return element("li", {}, link);
          }),
        ),
      ),
    );
}
