// The dialog in which the source is chosen: the embedded server, a proxy, or a file.

import { element, fill, plural } from "../dom";
import { go, readLink } from "../link";
import { embeddedUsers, nameOf, readProfiles, source, use } from "../source";
import type { Source } from "../source";
import { showDialog } from "./dialog";
import { droppable } from "./drop";

/** Opens the dialog; it closes with a choice, by Escape, or by its button. */
export function chooseSource(): void {
  const present = source();
  const users = embeddedUsers();
  const fault = element("p", { class: "fault", role: "alert" });
  const choose = (next: Source | undefined) => {
    dialog.close();
    if (next) use(next);
    const { view } = readLink(location.hash);
    go({ view, subject: "", settings: { source: next ? nameOf(next) : "" } });
  };

  const proxy = element(
    "form",
    { class: "stack", on: { submit: (event: Event) => {
      event.preventDefault();
      const form = new FormData(proxy);
      const baseUrl = String(form.get("base")).trim();
      if (!isOwn(baseUrl)) return fill(fault, "This page may call its own origin only (its content security policy says so). Serve the page beside the proxy, and give a path such as /api/zoom.");
      choose({ kind: "proxy", baseUrl, token: String(form.get("token")).trim() });
    } } },
    element("h3", {}, "A proxy"),
    element("label", { for: "base" }, "Path or URL, on this page's origin"),
    element("input", { id: "base", name: "base", required: true, placeholder: "/api/zoom", autocomplete: "off", spellcheck: "false", value: present.kind === "proxy" ? present.baseUrl : "" }),
    element("label", { for: "token" }, "Token, where the proxy does not add one"),
    element("input", { id: "token", name: "token", type: "password", autocomplete: "off", "aria-describedby": "token-note" }),
    element("p", { id: "token-note", class: "note" }, "Kept in memory until the page is closed; never stored, never in a link."),
    element("button", {}, "Use the proxy"),
  );

  const pasted = element("textarea", { id: "pasted", rows: 4, spellcheck: "false", dir: "ltr", placeholder: '{"id":"…","policy":{…}}' });
  const useText = (text: string, name: string) => (text.trim() === "" ? fill(fault, "There is nothing in it.") : choose({ kind: "file", name, profiles: readProfiles(text) }));
  const file = element(
    "div",
    { class: "stack" },
    element("h3", {}, "A file"),
    droppable("Open a file, or drop it here", ".json,.ndjson,.jsonl,.txt", async (dropped) => useText(await dropped.text(), dropped.name)),
    element("label", { for: "pasted" }, "Or paste a profile, a list of them, or one a line"),
    pasted,
    element("button", { type: "button", on: { click: () => useText(pasted.value, "Pasted text") } }, "Use the text"),
  );

  const dialog = showDialog(
    "Where profiles come from",
    fault,
    users !== undefined && element("div", { class: "stack" }, element("h3", {}, "The embedded Zoom server"), element("p", { class: "note" }, `${plural(users, "made-up user")}, and every failure that Zoom is known for.`), element("button", { type: "button", on: { click: () => choose(undefined) } }, "Use the embedded server")),
    proxy,
    file,
  );
}

function isOwn(url: string): boolean {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}
