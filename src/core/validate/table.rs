//! Issues for JavaScript: one string and a table of numbers, which cross several times faster than value by value.

use crate::json::{TextBuffer, is_ascii, utf16_length};

use super::describe::Described;

macro_rules! issue_row {
    ($(#[$meta:meta])* struct $Name:ident; $($kind:ident { $($(#[$doc:meta])* $column:ident,)* })*) => {
        $(#[$meta])*
        struct $Name {
            $($($(#[$doc])* $column: u32,)*)*
        }

        /// The columns of an issue's row, in their order.
        pub const ISSUE_COLUMNS: &[&str] = &[$($(stringify!($column),)*)*];

        /// Whether each column is a place in the text.
        const IS_PLACE: [bool; ISSUE_COLUMNS.len()] = [$($(issue_row!(@$kind $column),)*)*];

        impl $Name {
            fn numbers(self) -> [u32; ISSUE_COLUMNS.len()] {
                [$($(self.$column,)*)*]
            }
        }
    };
    (@place $column:ident) => { true };
    (@number $column:ident) => { false };
}

issue_row! {
    /// The numbers of an issue. Places are in UTF-16 units of the text, 0 and 0 for what there is none of.
    struct IssueRow;
    number {
        code,
        /// Its number, 0 for one that the schema does not have ([`IssueTexts::path`](super::IssueTexts)).
        path,
    }
    place {
        pointer,
        pointer_end,
        message,
        message_end,
        expected,
        expected_end,
        received,
        received_end,
    }
    number {
        /// Which segments of the pointer are indices, a bit for each: the first 32.
        low_indices,
        high_indices,
        /// In the document, as line and column are; 0 for a document that was an object.
        offset,
        line,
        column,
    }
}

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

    /// Rows of numbers, with those of [`ISSUE_COLUMNS`].
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
        for row in self.rows.0.chunks_mut(IS_PLACE.len()) {
            let places = row.iter_mut().zip(IS_PLACE).filter(|(number, is_place)| *is_place && **number > 0);
            for (place, _) in places {
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
        let texts = &issue.texts;
        let (expected, received) =
            (texts.expected.clone().unwrap_or_default(), texts.received.clone().unwrap_or_default());
        let (offset, line, column) = issue.position.map_or((0, 0, 0), |position| {
            (if in_bytes { position.bytes } else { position.utf16 }, position.line, position.column)
        });
        let row = IssueRow {
            code: issue.code as u32,
            path: texts.path,
            pointer: texts.pointer.start as u32,
            pointer_end: texts.pointer.end as u32,
            message: texts.message.start as u32,
            message_end: texts.message.end as u32,
            expected: expected.start as u32,
            expected_end: expected.end as u32,
            received: received.start as u32,
            received_end: received.end as u32,
            low_indices: texts.indices as u32,
            high_indices: (texts.indices >> 32) as u32,
            offset: offset as u32,
            line: line as u32,
            column: column as u32,
        };
        self.0.extend_from_slice(&row.numbers());
    }
}
