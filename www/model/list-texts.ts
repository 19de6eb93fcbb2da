// The members of a list of JSON as they are written: written anew they would lose duplicate keys and digits.

import { TOKENS } from "./format";

/** The texts of the members of a list, which is the whole text, or the member `key` of the object that the text is. */
export function listTexts(text: string, key?: string): string[] {
  const level = key === undefined ? 1 : 2;
  let texts: string[] = [];
  let isWanted = key === undefined;
  let [depth, begin, end] = [0, -1, 0];
  let before = "";
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (depth === level && isWanted) {
      const isBehind = token === "," || token === "]";
      if (isBehind && begin >= 0) texts.push(text.slice(begin, end));
      begin = isBehind ? -1 : begin < 0 ? index : begin;
    }
    if (token === ":" && depth === 1) isWanted = JSON.parse(before) === key;
    // Of a duplicate key the last value is used.
    if (token === "[" && depth === level - 1 && isWanted) texts = [];
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    end = index + token.length;
    before = token;
  }
  return texts;
}
