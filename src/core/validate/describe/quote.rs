//! Writes what an issue quotes: shortened, with control characters made visible.

use crate::json::{TextBuffer, push_decimal};
use crate::model::schema::Kind;

/// Characters of a text that a message quotes.
const QUOTED: usize = 40;

/// Writes a text. Out of line: inlined, all of these would take 4 KB.
#[inline(never)]
pub(super) fn put(out: &mut TextBuffer, text: &str) {
    out.push_str(text);
}

/// Writes the documented values.
pub(super) fn push_listed(out: &mut TextBuffer, kind: Kind) {
    let separator = |index| if index == 0 { "one of " } else { ", " };
    match kind {
        Kind::Word(words) => {
            for (index, word) in words.iter().enumerate() {
                put(out, separator(index));
                push_quoted(out, word);
            }
        }
        Kind::Code(codes) => {
            for (index, code) in codes.iter().enumerate() {
                put(out, separator(index));
                push_decimal(out, code.unsigned_abs());
            }
        }
        Kind::List(item) => push_listed(out, *item),
        _ => {}
    }
}

/// Writes a text in quotes, shortened, with its control characters made visible.
pub(super) fn push_quoted(out: &mut TextBuffer, text: &str) {
    put(out, "\"");
    push_escaped(out, text);
    put(out, "\"");
}

/// Writes a text, shortened, with its control characters made visible.
pub(super) fn push_escaped(out: &mut TextBuffer, text: &str) {
    let (mut rest, is_shortened) = shortened(text);
    while let Some((at, special)) = rest.char_indices().find(|(_, character)| is_special(*character)) {
        put(out, rest.get(..at).unwrap_or_default());
        let shown = match special {
            '"' => "\\\"",
            '\n' => "\\n",
            _ => "\u{FFFD}",
        };
        put(out, shown);
        rest = rest.get(at + special.len_utf8()..).unwrap_or_default();
    }
    put(out, rest);
    put(out, if is_shortened { "…" } else { "" });
}

fn is_special(character: char) -> bool {
    character == '"' || character.is_control()
}

pub(super) fn push_shortened(out: &mut TextBuffer, text: &str) {
    let (text, is_shortened) = shortened(text);
    put(out, text);
    put(out, if is_shortened { "…" } else { "" });
}

/// As much of a text as is quoted, and whether there is more.
fn shortened(text: &str) -> (&str, bool) {
    // Most are short, which their bytes tell at once.
    if text.len() <= QUOTED {
        return (text, false);
    }
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), true),
        None => (text, false),
    }
}
