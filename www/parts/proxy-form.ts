// The form for a proxy: its address, a token where it adds none, and a test of the connection in words.

import { getUserProfileWithResponse, isZoomPhoneError } from "zoom-phone-profile";
import type { Child } from "../dom";
import { button, element, fill, foreign } from "../dom";
import type { PageError } from "../page-error";
import { ready } from "../ready";
import type { Source } from "../source/source";
import { assertOwnSite, source } from "../source/source";
import { dot, glyph } from "./marks";
import { pageHint } from "./page-hint";

/** Says how a test goes, with the mark of its outcome. */
type Say = (severity: "high" | "cannot" | "on", ...content: Child[]) => void;

/** `use` gets the source, and the user to begin with: who was tested is known to be there. */
export function proxyForm(use: (next: Source, userId: string) => void): HTMLElement {
  const present = source();
  const known = present.kind === "proxy" ? present : undefined;
  const base = baseField(known?.baseUrl ?? "");
  const token = tokenField();
  const user = testUserField();
  const report = element("div", { class: "report", role: "status" });

  const address = (): string | undefined => {
    const baseUrl = base.value.trim();
    try {
      assertOwnSite(baseUrl);
      return baseUrl;
    } catch (error) {
      const { message, hint } = error as PageError;
      say("high", element("b", {}, foreign(message)), " ", foreign(hint));
      base.focus();
      return undefined;
    }
  };
  const say: Say = (severity, ...content) =>
    fill(report, severity === "on" ? dot("on") : glyph(severity), element("p", {}, ...content));

  const test = async () => {
    const baseUrl = address();
    if (baseUrl === undefined || baseUrl === "") return;
    say("cannot", "Asking …");
    await tryProxy(baseUrl, () => ({ userId: user.value.trim(), token: tokenOf() }), say);
  };
  /** A token that was given for this address stays, unless another one is typed. */
  const tokenOf = (): string => token.value.trim() || (known?.baseUrl === base.value.trim() ? known.token : "");

  return element(
    "form",
    {
      class: "proxy-form",
      on: {
        submit: (event: Event) => {
          event.preventDefault();
          const baseUrl = address();
          if (baseUrl === undefined) return;
          const isSame = known?.baseUrl === baseUrl && known.token === tokenOf();
          use(isSame ? known : { kind: "proxy", baseUrl, token: tokenOf() }, user.value.trim());
        },
      },
    },
    baseOf(base),
    tokenOfProxy(token, known !== undefined),
    element("div", {}, element("label", { class: "label", for: "test-user" }, "A user to test with"), user),
    element(
      "div",
      { class: "actions" },
      button("Test the connection", () => void test(), { control: "test" }),
      element("button", { class: "button", "data-control": "connect" }, "Connect"),
    ),
    report,
  );
}

const baseField = (value: string): HTMLInputElement =>
  element("input", {
    id: "base",
    class: "field",
    name: "base",
    required: true,
    placeholder: "/api/zoom",
    "aria-describedby": "base-note",
    autocomplete: "off",
    spellcheck: "false",
    value,
  });

const tokenField = (): HTMLInputElement =>
  element("input", {
    id: "token",
    class: "field",
    name: "token",
    type: "password",
    autocomplete: "off",
    "aria-describedby": "token-note",
  });

const testUserField = (): HTMLInputElement =>
  element("input", {
    id: "test-user",
    class: "field",
    placeholder: "User ID or email, or me",
    autocomplete: "off",
    spellcheck: "false",
    value: "me",
  });

const baseOf = (base: HTMLElement): HTMLElement =>
  element(
    "div",
    {},
    element("label", { class: "label", for: "base" }, "Address of the proxy"),
    base,
    element("p", { id: "base-note", class: "caption" }, `A path of this site: the page asks ${location.host} only.`),
  );

const tokenOfProxy = (token: HTMLElement, isOpen: boolean): HTMLElement =>
  element(
    "details",
    { class: "rest", open: isOpen },
    element("summary", { "data-control": "proxy-token" }, "The proxy adds no token"),
    element(
      "div",
      {},
      element("label", { class: "label", for: "token" }, "Token"),
      token,
      element(
        "p",
        { id: "token-note", class: "caption" },
        "Kept in memory until the page is closed; never stored, never in a link.",
      ),
    ),
  );

/** What the form has when the library is ready. */
interface Typed {
  userId: string;
  token: string;
}

/** Asks for one user, and says what came of it. */
async function tryProxy(baseUrl: string, typed: () => Typed, say: Say): Promise<void> {
  try {
    await ready();
    const { userId, token } = typed();
    const { profile } = await getUserProfileWithResponse(userId, {
      baseUrl,
      timeoutMs: 8000,
      maxRetries: 0,
      ...(token && { token }),
    });
    say("on", "It works: Zoom answered with the profile of ", foreign(profile.email ?? profile.id ?? "the user"), ".");
  } catch (error) {
    if (!isZoomPhoneError(error)) return say("high", String(error));
    say("high", element("b", {}, foreign(error.message)), " ", foreign(pageHint(error)));
  }
}
