// The page: asks the embedded Zoom server for a profile, through the package, and explains its policies.

import { getUserProfileWithResponse, isZoomPhoneError, summarizePolicy } from "./pkg/index.js";

const form = document.querySelector("#ask");
const input = document.querySelector("#user");
const button = form.querySelector("button");
const status = document.querySelector("#status");
const result = document.querySelector("#result");

/** What the embedded server says of itself: its users, those that fail, and the app that signs in. */
const directory = await (await fetch("directory?limit=200")).json();
document.querySelector("#users").append(
  ...directory.users.map(({ id, email }) => Object.assign(document.createElement("option"), { value: email, label: id })),
);
document.querySelector("#failures").append(...directory.failures.map(failureChoice));

function failureChoice({ id, description }) {
  const choice = element("button", {}, description, element("code", {}, id));
  choice.type = "button";
  choice.addEventListener("click", () => {
    input.value = id;
    form.requestSubmit();
  });
  return element("li", {}, choice);
}

/** A token of the demonstration, kept in memory only: a user's own for `me`, else the server's. */
async function signIn(userId) {
  const { clientId, clientSecret, accountId, code } = directory.demo;
  const isMe = userId === "me";
  const grant = isMe ? { grant_type: "authorization_code", code } : { grant_type: "account_credentials", account_id: accountId };
  const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
  const reply = await fetch("oauth/token", { method: "POST", headers, body: new URLSearchParams(grant) });
  return (await reply.json()).access_token;
}

let asking;

async function ask(userId) {
  asking?.abort();
  const asked = (asking = new AbortController());
  button.setAttribute("aria-busy", "true");
  status.textContent = `Asking for ${userId} …`;
  try {
    const { profile, issues } = await getUserProfileWithResponse(userId, {
      baseUrl: "v2",
      token: () => signIn(userId),
      signal: asked.signal,
      timeoutMs: 5000,
      onRetry: ({ attempt, delayMs }) => (status.textContent = `Attempt ${attempt} failed; trying again in ${Math.round(delayMs)} ms …`),
    });
    status.textContent = `Profile of ${profile.email ?? profile.id ?? userId}.`;
    result.replaceChildren(person(profile), notes(issues), ...policies(profile));
  } catch (error) {
    if (asked.signal.aborted) return;
    status.textContent = "";
    result.replaceChildren(failure(error));
  } finally {
    if (asking === asked) button.removeAttribute("aria-busy");
  }
  result.focus({ preventScroll: true });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = encodeURIComponent(input.value.trim());
  ask(input.value.trim());
});
window.addEventListener("popstate", start);
start();

function start() {
  input.value = decodeURIComponent(location.hash.slice(1)) || "me";
  ask(input.value);
}

// ── what is shown

/** An element. What a profile says only ever becomes text: it may hold anything. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

function person(profile) {
  const address = profile.emergency_address;
  const facts = {
    Extension: profile.extension_number,
    Numbers: profile.phone_numbers?.map(({ number }) => number).join(", "),
    Department: profile.department,
    "Cost center": profile.cost_center,
    Plans: profile.calling_plans?.map(({ type, name }) => name ?? type).join(", "),
    Site: profile.site_id,
    "Site admin": profile.site_admin === undefined ? undefined : profile.site_admin ? "yes" : "no",
    Status: { activate: "active", deactivate: "deactivated" }[profile.status] ?? profile.status,
    "Emergency address": address && [address.address_line1, address.address_line2, [address.city, address.state_code, address.zip].filter(Boolean).join(" "), address.country].filter(Boolean).join(", "),
  };
  const list = Object.entries(facts).flatMap(([term, fact]) => [element("dt", {}, term), element("dd", { dir: "auto" }, String(fact || "not given"))]);
  return element("section", { class: "card" }, element("h2", { dir: "auto" }, profile.email ?? profile.id ?? "A user"), element("dl", {}, ...list));
}

function notes(issues) {
  const worth = issues.filter(({ severity }) => severity === "warning");
  if (worth.length === 0) return "";
  const list = worth.map(({ message }) => element("li", { dir: "auto" }, message));
  return element("details", { class: "card" }, element("summary", {}, `${worth.length} remarks on the reply`), element("ul", {}, ...list));
}

const CATEGORIES = {
  calling: "Calling", call_handling: "Call handling", recording: "Recording", voicemail: "Voicemail", messaging: "Messaging",
  fax: "Fax", devices: "Devices", emergency: "Emergency", privacy: "Privacy", other: "Other",
};

function policies(profile) {
  const { entries, counts } = summarizePolicy(profile);
  const tally = Object.entries(counts).map(([what, count]) => element("li", {}, element("strong", {}, String(count)), ` ${what}`));
  const cards = Object.entries(CATEGORIES)
    .map(([category, label]) => [label, entries.filter((entry) => entry.category === category)])
    .filter(([, ofCategory]) => ofCategory.length > 0)
    .map(([label, ofCategory]) => element("section", { class: "card" }, element("h3", {}, label), element("ul", {}, ...ofCategory.map(policy))));
  return [
    element("section", { class: "card" }, element("h2", {}, "Policies"), element("ul", { class: "counts" }, ...tally)),
    element("div", { class: "policies" }, ...cards),
  ];
}

function policy({ label, state, text, deprecated }) {
  return element(
    "li",
    { class: "policy" },
    element("span", { class: "state", "data-state": state }, state),
    element("strong", { dir: "auto" }, deprecated ? `${label} (deprecated)` : label),
    element("p", { dir: "auto" }, text),
  );
}

function failure(error) {
  const isOurs = isZoomPhoneError(error);
  const facts = isOurs ? { "What to do": error.hint, Code: error.code, "HTTP status": error.status, Attempts: error.attempts, "Tracking id": error.trackingId } : {};
  const list = Object.entries(facts)
    .filter(([, fact]) => fact !== undefined && fact !== "")
    .flatMap(([term, fact]) => [element("dt", {}, term), element("dd", {}, String(fact))]);
  return element("section", { class: "card error", role: "alert" }, element("h2", {}, "No profile"), element("p", { dir: "auto" }, String(error?.message ?? error)), element("dl", {}, ...list));
}
