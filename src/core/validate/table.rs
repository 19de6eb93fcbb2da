//! Issues for JavaScript: one text and a table of numbers, which are several times quicker to take over than value by
//! value.

use crate::json::{TextBuffer, is_ascii, utf16_length};

use super::Described;

/// Numbers of an issue: its code; its path's number ([`Parts::path`](super::Parts)); start and end of its pointer, its
/// message, what was expected and what was received, in UTF-16 units of the text, the latter two 0 and 0 where there is
/// none; which segments of the pointer are indices, in two halves; offset, line and column, 0 where there are none.
const ROW: usize = 15;

/// Those of them that are places in the text.
const PLACES: std::ops::Range<usize> = 2..10;

/// Numbers beyond these are given back.
const KEPT_NUMBERS: usize = 1 << 16;

/// The issues of one document.
#[derive(Debug, Default)]
pub struct IssueTable {
    texts: TextBuffer,
    rows: Rows,
}

/// The numbers of issues, row by row.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<u32>);

impl IssueTable {
    /// The text that all texts are cut from.
    pub fn text(&self) -> &[u8] {
        self.texts.as_bytes()
    }

    /// Rows of 15 numbers.
    pub fn numbers(&self) -> &[u32] {
        &self.rows.0
    }

    /// Begins anew: where the texts of issues are written to, and where each issue is added behind them.
    pub(super) fn begin(&mut self) -> (&mut TextBuffer, &mut Rows) {
        self.texts.clear();
        self.rows.0.clear();
        self.rows.0.shrink_to(KEPT_NUMBERS);
        (&mut self.texts, &mut self.rows)
    }

    /// Turns places in the text into UTF-16 units. They are counted from the place before: those of issues lie close
    /// together, and counting each from the start would take time that grows with the square of their number. (0 stays
    /// 0, be it a place or none.)
    pub(super) fn finish(&mut self) {
        let text = self.texts.as_bytes();
        if is_ascii(text) {
            return;
        }
        let between = |start, end| utf16_length(text.get(start..end).unwrap_or_default());
        let (mut at, mut units) = (0, 0);
        for row in self.rows.0.chunks_mut(ROW) {
            for place in row.get_mut(PLACES).unwrap_or_default().iter_mut().filter(|place| **place > 0) {
                let offset = *place as usize;
                units = units + between(at, offset) - between(offset, at);
                at = offset;
                *place = units as u32;
            }
        }
    }
}

impl Rows {
    /// Adds an issue whose texts have been written; `in_bytes` is what its offset counts.
    pub(super) fn push(&mut self, issue: &Described, in_bytes: bool) {
        let parts = &issue.parts;
        let [p, m] = [&parts.pointer, &parts.message].map(|range| [range.start as u32, range.end as u32]);
        let [e, r] = [&parts.expected, &parts.received].map(|range| match range {
            Some(range) => [range.start as u32, range.end as u32],
            None => [0; 2],
        });
        let [offset, line, column] = issue.position.map_or([0; 3], |position| {
            [if in_bytes { position.bytes } else { position.utf16 }, position.line, position.column].map(|n| n as u32)
        });
        let [low, high] = [parts.indices as u32, (parts.indices >> 32) as u32];
        self.0.extend_from_slice(&[issue.code as u32, parts.path]);
        self.0.extend_from_slice([p, m, e, r].as_flattened());
        self.0.extend_from_slice(&[low, high, offset, line, column]);
    }
}
