// User IDs out of what people paste or drop: one a line, all in one line, or a CSV with a column of IDs or emails.

import { dsvFormat } from "d3-dsv";

const HEADINGS = [/^(user[ _]?)?id$/i, /^e-?mail([ _]address)?$/i, /^[^@]*e-?mail[^@]*$/i, /^user( ?name)?$/i];

export function readIds(text: string): string[] {
  const first = text.slice(0, text.search(/\n|$/));
  const delimiter = ["\t", ";", ","].find((candidate) => first.includes(candidate)) ?? ",";
  const rows = dsvFormat(delimiter).parseRows(text.replace(/^\ufeff/, ""));
  const head = rows[0] ?? [];
  const column = HEADINGS.map((heading) => head.findIndex((cell) => heading.test(cell.trim()))).find((at) => at >= 0);
  const isOneLine = column === undefined && rows.length === 1;
  const cells = isOneLine ? head : (column === undefined ? rows : rows.slice(1)).map((row) => row[column ?? 0] ?? "");
  return [...new Set(cells.map((cell) => cell.trim()).filter((cell) => cell !== ""))];
}
