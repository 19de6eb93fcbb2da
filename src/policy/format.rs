//! Summaries in forms to read: text for terminals, Markdown, CSV and HTML.
//!
//! What a profile says may be anything in any script: each form escapes what could break it.

use super::catalog::Category;
use super::summary::{PolicyEntry, PolicySummary};

/// A form of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns under headings, for terminals.
    Text,
    /// A table for each category, as GitHub renders it.
    Markdown,
    /// RFC 4180, safe to open in a spreadsheet.
    Csv,
    /// Sections with tables, without styles.
    Html,
}

/// Writes a summary in one of its forms.
pub fn format(summary: &PolicySummary, format: Format) -> String {
    match format {
        Format::Text => text(summary),
        Format::Markdown => markdown(summary),
        Format::Csv => csv(summary),
        Format::Html => html(summary),
    }
}

fn by_category(summary: &PolicySummary) -> impl Iterator<Item = (Category, Vec<&PolicyEntry>)> {
    Category::ALL.into_iter().filter_map(|category| {
        let entries: Vec<_> = summary.entries.iter().filter(|entry| entry.category == category).collect();
        (!entries.is_empty()).then_some((category, entries))
    })
}

fn counts(summary: &PolicySummary) -> String {
    let counts = &summary.counts;
    [
        (counts.on, " on, "),
        (counts.off, " off, "),
        (counts.unknown, " unknown; "),
        (counts.locked, " locked, "),
        (counts.modified, " modified"),
    ]
    .iter()
    .fold(String::new(), |text, (count, word)| text + &count.to_string() + word)
}

fn text(summary: &PolicySummary) -> String {
    let width = summary.entries.iter().map(|entry| clean(&entry.label).chars().count()).max().unwrap_or_default();
    let mut text = counts(summary) + "\n";
    for (category, entries) in by_category(summary) {
        text += "\n";
        text += category.label();
        text += "\n";
        for entry in entries {
            let label = clean(&entry.label);
            text += "  ";
            text += &label;
            text.extend(std::iter::repeat_n(' ', width - label.chars().count() + 2));
            text += match entry.state.as_str() {
                "on" => "on       ",
                "off" => "off      ",
                _ => "unknown  ",
            };
            text += &clean(&entry.text);
            text += "\n";
        }
    }
    text
}

/// A text on one line: control characters, and those that reorder what is around them, become visible.
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

fn markdown(summary: &PolicySummary) -> String {
    let mut text = counts(summary) + "\n";
    for (category, entries) in by_category(summary) {
        text += "\n### ";
        text += category.label();
        text += "\n\n| Policy | State | Meaning |\n| --- | --- | --- |\n";
        for entry in entries {
            text += "| ";
            push_escaped(&mut text, &clean(&entry.label), "\\`*_{}[]<>()#+-.!|~&");
            text += " | ";
            text += entry.state.as_str();
            text += " | ";
            push_escaped(&mut text, &clean(&entry.text), "\\`*_[]<>#|~&");
            text += " |\n";
        }
    }
    text
}

fn push_escaped(text: &mut String, value: &str, special: &str) {
    for character in value.chars() {
        if special.contains(character) {
            text.push('\\');
        }
        text.push(character);
    }
}

fn csv(summary: &PolicySummary) -> String {
    let mut text = String::from("key,label,category,state,locked,locked_by,modified,text\r\n");
    for entry in &summary.entries {
        let fields = [
            entry.key.as_str(),
            &entry.label,
            entry.category.label(),
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

/// A field of CSV. One that a spreadsheet would run as a formula gets an apostrophe, which it shows as text.
fn push_csv(text: &mut String, field: &str) {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula || field.contains(['"', ',', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ') {
        text.push('"');
        if is_formula {
            text.push('\'');
        }
        *text += &field.replace('"', "\"\"");
        text.push('"');
    } else {
        *text += field;
    }
}

fn html(summary: &PolicySummary) -> String {
    let mut text = String::from("<section class=\"policy-summary\">\n<p>");
    text += &counts(summary);
    text += "</p>\n";
    for (category, entries) in by_category(summary) {
        text += "<section>\n<h3>";
        text += category.label();
        text += "</h3>\n<table>\n<thead><tr><th scope=\"col\">Policy</th><th scope=\"col\">State</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n";
        for entry in entries {
            text += "<tr data-state=\"";
            text += entry.state.as_str();
            text += "\"><th scope=\"row\"><bdi>";
            push_html(&mut text, &entry.label);
            text += "</bdi></th><td>";
            text += entry.state.as_str();
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
