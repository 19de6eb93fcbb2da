//! The only room that knows JavaScript: what the package's entries call, and the call of fetch. It holds no logic: values
//! are taken in, handed to the rooms below, and handed out.

mod call;
mod host;
mod options;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::client::options::{VALIDATION, meant};
use crate::policy::{Format, format, summarize};
use crate::validate::{Issue, Options, PathSegment, Strictness, Validator};

/// The document at hand, and what was found in it. One for all calls: they do not overlap, since nothing in here calls
/// back into JavaScript.
#[derive(Default)]
struct Desk {
    input: Vec<u8>,
    options: Options,
    validator: Validator,
}

/// A document larger than this gives its memory back.
const KEPT_INPUT: usize = 4 << 20;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

fn with_desk<T>(work: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with_borrow_mut(work)
}

/// Makes room for a document, and gives its address.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_desk(|desk| {
        if desk.input.capacity() > KEPT_INPUT && length < KEPT_INPUT {
            desk.input = Vec::new();
        }
        desk.input.clear();
        desk.input.resize(length, 0);
        desk.input.as_mut_ptr()
    })
}

/// Checks the document of `length` bytes that was written to the room made by [`reserve`].
///
/// `strictness` is 0 for strict, 1 for standard, 2 for lenient. The result has a bit for each: passed (1), has null
/// members (2); the count of its issues is above them.
#[wasm_bindgen]
pub fn check(length: usize, strictness: u8, from_object: bool, max_issues: usize) -> f64 {
    with_desk(|desk| {
        desk.input.truncate(length);
        desk.options = Options { strictness: strictness_of(strictness), max_issues, from_object };
        let verdict = desk.validator.check(&desk.input, &desk.options);
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
    with_desk(|desk| issues_json(&desk.validator.issues(&desk.input, &desk.options), in_bytes))
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
    with_desk(|desk| json(&desk.validator.nulls(&desk.input).collect::<Vec<Vec<PathSegment>>>()))
}

/// The policy summary of the document last checked, as JSON.
#[wasm_bindgen]
pub fn summary() -> String {
    with_desk(|desk| json(&summarize(&desk.validator.view(&desk.input))))
}

/// The policy summary of the document last checked, in one of its forms: 0 text, 1 Markdown, 2 CSV, 3 HTML.
#[wasm_bindgen]
pub fn formatted(form: u8) -> String {
    with_desk(|desk| format(&summarize(&desk.validator.view(&desk.input)), form_of(form)))
}

/// A policy summary made before, in one of its forms; `undefined` where it is no summary.
#[wasm_bindgen(js_name = formatSummary)]
pub fn format_summary(summary: JsValue, form: u8) -> Option<String> {
    serde_wasm_bindgen::from_value(summary).ok().map(|summary| format(&summary, form_of(form)))
}

fn form_of(form: u8) -> Format {
    match form {
        0 => Format::Text,
        1 => Format::Markdown,
        2 => Format::Csv,
        _ => Format::Html,
    }
}

/// The option that was meant by a name that is none, among those of a validation.
#[wasm_bindgen(js_name = meantOption)]
pub fn meant_option(name: &str) -> Option<String> {
    meant(name, VALIDATION.iter().copied()).map(Into::into)
}

/// Our own types always make JSON.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
