//! A fleet written out again while it is read: as CSV, a row for each user and a column for each policy, or as NDJSON, each
//! profile on a line as it came.
//!
//! A profile that fails is not lost: it is a row with what is wrong in its last column, or a line with an `error` in place
//! of a profile.

use super::count::{PolicyCounters, unknown_state};
use super::each_plan;
use crate::json::unescape;
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Row};
use crate::policy::push_csv;
use crate::row;
use crate::validate::View;

/// A form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// RFC 4180, safe to open in a spreadsheet.
    Csv,
    /// A JSON document on each line.
    Ndjson,
}

/// Columns before those of the policies.
const USER: [&str; 10] = [
    "id",
    "email",
    "extension_number",
    "status",
    "site_id",
    "department",
    "cost_center",
    "phone_numbers",
    "calling_plans",
    "emergency_address",
];
/// Columns behind those of the policies: policies that this version does not know, locks with their levels, and what is wrong.
const REST: [&str; 3] = ["other_policies", "locked", "error"];

/// What has been written and not yet taken.
#[derive(Debug)]
pub(super) struct Export {
    form: ExportForm,
    /// Knows the rows of the policies; counts nothing.
    policies: PolicyCounters,
    written: Vec<u8>,
}

impl Export {
    pub(super) fn new(form: ExportForm) -> Self {
        let mut export = Self { form, policies: PolicyCounters::default(), written: Vec::new() };
        if form == ExportForm::Csv {
            let policies = Policy::SHAPE.fields.iter().map(|field| field.name);
            export.csv_row(USER.into_iter().chain(policies).chain(REST));
        }
        export
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written)
    }

    /// Writes a profile that passed.
    pub(super) fn profile(&mut self, view: &View<'_>, document: &[u8]) {
        match self.form {
            ExportForm::Csv => self.profile_row(view),
            ExportForm::Ndjson => {
                push_line(&mut self.written, document);
                self.written.push(b'\n');
            }
        }
    }

    /// Writes a profile that failed: `failure` is its entry in the summary's list, `message` what is wrong first.
    pub(super) fn failure(&mut self, id: Option<&str>, failure: &str, message: &str) {
        match self.form {
            ExportForm::Csv => {
                let empty = vec![""; USER.len() + Policy::SHAPE.fields.len() + REST.len() - 2];
                self.csv_row(std::iter::once(id.unwrap_or_default()).chain(empty).chain([message]));
            }
            ExportForm::Ndjson => self.written.extend([b"{\"error\":", failure.as_bytes(), b"}\n"].concat()),
        }
    }

    fn profile_row(&mut self, view: &View<'_>) {
        let user = [
            text(view, row!("id")),
            text(view, row!("email")),
            view.raw(row!("extension_number")).map(|raw| String::from_utf8_lossy(raw).into_owned()).unwrap_or_default(),
            text(view, row!("status")),
            text(view, row!("site_id")),
            text(view, row!("department")),
            text(view, row!("cost_center")),
            numbers(view),
            plans(view),
            address(view),
        ];
        let states: Vec<_> = self.policies.states(view).map(state).collect();
        let mut locks = Vec::new();
        for (key, level) in self.policies.locks(view) {
            locks.push([key, ": ", &level].concat());
        }
        let rest = [other_policies(view), locks.join("; "), String::new()];
        self.csv_row(user.iter().map(String::as_str).chain(states).chain(rest.iter().map(String::as_str)));
    }

    fn csv_row<'f>(&mut self, fields: impl Iterator<Item = &'f str>) {
        let mut row = String::new();
        for (index, field) in fields.enumerate() {
            if index > 0 {
                row.push(',');
            }
            push_csv(&mut row, field);
        }
        row.push_str("\r\n");
        self.written.extend(row.into_bytes());
    }
}

fn state(is_on: Option<bool>) -> &'static str {
    match is_on {
        Some(true) => "on",
        Some(false) => "off",
        None => "unknown",
    }
}

fn text(view: &View<'_>, row: Row) -> String {
    view.text(row).unwrap_or_default().into_owned()
}

fn numbers(view: &View<'_>) -> String {
    let mut numbers = Vec::new();
    if let Some(mut items) = view.items(row!("phone_numbers")) {
        while let Some((_, item)) = items.next() {
            numbers.extend(item.text(row!("phone_numbers[].number")).map(|number| number.into_owned()));
        }
    }
    numbers.join("; ")
}

fn plans(view: &View<'_>) -> String {
    let mut plans = Vec::new();
    each_plan(view, |name| plans.push(name.to_string()));
    plans.join("; ")
}

fn address(view: &View<'_>) -> String {
    let parts = [
        row!("emergency_address.address_line1"),
        row!("emergency_address.address_line2"),
        row!("emergency_address.city"),
        row!("emergency_address.state_code"),
        row!("emergency_address.zip"),
        row!("emergency_address.country"),
    ];
    let parts: Vec<_> = parts.into_iter().filter_map(|row| view.text(row).filter(|text| !text.is_empty())).collect();
    parts.join(", ")
}

/// Policies of tomorrow: each with its state where it has one.
fn other_policies(view: &View<'_>) -> String {
    let mut policies = Vec::new();
    for extra in view.unknown_policies() {
        let key = unescape(view.span(extra.key.start, extra.key.end));
        let value = unknown_state(view.span(extra.start, extra.end));
        policies.push([&key, ": ", state(value)].concat());
    }
    policies.join("; ")
}

/// Writes a document on one line: as it came, or without the white space between its tokens where it has several lines.
/// What JSON cannot carry (a byte below a space, in what was an object of JavaScript's) becomes null.
fn push_line(out: &mut Vec<u8>, document: &[u8]) {
    if document.iter().all(|byte| *byte >= b' ') {
        return out.extend(document);
    }
    let (mut in_text, mut is_escaped) = (false, false);
    for &byte in document {
        match byte {
            _ if in_text => {
                out.push(byte);
                in_text = byte != b'"' || is_escaped;
                is_escaped = byte == b'\\' && !is_escaped;
            }
            b' ' | b'\n' | b'\r' | b'\t' => {}
            0..b' ' => out.extend(b"null"),
            _ => {
                in_text = byte == b'"';
                out.push(byte);
            }
        }
    }
}
