// User ids out of what people paste or drop: one a line, or a CSV with a column of ids or e-mail addresses.

import { dsvFormat } from "d3-dsv";

const HEADINGS = [/^(user[ _]?)?id$/i, /^e-?mail([ _]address)?$/i, /^[^@]*e-?mail[^@]*$/i, /^user( ?name)?$/i];

export function readIds(text: string): string[] {
  const first = text.slice(0, text.search(/\n|$/));
  const delimiter = ["\t", ";", ","].find((candidate) => first.includes(candidate)) ?? ",";
  const rows = dsvFormat(delimiter).parseRows(text.replace(/^\ufeff/, ""));
  const head = rows[0] ?? [];
  const column = HEADINGS.map((heading) => head.findIndex((cell) => heading.test(cell.trim()))).find((at) => at >= 0);
  const cells = (column === undefined ? rows : rows.slice(1)).map((row) => row[column ?? 0]?.trim() ?? "");
  return [...new Set(cells.filter((cell) => cell !== ""))];
}
