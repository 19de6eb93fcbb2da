//! Summaries as text for terminals, Markdown, CSV and HTML.
//!
//! Strings of a profile may have any characters: each format escapes those that have a meaning in it.

use super::catalog::Category;
use super::labels::{self, Labels, fill, push_filled};
use super::state::State;
use super::summary::{Counts, PolicySummary};
use crate::json::decimal;
use crate::{named, numbered};

numbered! {
    /// A format of a summary.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Format {
        /// Aligned columns under headings, for terminals.
        Text = "text",
        /// A table for each category, as GitHub renders it.
        Markdown = "markdown",
        /// RFC 4180, safe to open in a spreadsheet.
        Csv = "csv",
        /// Sections with tables, without styles.
        Html = "html",
    }
}

named!(numbered Format);

/// Writes a summary in a format, with headings and counts in English.
///
/// ```
/// use zoom_phone_profile::{PolicyFormat, format_policy_summary, parse_user_profile, summarize_policy};
///
/// let profile = parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let markdown = format_policy_summary(&summarize_policy(&profile), PolicyFormat::Markdown);
/// assert!(markdown.contains("May send and receive text messages."));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn format(summary: &PolicySummary, form: Format) -> String {
    format_with(summary, form, Labels::ENGLISH)
}

/// Writes a summary in a format, with headings and counts in the labels' language. The entries keep the texts that the
/// summary was made with.
pub fn format_with(summary: &PolicySummary, form: Format, labels: &Labels) -> String {
    match form {
        Format::Text => sections(summary, labels, &TEXT, column_widths(summary, labels)),
        Format::Markdown => sections(summary, labels, &MARKDOWN, [0; 2]),
        Format::Csv => csv(summary),
        Format::Html => sections(summary, labels, &HTML, [0; 2]),
    }
}

/// A format with a section for each category: its parts, with placeholders.
struct Template {
    /// `{counts}` are the counts as they are, `{escaped_counts}` without special characters.
    begin: &'static str,
    /// The start of a section, with the category as `{heading}` and the columns' headings.
    section: &'static str,
    /// A policy. `{state_name}` is its state in JSON.
    row: &'static str,
    section_end: &'static str,
    end: &'static str,
    /// Writes a character, escaped if it has a meaning in the format.
    push: fn(&mut String, char),
}

const TEXT: Template = Template {
    begin: "{counts}\n",
    section: "\n{heading}\n",
    row: "  {label}  {state}  {text}\n",
    section_end: "",
    end: "",
    push: String::push,
};

const MARKDOWN: Template = Template {
    begin: "{counts}\n",
    section: "\n### {heading}\n\n| {policy} | {state} | {meaning} |\n| --- | --- | --- |\n",
    row: "| {label} | {state} | {text} |\n",
    section_end: "",
    end: "",
    push: push_markdown,
};

const HTML: Template = Template {
    begin: "<section class=\"policy-summary\">\n<p>{escaped_counts}</p>\n",
    section: "<section>\n<h3>{heading}</h3>\n<table>\n<thead><tr><th scope=\"col\">{policy}</th>\
        <th scope=\"col\">{state}</th><th scope=\"col\">{meaning}</th></tr></thead>\n<tbody>\n",
    row: "<tr data-state=\"{state_name}\"><th scope=\"row\"><bdi>{label}</bdi></th><td>{state}</td>\
        <td><bdi>{text}</bdi></td></tr>\n",
    section_end: "</tbody>\n</table>\n</section>\n",
    end: "</section>\n",
    push: push_html,
};

/// Writes a summary by a template. The first columns are at least as wide as `widths` say.
fn sections(summary: &PolicySummary, labels: &Labels, template: &Template, widths: [usize; 2]) -> String {
    let escape = |text: &str| clean(text, template.push);
    let counts = counts(summary, labels);
    let mut text = fill(template.begin, &[("counts", &counts), ("escaped_counts", &escape(&counts))]);
    let [policy, state, meaning] = [labels::POLICY, labels::STATE, labels::MEANING].map(|name| escape(name.of(labels)));
    for category in Category::ALL {
        let mut rows = String::new();
        for entry in summary.entries.iter().filter(|entry| entry.category == category) {
            let label = padded(escape(&entry.label), widths[0]);
            let state = padded(escape(entry.state.label(labels)), widths[1]);
            let state_name = entry.state.as_str();
            let values =
                [("label", &*label), ("state", &state), ("state_name", state_name), ("text", &escape(&entry.text))];
            push_filled(&mut rows, template.row, &values);
        }
        if !rows.is_empty() {
            let heading = escape(&category.heading(labels));
            let values = [("heading", &*heading), ("policy", &policy), ("state", &state), ("meaning", &meaning)];
            push_filled(&mut text, template.section, &values);
            text += &rows;
            text += template.section_end;
        }
    }
    text + template.end
}

fn counts(summary: &PolicySummary, labels: &Labels) -> String {
    let Counts { on, off, unknown, locked, modified } = summary.counts;
    let [on, off, unknown, locked, modified] = [on, off, unknown, locked, modified].map(|count| decimal(count.into()));
    let values = [("on", &*on), ("off", &*off), ("unknown", &*unknown), ("locked", &*locked), ("modified", &*modified)];
    labels::COUNTS.fill(labels, &values)
}

