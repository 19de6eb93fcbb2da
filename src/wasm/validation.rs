//! Validation of the document at hand.

use wasm_bindgen::prelude::*;

use super::desk::with_desk;
use super::json;
use crate::validate::{Issue, Options, PathSegment, Strictness};

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

fn strictness_of(number: u8) -> Strictness {
    match number {
        0 => Strictness::Strict,
        2 => Strictness::Lenient,
        _ => Strictness::Standard,
    }
}

/// The issues of the document last checked, as JSON. Offsets count bytes where `in_bytes`, else UTF-16 units.
#[wasm_bindgen]
pub fn issues(in_bytes: bool) -> String {
    with_desk(|desk| issues_json(&desk.validator.issues(desk.input.as_slice(), &desk.options), in_bytes))
}

/// An issue as JavaScript has it: its position spread out, in one unit.
#[derive(serde::Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    issue: &'a Issue,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

fn issues_json(issues: &[Issue], in_bytes: bool) -> String {
    let placed: Vec<_> = issues
        .iter()
        .map(|issue| Placed {
            issue,
            offset: issue.position.map(|position| if in_bytes { position.bytes } else { position.utf16 }),
            line: issue.position.map(|position| position.line),
            column: issue.position.map(|position| position.column),
        })
        .collect();
    json(&placed)
}

/// Paths of the null members of the document last checked, as JSON.
#[wasm_bindgen]
pub fn nulls() -> String {
    with_desk(|desk| json(&desk.validator.nulls(desk.input.as_slice()).collect::<Vec<Vec<PathSegment>>>()))
}
