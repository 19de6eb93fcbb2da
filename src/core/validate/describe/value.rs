//! Values of a document in words.

use std::borrow::Cow;

use super::super::foreign::{foreign_name, is_foreign};
use super::quote::{push_quoted, push_shortened, put};
use crate::json::{TextBuffer, lossy, unescape};

/// A value of the document.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) document: &'a [u8],
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Value<'a> {
    pub(super) fn bytes(self) -> &'a [u8] {
        self.document.get(self.start..self.end).unwrap_or_default()
    }

    /// The text between the quotes, if it is one.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self.bytes() {
            [b'"', text @ .., b'"'] => Some(unescape(text)),
            _ => None,
        }
    }

    /// Writes what stands there, with its article.
    pub(super) fn describe(self, out: &mut TextBuffer) {
        let words = match (self.text(), self.bytes()) {
            (Some(text), _) if text.is_empty() => "an empty string",
            (Some(text), _) => {
                put(out, "the string ");
                return push_quoted(out, &text);
            }
            (_, [b't', ..]) => "true",
            (_, [b'f', ..]) => "false",
            (_, [b'n', ..]) => "null",
            (_, [b'{', ..]) => "an object",
            (_, [b'[', ..]) => "an array",
            (_, [byte, ..]) if is_foreign(*byte) => foreign_name(*byte),
            (_, number) => {
                put(out, "the number ");
                return push_shortened(out, &lossy(number));
            }
        };
        put(out, words);
    }
}
