// The forms of a summary, read back by parsers of those forms: no value of a profile breaks out of its cell.

import assert from "node:assert/strict";
import { test } from "node:test";

import MarkdownIt from "markdown-it";
import { parse as parseHtml } from "parse5";

import { formatPolicySummary, summarizePolicy } from "#package";
import { randomFrom } from "../zoom-server/directory.js";

/** What tries to break out, in any script. */
const HOSTILE = [
  "=1+1",
  "+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  " =1",
  'a"b',
  "a,b",
  "a;b",
  "two\r\nlines",
  "<script>alert(1)</script>",
  "</td></table><img src=x onerror=alert(1)>",
  "&lt;b&gt;",
  '" onmouseover="x',
  "<!-- ",
  "]]>",
  "a|b",
  "\\|",
  "\\",
  "`code`",
  "``` fence",
  "**bold**",
  "_it_",
  "[link](javascript:x)",
  "![i](x)",
  "# head",
  "1. list",
  "- item",
  "> quote",
  "---",
  "| - |",
  "$math$",
  "https://example.com",
  "&amp;",
  "~~x~~",
  "مرحبا",
  "‮evil",
  "⁦x⁩",
  "‏",
  "\u0000",
  "\u0007\u001b[31m",
  "日本語",
  "e\u0301",
  "👩‍👩‍👧",
  "\ud800",
  "\u2028",
  " ",
  "",
];

function profiles() {
  const random = randomFrom(5);
  const pick = () =>
    HOSTILE[Math.floor(random() * HOSTILE.length)] +
    (random() < 0.3 ? HOSTILE[Math.floor(random() * HOSTILE.length)] : "");
  return Array.from({ length: 150 }, () => ({
    id: pick(),
    policy: {
      call_park: {
        enable: true,
        call_not_picked_up_action: 50,
        locked: true,
        locked_by: pick(),
        forward_to: { display_name: pick(), extension_id: pick() },
      },
      voicemail_access_members: [{ access_user_id: pick(), allow_delete: true }],
      show_custom_disclaimer_when_using_zoom_phone: {
        enable: true,
        custom_disclaimer_list: [{ title: pick(), language: pick() }],
      },
      [`tomorrow ${pick()}`]: { enable: true, value: pick() },
    },
  }));
}

/** What stands for a text in a form of one line: white space and what cannot be seen are not compared. */
const seen = (text) => text.normalize("NFC").replace(/[\s\p{C}\u2028\u2029\ufffd]+/gu, "");

test("CSV: as many fields as there are columns, each the entry's own, and none that a spreadsheet would run", () => {
  for (const profile of profiles()) {
    const { entries } = summarizePolicy(profile);
    const [heading, ...rows] = rowsOf(formatPolicySummary(profile, "csv"));
    assert.equal(rows.length, entries.length);
    for (const [index, row] of rows.entries()) {
      assert.equal(row.length, heading.length);
      const named = Object.fromEntries(heading.map((name, at) => [name, row[at]]));
      for (const name of ["key", "label", "text"])
        assert.equal(
          named[name].replace(/^'/, ""),
          entries[index][name].replace(/^'/, "").toWellFormed?.() ?? entries[index][name].replace(/^'/, ""),
        );
      for (const field of row) assert.doesNotMatch(field, /^\s*[=+\-@＝＋－＠]/);
    }
  }
});

/** The rows of a CSV text, as RFC 4180 has them. */
function rowsOf(text) {
  assert.ok(text.endsWith("\r\n"));
  const rows = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const [, quoted, plain, end] = field.exec(text) ?? assert.fail(`no field of CSV at ${field.lastIndex}`);
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n" && field.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

test("Markdown: tables of three columns, whose cells are nothing but text", () => {
  const reader = new MarkdownIt({ html: true, linkify: false }).enable(["table", "strikethrough"]);
  for (const profile of profiles()) {
    const { entries } = summarizePolicy(profile);
    const cells = [];
    const kinds = new Set();
    for (const { type, children, content } of reader.parse(formatPolicySummary(profile, "markdown"), {})) {
      kinds.add(type.replace(/_(open|close)$/, ""));
      for (const child of children ?? [])
        assert.ok(["text", "text_special", "softbreak"].includes(child.type), `${child.type} in ${content}`);
      if (type === "inline") cells.push((children ?? []).map((child) => child.content).join(""));
    }
    assert.deepEqual([...kinds].sort(), [
      "heading",
      "inline",
      "paragraph",
      "table",
      "tbody",
      "td",
      "th",
      "thead",
      "tr",
    ]);
    const all = cells.map(seen);
    for (const { label, text } of entries)
      for (const shown of [label, text])
        assert.ok(all.includes(seen(shown)), `${JSON.stringify(shown)} is not in a cell of its own`);
  }
});

test("HTML: the elements and attributes of a table, and texts", () => {
  for (const profile of profiles()) {
    const { entries } = summarizePolicy(profile);
    const texts = [];
    const visit = (node) => {
      if (node.nodeName === "#text") texts.push(node.value);
      else if (node.tagName) {
        assert.ok(
          ["html", "head", "body", "section", "p", "h3", "table", "thead", "tbody", "tr", "th", "td", "bdi"].includes(
            node.tagName,
          ),
          node.tagName,
        );
        for (const { name } of node.attrs) assert.ok(["class", "scope", "data-state"].includes(name), name);
      } else assert.equal(node.nodeName, "#document");
      node.childNodes?.forEach(visit);
    };
    visit(parseHtml(formatPolicySummary(profile, "html")));
    const all = texts.map(seen);
    for (const { label, text } of entries)
      for (const shown of [label, text]) assert.ok(all.includes(seen(shown)), JSON.stringify(shown));
  }
});

test("text: a line for each policy, without control characters and what turns the direction", () => {
  for (const profile of profiles()) {
    const lines = formatPolicySummary(profile, "text").split("\n");
    const { entries } = summarizePolicy(profile);
    assert.equal(lines.filter((line) => line.startsWith("  ")).length, entries.length);
    for (const line of lines)
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
  }
});

test("a profile of tomorrow with the fields of a summary is still a profile", () => {
  const policy = { sms: { enable: true } };
  for (const more of [
    { entries: [], counts: {} },
    { entries: [], counts: null },
    { entries: [{}], counts: { on: "x" } },
  ]) {
    assert.equal(
      formatPolicySummary({ id: "x", policy, ...more }, "csv"),
      formatPolicySummary({ id: "x", policy }, "csv"),
    );
  }
});
