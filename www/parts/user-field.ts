// A field for a user id, which suggests users that the source knows.

import { element, fill } from "../dom";
import { source } from "../source";

const MOST = 20;

export function userField(id: string, name: string): { label: HTMLLabelElement; input: HTMLInputElement; choices: HTMLDataListElement } {
  const choices = element("datalist", { id: `${id}-choices` });
  const input = element("input", { id, name: id, list: choices.id, autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "auto" });
  const suggest = () => fill(choices, ...matches(input.value.toLowerCase()).map((value) => element("option", { value })));
  input.addEventListener("input", suggest);
  input.addEventListener("focus", suggest);
  return { label: element("label", { for: id }, name), input, choices };
}

function matches(typed: string): string[] {
  const present = source();
  const known = present.kind === "embedded" ? ["me", ...present.directory.users.map(({ email }) => email)] : present.kind === "file" ? [...present.profiles.keys()] : ["me"];
  const found: string[] = [];
  for (const user of known) if (user.toLowerCase().includes(typed) && found.push(user) === MOST) break;
  return found;
}