/// The widths of the columns of labels and of states on a terminal. What `clean` replaces is as wide as what it puts
/// there.
fn column_widths(summary: &PolicySummary, labels: &Labels) -> [usize; 2] {
    [
        summary.entries.iter().fold(0, |widest, entry| widest.max(width(&entry.label))),
        State::ALL.iter().fold(0, |widest, state| widest.max(width(state.label(labels)))),
    ]
}

/// Columns of a text on a terminal: two for a wide character, none for one that combines with the previous one.
fn width(text: &str) -> usize {
    let columns = |character: char| match character {
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{610}'..='\u{61A}' => 0,
        '\u{64B}'..='\u{65F}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' => 0,
        '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{200B}'..='\u{200F}' => 0,
        '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{FEFF}' => 0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 2,
        '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' => 2,
        '\u{1F300}'..='\u{1F64F}'
        | '\u{1F680}'..='\u{1F6FF}'
        | '\u{1F900}'..='\u{1F9FF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    };
    text.chars().map(columns).sum()
}

/// A text with spaces behind it, if it is narrower than its column.
fn padded(mut text: String, width_of_column: usize) -> String {
    for _ in width(&text)..width_of_column {
        text.push(' ');
    }
    text
}

/// A text on one line, its characters written by `push`: control characters and bidirectional controls become U+FFFD,
/// line breaks become spaces.
fn clean(text: &str, push: fn(&mut String, char)) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        let visible = match character {
            '\n' | '\r' | '\t' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => '\u{FFFD}',
            control if control.is_control() => '\u{FFFD}',
            other => other,
        };
        push(&mut clean, visible);
    }
    clean
}

fn push_markdown(text: &mut String, character: char) {
    if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$') {
        text.push('\\');
    }
    text.push(character);
}

fn push_html(text: &mut String, character: char) {
    match character {
        '&' => *text += "&amp;",
        '<' => *text += "&lt;",
        '>' => *text += "&gt;",
        '"' => *text += "&quot;",
        '\'' => *text += "&#39;",
        other => text.push(other),
    }
}

fn csv(summary: &PolicySummary) -> String {
    let mut text = String::from("key,label,category,state,locked,locked_by,modified,text\r\n");
    for entry in &summary.entries {
        let fields = [
            &*entry.key,
            &entry.label,
            entry.category.as_str(),
            entry.state.as_str(),
            known(entry.locked),
            entry.locked_by.as_deref().unwrap_or_default(),
            known(entry.modified),
            &entry.text,
        ];
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push_csv(&mut text, field);
        }
        text += "\r\n";
    }
    text
}

fn known(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "true",
        Some(false) => "false",
        None => "",
    }
}

/// Writes a field of CSV. One that a spreadsheet would run as a formula, also after white space, gets an apostrophe, so
/// that it is shown as text.
pub(crate) fn push_csv(text: &mut String, field: &str) {
    let begins = |marks: &[char]| field.trim_start().starts_with(marks);
    let is_formula = field.starts_with(['\t', '\r', '\n']) || begins(&['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula || field.contains(['"', ',', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ') {
        text.push('"');
        if is_formula {
            text.push('\'');
        }
        for character in field.chars() {
            *text += if character == '"' { "\"" } else { "" };
            text.push(character);
        }
        text.push('"');
    } else {
        *text += field;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::summarize_with;
    use crate::validate::Document;

    fn formatted(key: &str, form: Format) -> String {
        let policy = serde_json::json!({ "policy": { key: { "enable": true } } });
        let document = Document::read(policy.to_string().into_bytes());
        format(&summarize_with(&document.view(), Labels::ENGLISH), form)
    }

    #[test]
    fn wide_and_joining_characters_keep_columns_aligned() {
        for (text, columns) in [("ab", 2), ("営業部", 6), ("e\u{301}", 1), ("ｆ", 2), ("한국", 4), ("\u{200F}א", 1)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
        let text = formatted("営業部", Format::Text);
        let column = |line: &str| line.find(" on ").map(|at| width(line.get(..at).unwrap().trim_end()));
        let line = text.lines().find(|line| line.contains("営業部")).unwrap();
        assert_eq!(column(line), Some(8));
        assert_eq!(
            width(line.split(" on ").next().unwrap()) + 1,
            text.lines().nth(3).unwrap().find("unknown").unwrap()
        );
    }

    #[test]
    fn what_is_replaced_keeps_its_width() {
        for character in '\0'..='\u{FFFF}' {
            let text = character.to_string();
            assert_eq!(width(&clean(&text, String::push)), width(&text), "{character:?}");
        }
    }

    #[test]
    fn no_key_breaks_a_line_or_becomes_a_formula() {
        for key in ["=1", "\n=1", " =1", "＝1", "@a", "-1", "a\"b,\r\nc"] {
            let csv = formatted(key, Format::Csv);
            assert!(
                csv.split("\r\n").filter(|line| !line.is_empty()).all(|line| !line.starts_with(['=', '@', '-', '＝'])),
                "{csv}"
            );
            assert!(!csv.contains(",=") && !csv.contains("\"="), "{csv}");
        }
        for form in [Format::Text, Format::Markdown, Format::Html] {
            let lines = formatted("a\nb\u{202E}\u{7}", form);
            assert!(lines.contains("a b\u{FFFD}\u{FFFD}"), "{lines}");
        }
    }
}
