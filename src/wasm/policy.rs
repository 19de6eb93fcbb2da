//! Policies of the document at hand.

use wasm_bindgen::prelude::*;

use super::desk::with_desk;
use crate::policy::{Format, PolicySummary, format, summarize};

/// The policy summary of the document last checked, as JSON.
#[wasm_bindgen]
pub fn summary() -> String {
    with_desk(|desk| summarize(&desk.validator.view(desk.input.as_slice())).to_json())
}

/// The policy summary of the document last checked, in one of its forms: 0 text, 1 Markdown, 2 CSV, 3 HTML.
#[wasm_bindgen]
pub fn formatted(form: u8) -> String {
    with_desk(|desk| format(&summarize(&desk.validator.view(desk.input.as_slice())), form_of(form)))
}

/// A policy summary that was written to the desk, `length` bytes of JSON, in one of its forms; `undefined` where it is no
/// summary.
#[wasm_bindgen(js_name = formatSummary)]
pub fn format_summary(length: usize, form: u8) -> Option<String> {
    with_desk(|desk| {
        desk.input.end_at(length);
        PolicySummary::from_json(desk.input.as_slice()).map(|summary| format(&summary, form_of(form)))
    })
}

fn form_of(form: u8) -> Format {
    match form {
        0 => Format::Text,
        1 => Format::Markdown,
        2 => Format::Csv,
        _ => Format::Html,
    }
}
