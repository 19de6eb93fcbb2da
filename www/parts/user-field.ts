// A field for a user, which suggests the users that the source knows.

import { element } from "../dom";
import { suggestUsers } from "../shell/bar";

export function userField(
  id: string,
  name: string,
): { label: HTMLLabelElement; input: HTMLInputElement; choices: HTMLDataListElement } {
  const choices = element("datalist", { id: `${id}-choices` });
  const input = element("input", {
    id,
    name: id,
    class: "field",
    list: choices.id,
    placeholder: "User ID or email",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    dir: "auto",
  });
  suggestUsers(input, choices);
  return { label: element("label", { class: "label", for: id }, name), input, choices };
}
