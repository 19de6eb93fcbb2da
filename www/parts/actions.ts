// What several views offer: copying with a word of success, a link to what is shown, printing.

import { announce, button } from "../dom";

/** A button that copies, and says for a moment that it did. */
export function copyButton(label: string, content: () => string, sign = "copy"): HTMLButtonElement {
  const made = button(label, () => void copy(), { sign, control: `copy-${label.toLowerCase().replaceAll(" ", "-")}` });
  const copy = async () => {
    const word = await navigator.clipboard.writeText(content()).then(
      () => "Copied",
      () => "Not allowed here",
    );
    made.lastChild!.textContent = word;
    announce(word);
    setTimeout(() => (made.lastChild!.textContent = label), 3000);
  };
  return made;
}

export const linkButton = (): HTMLButtonElement => copyButton("Copy link", () => location.href, "link");
export const printButton = (): HTMLButtonElement => button("Print", () => window.print(), { sign: "print" });
