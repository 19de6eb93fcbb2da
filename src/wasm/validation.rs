//! Validation of the document at hand.

use wasm_bindgen::prelude::*;

use super::desk::with_desk;
use crate::json::utf16_length;
use crate::validate::{Described, IssueCode, Options, Parts, Strictness};

/// Checks the document of `length` bytes that was written to the room made by [`reserve`].
///
/// `strictness` is 0 for strict, 1 for standard, 2 for lenient. The result has a bit for each: passed (1), has null
/// members (2); the count of its issues is above them.
#[wasm_bindgen]
pub fn check(length: usize, strictness: u8, from_object: bool, max_issues: usize) -> f64 {
    with_desk(|desk| {
        desk.input.end_at(length);
        desk.options = Options { strictness: strictness_of(strictness), max_issues, from_object };
        let verdict = desk.validator.check(desk.input.as_slice(), &desk.options);
        let bits = u8::from(verdict.success) | u8::from(verdict.nulls > 0) << 1;
        verdict.issue_count as f64 * 4.0 + f64::from(bits)
    })
}

pub fn strictness_of(number: u8) -> Strictness {
    match number {
        0 => Strictness::Strict,
        2 => Strictness::Lenient,
        _ => Strictness::Standard,
    }
}

/// The codes of issues with their severities, in the order of the numbers that [`issues`] gives them:
/// `invalid_json error, …`, separated by commas.
#[wasm_bindgen(js_name = issueCodes)]
pub fn issue_codes() -> String {
    let code = |code: &IssueCode| [code.as_str(), " ", code.severity().as_str()].concat();
    IssueCode::ALL.iter().map(code).collect::<Vec<_>>().join(",")
}

/// The issues of the document last checked. They come as one text and a table of numbers, since that is several times
/// quicker than value by value: the text is what is returned, the table is at [`issue_table`].
#[wasm_bindgen]
pub fn issues(in_bytes: bool) -> String {
    with_desk(|desk| {
        let mut texts = String::new();
        let described = desk.validator.describe(desk.input.as_slice(), &desk.options, &mut texts);
        let mut units = Units::of(&texts);
        desk.table.clear();
        for issue in &described {
            push_row(&mut desk.table, issue, in_bytes, &mut units);
        }
        texts
    })
}

/// The table of the issues last asked for: its address. Each issue takes 14 numbers.
#[wasm_bindgen(js_name = issueTable)]
pub fn issue_table() -> *const u32 {
    with_desk(|desk| desk.table.as_ptr())
}

/// How many numbers the table has.
#[wasm_bindgen(js_name = issueTableLength)]
pub fn issue_table_length() -> usize {
    with_desk(|desk| desk.table.len())
}

/// UTF-16 units before offsets of a text. It counts from the offset asked for before: those of issues lie close together, and
/// counting each from the start would take time that grows with the square of their number.
struct Units<'a> {
    text: &'a str,
    /// Bytes and units are the same.
    is_ascii: bool,
    at: usize,
    units: usize,
}

impl<'a> Units<'a> {
    fn of(text: &'a str) -> Units<'a> {
        Units { text, is_ascii: text.is_ascii(), at: 0, units: 0 }
    }

    fn before(&mut self, offset: usize) -> u32 {
        if self.is_ascii {
            return offset as u32;
        }
        let between = |start, end| utf16_length(self.text.as_bytes().get(start..end).unwrap_or_default());
        self.units = self.units + between(self.at, offset) - between(offset, self.at);
        self.at = offset;
        self.units as u32
    }
}

/// Writes an issue's row: code; start and end of pointer, message, what was expected, what was received; which segments of
/// the pointer are indices, in two halves; offset, line and column, which are 0 where there are none.
fn push_row(table: &mut Vec<u32>, issue: &Described, in_bytes: bool, units: &mut Units) {
    let Parts { pointer, indices, message, expected, received } = &issue.parts;
    let none = 0..0;
    let texts = [pointer, message, expected.as_ref().unwrap_or(&none), received.as_ref().unwrap_or(&none)];
    let [p, m, e, r] = texts.map(|range| [units.before(range.start), units.before(range.end)]);
    let [offset, line, column] = issue.position.map_or([0; 3], |position| {
        [if in_bytes { position.bytes } else { position.utf16 }, position.line, position.column]
    });
    let places = [offset as u32, line as u32, column as u32];
    table.push(issue.code as u32);
    table.extend([p, m, e, r].as_flattened());
    table.extend([*indices as u32, (*indices >> 32) as u32]);
    table.extend(places);
}

/// Pointers of the null members of the document last checked, a line each.
#[wasm_bindgen]
pub fn nulls() -> String {
    with_desk(|desk| desk.validator.null_pointers(desk.input.as_slice()))
}
