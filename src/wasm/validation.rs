//! Validation of the current document.

use wasm_bindgen::prelude::*;

use super::current::{CurrentDocument, with_current};
use crate::client::invalid::{Invalid, Subject};
use crate::model::PROFILE;
use crate::model::schema::Row;
use crate::row;
use crate::validate::{DocumentKind, Options, SlotKind, Strictness, profile_within};

/// Checks the document of `length` bytes that was written to the input, see [`reserve`].
///
/// `strictness` is a [`Strictness`]; the result is a [`Verdict`](crate::validate::Verdict).
#[wasm_bindgen]
pub fn check(length: usize, strictness: u8, from_object: bool, max_issues: usize) -> f64 {
    with_current(|current| {
        current.input.end_at(length);
        let strictness = Strictness::from_number(strictness).unwrap_or_default();
        current.options = Options { strictness, max_issues, from_object };
        current.validator.check(current.input.as_slice(), &current.options).to_number()
    })
}

/// Whether the document of `length` bytes that was written there passes *standard* and has no null members, with
/// nothing but that to be asked of it. `false` says nothing: then it is to be checked.
#[wasm_bindgen(js_name = passesStandard)]
pub fn passes_standard(length: usize) -> bool {
    with_current(|current| {
        current.input.end_at(length);
        current.validator.passes_standard(current.input.as_slice())
    })
}

/// Whether the document last checked has any field of a profile. A `status` counts as a string only: a fleet's summary
/// has another one.
#[wasm_bindgen(js_name = hasProfile)]
pub fn has_profile() -> bool {
    with_current(|current| {
        let view = current.view();
        let mut others = PROFILE.fields.iter().filter(|field| field.name != "status");
        view.text(row!("status")).is_some() || others.any(|field| view.has(Row(field.offset)))
    })
}

/// Returns what the document last checked looks like if it is no profile, in words, and after a line break the path of
/// a profile within it, if there is one. Empty for a profile, and for an object of which nothing is known.
#[wasm_bindgen(js_name = otherKind)]
pub fn other_kind() -> String {
    with_current(|current| match current.validator.other_kind() {
        None | Some(DocumentKind::Empty | DocumentKind::Unknown) => String::new(),
        Some(_) if current.view().slot(row!("policy")).kind == SlotKind::Object => String::new(),
        Some(kind) => {
            let within = profile_within(current.input.as_slice(), 0).unwrap_or_default();
            [kind.as_str(), "\n", &within].concat()
        }
    })
}

/// The issues of the document last checked, as a table. What is returned tells where it is: the address of its text and
/// its bytes, the address of its numbers and how many they are.
#[wasm_bindgen]
pub fn issues(in_bytes: bool) -> *const u32 {
    with_current(|current| {
        let CurrentDocument { input, options, validator, issues, issues_at, .. } = current;
        validator.tabulate(input.as_slice(), options, in_bytes, issues);
        let (text, numbers) = (issues.text(), issues.numbers());
        *issues_at = [text.as_ptr() as u32, text.len() as u32, numbers.as_ptr() as u32, numbers.len() as u32];
        issues_at.as_ptr()
    })
}

/// Pointers of the null members of the document last checked, a line each.
#[wasm_bindgen]
pub fn nulls() -> String {
    with_current(|current| current.validator.null_pointers(current.input.as_slice()))
}

/// Describes what is wrong with the document last checked, for the call that received it.
#[wasm_bindgen(js_name = describeReply)]
pub fn describe_reply(issue_count: usize) {
    with_current(|current| current.invalid = current.describe(Subject::Reply, issue_count));
}

#[wasm_bindgen]
extern "C" {
    /// What takes a description.
    pub type DescriptionSink;

    #[wasm_bindgen(method)]
    fn describe(this: &DescriptionSink, message: &str, hint: &str);
}

/// Describes what is wrong with the document last checked, an input, to one method of `sink`.
#[wasm_bindgen(js_name = describeInput)]
pub fn describe_input(sink: &DescriptionSink, issue_count: usize) {
    let invalid = with_current(|current| current.describe(Subject::Input, issue_count));
    sink.describe(&invalid.message, invalid.hint);
}

impl CurrentDocument {
    fn describe(&self, subject: Subject, issue_count: usize) -> Invalid {
        Invalid::new(subject, &self.validator, self.input.as_slice(), &self.options, issue_count)
    }
}
