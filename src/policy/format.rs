//! Summaries as text for terminals, Markdown, CSV and HTML.
//!
//! Strings of a profile may have any characters: each format escapes those that have a meaning in it.

use super::catalog::Category;
use super::labels::{self, Labels, Phrase};
use super::state::State;
use super::summary::{Counts, PolicyEntry, PolicySummary};
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
        Format::Text => text(summary, labels),
        Format::Markdown => markdown(summary, labels),
        Format::Csv => csv(summary),
        Format::Html => html(summary, labels),
    }
}

fn by_category(summary: &PolicySummary) -> impl Iterator<Item = (Category, Vec<&PolicyEntry>)> {
    Category::ALL.into_iter().filter_map(|category| {
        let entries: Vec<_> = summary.entries.iter().filter(|entry| entry.category == category).collect();
        (!entries.is_empty()).then_some((category, entries))
    })
}

fn counts(summary: &PolicySummary, labels: &Labels) -> String {
    let Counts { on, off, unknown, locked, modified } = summary.counts;
    let [on, off, unknown, locked, modified] = [on, off, unknown, locked, modified].map(|count| decimal(count.into()));
    let values = [("on", &*on), ("off", &*off), ("unknown", &*unknown), ("locked", &*locked), ("modified", &*modified)];
    labels::COUNTS.fill(labels, &values)
}

fn text(summary: &PolicySummary, labels: &Labels) -> String {
    let label_width = widest(summary.entries.iter().map(|entry| clean(&entry.label)));
    let states = [State::On, State::Off, State::Unknown];
    let state_width = widest(states.into_iter().map(|state| clean(state.label(labels))));
    let mut text = counts(summary, labels) + "\n";
    for (category, entries) in by_category(summary) {
        text += "\n";
        text += &clean(&category.heading(labels));
        text += "\n";
        for entry in entries {
            text += "  ";
            push_padded(&mut text, &clean(&entry.label), label_width);
            push_padded(&mut text, &clean(entry.state.label(labels)), state_width);
            text += &clean(&entry.text);
            text += "\n";
        }
    }
    text
}

fn widest(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| width(&text)).max().unwrap_or_default()
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

fn push_padded(out: &mut String, text: &str, width_of_column: usize) {
    out.push_str(text);
    out.extend(std::iter::repeat_n(' ', width_of_column.saturating_sub(width(text)) + 2));
}

/// A text on one line: control characters and bidirectional controls become U+FFFD, line breaks become spaces.
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\r' | '\t' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => '\u{FFFD}',
            control if control.is_control() => '\u{FFFD}',
            other => other,
        })
        .collect()
}

fn markdown(summary: &PolicySummary, labels: &Labels) -> String {
    let mut text = counts(summary, labels) + "\n";
    for (category, entries) in by_category(summary) {
        text += "\n### ";
        push_cell(&mut text, &category.heading(labels));
        text += "\n\n|";
        for column in COLUMNS {
            text.push(' ');
            push_cell(&mut text, column.of(labels));
            text += " |";
        }
        text += "\n| --- | --- | --- |\n";
        for entry in entries {
            text.push('|');
            for cell in [&entry.label, entry.state.label(labels), &entry.text] {
                text.push(' ');
                push_cell(&mut text, cell);
                text += " |";
            }
            text.push('\n');
        }
    }
    text
}

/// The headings of a table's columns.
const COLUMNS: [Phrase; 3] = [labels::POLICY, labels::STATE, labels::MEANING];

/// Writes a text on one line, with Markdown's special characters escaped.
fn push_cell(out: &mut String, text: &str) {
    push_escaped(out, &clean(text), "\\`*_[]<>#|~&$");
}

fn push_escaped(text: &mut String, value: &str, special: &str) {
    for character in value.chars() {
        if special.bytes().any(|byte| char::from(byte) == character) {
            text.push('\\');
        }
        text.push(character);
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

fn html(summary: &PolicySummary, labels: &Labels) -> String {
    let mut text = String::from("<section class=\"policy-summary\">\n<p>");
    push_html(&mut text, &counts(summary, labels));
    text += "</p>\n";
    for (category, entries) in by_category(summary) {
        text += "<section>\n<h3>";
        push_html(&mut text, &category.heading(labels));
        text += "</h3>\n<table>\n<thead><tr>";
        for column in COLUMNS {
            text += "<th scope=\"col\">";
            push_html(&mut text, column.of(labels));
            text += "</th>";
        }
        text += "</tr></thead>\n<tbody>\n";
        for entry in entries {
            text += "<tr data-state=\"";
            text += entry.state.as_str();
            text += "\"><th scope=\"row\"><bdi>";
            push_html(&mut text, &entry.label);
            text += "</bdi></th><td>";
            push_html(&mut text, entry.state.label(labels));
            text += "</td><td><bdi>";
            push_html(&mut text, &entry.text);
            text += "</bdi></td></tr>\n";
        }
        text += "</tbody>\n</table>\n</section>\n";
    }
    text + "</section>\n"
}

fn push_html(text: &mut String, value: &str) {
    for character in clean(value).chars() {
        match character {
            '&' => *text += "&amp;",
            '<' => *text += "&lt;",
            '>' => *text += "&gt;",
            '"' => *text += "&quot;",
            '\'' => *text += "&#39;",
            other => text.push(other),
        }
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
