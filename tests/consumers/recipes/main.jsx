// Recipes of the package's page, word for word (the files react.jsx, plain.js and fleet.js are taken out of it), looked at as a
// person would look at them. /api/zoom is the package's proxy before the embedded server.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { getUserProfile, init, isZoomPhoneError, summarizePolicy } from "zoom-phone-profile";

import { Policies } from "./react.jsx";

const root = document.querySelector("#root");

function assert(condition, what) {
  if (!condition) throw new Error(`${what}: ${document.body.textContent.slice(0, 300)}`);
}

/** What a look finds, as soon as it finds something: at once, or after the page has changed. */
function until(look) {
  return new Promise((resolve) => {
    const tryOnce = () => look() && (observer.disconnect(), resolve(look()));
    const observer = new MutationObserver(tryOnce);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    tryOnce();
  });
}

/** Requests for a user who never answers: told when they begin, kept until they end. */
const hanging = [];
let tellOfHanging;
const hangs = new Promise((resolve) => (tellOfHanging = resolve));
const { fetch } = globalThis;
globalThis.fetch = (input, options) => {
  const reply = fetch(input, options);
  if (String(input.url ?? input).endsWith("/fault-hang")) {
    hanging.push(reply.catch((error) => error));
    tellOfHanging();
  }
  return reply;
};

async function tryReact() {
  const client = new QueryClient();
  const reactRoot = createRoot(root);
  const show = (userId) =>
    reactRoot.render(
      <StrictMode>
        <QueryClientProvider client={client}>{userId && <Policies userId={userId} />}</QueryClientProvider>
      </StrictMode>,
    );
  const keyOf = (userId) => ["zoom-phone-profile", userId];

  show("me");
  await until(() => root.querySelector("li"));
  const profile = client.getQueryData(keyOf("me"));
  const shown = [...root.querySelectorAll("li")].map(({ textContent }) => textContent);
  const { entries } = summarizePolicy(profile);
  assert(entries.length === shown.length, "not each policy has its line");
  const on = entries.filter(({ state, label, text }) => state === "on" && shown.includes(`${label}: ${text}`)).length;

  show("nobody");
  const { textContent } = await until(() => root.querySelector("[role=alert]"));
  const { error } = client.getQueryState(keyOf("nobody"));
  assert(isZoomPhoneError(error) && error.code === "user_not_found", `another error: ${error}`);
  assert(error.hint.length > 20 && textContent === error.hint, "the error is shown without its hint");

  show("fault-hang");
  await hangs;
  show(null);
  // By leaving, not by the call's own timeout: before a request ends that has begun now and takes a while.
  const later = fetch("/api/zoom/phone/users/fault-delay").then(() => []);
  const ends = await Promise.race([Promise.all(hanging), later]);
  assert(ends.length > 0 && ends.every(({ name }) => name === "AbortError"), `what has been left goes on: ${ends}`);
  assert(client.getQueryState(keyOf("fault-hang")).fetchStatus === "idle", "the query waits on");
  reactRoot.unmount();
  return `${profile.email}: ${on} on`;
}

/** Without a library: `init` and a call in an effect, which StrictMode runs twice where React is built for development. */
let effects = 0;
function Plain() {
  const [text, setText] = useState("");
  useEffect(() => {
    effects++;
    const controller = new AbortController();
    init()
      .then(() => getUserProfile("me", { baseUrl: "/api/zoom", signal: controller.signal }))
      .then(({ email }) => setText(email))
      .catch((error) => controller.signal.aborted || setText(`failed: ${error.message}`));
    return () => controller.abort();
  }, []);
  return <p>{text}</p>;
}

async function tryStrictMode() {
  const reactRoot = createRoot(root);
  reactRoot.render(
    <StrictMode>
      <Plain />
    </StrictMode>,
  );
  const { textContent } = await until(() => root.querySelector("p:not(:empty)"));
  assert(textContent.includes("@"), "no profile without a library");
  assert(effects === (import.meta.env.DEV ? 2 : 1), `the effect ran ${effects} times`);
  reactRoot.unmount();
}

async function tryPlain() {
  await import("./plain.js");
  const { email } = await getUserProfile("me", { baseUrl: "/api/zoom" });
  const { entries } = summarizePolicy(await getUserProfile(email, { baseUrl: "/api/zoom" }));
  const text = document.querySelector("#policies").textContent;
  assert(
    entries.every(({ label }) => text.includes(label)),
    "not each policy is in the table",
  );
}

async function tryFleet() {
  const profiles = (await (await fetch("/export.ndjson")).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const printed = [];
  const { log } = console;
  console.log = (...values) => printed.push(values.join(" "));
  await import("./fleet.js").finally(() => (console.log = log));
  const expected = `${profiles.filter(({ policy }) => policy?.sms?.enable).length} of ${profiles.length} may send text messages`;
  assert(printed.join() === expected, `"${printed}" in place of "${expected}"`);
}

async function tryAll() {
  await tryStrictMode();
  await tryPlain();
  await tryFleet();
  return tryReact();
}

tryAll()
  .catch((error) => `failed: ${error.message}`)
  .then((text) => (document.title = text));
