//! Exports a fleet while it is read: as CSV, with a row for each user and a column for each policy, or as NDJSON, with
//! each profile unchanged on a line.
//!
//! A profile that fails is a row with the reason in its last column, or a line with an `error`.

use super::count::PolicyCounters;
use super::user::each_plan;
use crate::json::{lossy, unescape};
use crate::model::Policy;
use crate::model::schema::DeclaredShape;
use crate::policy::{PolicyState, address_line, push_csv};
use crate::validate::{UnknownMember, View};
use crate::{named, numbered, row};

numbered! {
    /// A form of an export.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum ExportForm {
        /// RFC 4180, safe to open in a spreadsheet.
        Csv = "csv",
        /// A JSON document on each line.
        Ndjson = "ndjson",
    }
}

named!(numbered ExportForm);

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
/// Columns behind those of the policies: policies that this version does not know, locks with their levels, the code of
/// what could not be fetched, and what is wrong.
const REST: [&str; 4] = ["other_policies", "locked", "error_code", "error"];

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
            let mut row = Row::default();
            USER.iter().for_each(|name| row.push(name));
            Policy::SHAPE.fields.iter().for_each(|field| row.push(field.name));
            REST.iter().for_each(|name| row.push(name));
            export.write(row);
        }
        export
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written)
    }

    /// Writes a profile that passed; `others` are its policies that the schema does not know, `site` is its site's ID.
    pub(super) fn profile(&mut self, view: &View<'_>, others: &[UnknownMember], site: Option<&str>, document: &[u8]) {
        match self.form {
            ExportForm::Csv => self.profile_row(view, others, site),
            ExportForm::Ndjson => {
                push_line(&mut self.written, document);
                self.written.push(b'\n');
            }
        }
    }

    /// Writes a profile that failed: its ID, the error's code and message, and its entry in the summary's list.
    pub(super) fn failure(&mut self, [id, code, message]: [Option<&str>; 3], failure: &str) {
        match self.form {
            ExportForm::Csv => {
                let mut row = Row::default();
                row.push(id.unwrap_or_default());
                (3..USER.len() + Policy::SHAPE.fields.len() + REST.len()).for_each(|_| row.push(""));
                row.push(code.unwrap_or_default());
                row.push(message.unwrap_or_default());
                self.write(row);
            }
            ExportForm::Ndjson => self.written.extend([b"{\"error\":", failure.as_bytes(), b"}\n"].concat()),
        }
    }

    fn profile_row(&mut self, view: &View<'_>, others: &[UnknownMember], site: Option<&str>) {
        let mut row = Row::default();
        for field in [row!("id"), row!("email")] {
            row.push(&view.text(field).unwrap_or_default());
        }
        row.push(&lossy(view.raw(row!("extension_number")).unwrap_or_default()));
        row.push(&view.text(row!("status")).unwrap_or_default());
        row.push(site.unwrap_or_default());
        for field in [row!("department"), row!("cost_center")] {
            row.push(&view.text(field).unwrap_or_default());
        }
        row.push(&numbers(view));
        row.push(&plans(view));
        row.push(&address_line(view));
        self.policies.states(view).for_each(|is_on| row.push(state(is_on)));
        row.push(&other_policies(view, others));
        let mut locks = String::new();
        for (key, level) in self.policies.locks(view) {
            push_listed(&mut locks, "; ", &[key, ": ", &level]);
        }
        row.push(&locks);
        row.push("");
        row.push("");
        self.write(row);
    }

    fn write(&mut self, row: Row) {
        self.written.extend(row.end().into_bytes());
    }
}

/// A row of CSV, with a comma behind each field.
#[derive(Default)]
pub(super) struct Row(String);

impl Row {
    pub(super) fn push(&mut self, field: &str) {
        push_csv(&mut self.0, field);
        self.0.push(',');
    }

    /// The row as it is written.
    pub(super) fn end(mut self) -> String {
        self.0.pop();
        self.0.push_str("\r\n");
        self.0
    }
}

fn state(is_on: Option<bool>) -> &'static str {
    match is_on {
        Some(true) => "on",
        Some(false) => "off",
        None => "unknown",
    }
}

/// Writes one of a list in a field, in parts; `separator` comes between it and the one before.
fn push_listed(list: &mut String, separator: &str, parts: &[&str]) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    parts.iter().for_each(|part| list.push_str(part));
}

fn numbers(view: &View<'_>) -> String {
    let mut numbers = String::new();
    if let Some(mut items) = view.items(row!("phone_numbers")) {
        while let Some((_, item)) = items.next() {
            if let Some(number) = item.text(row!("phone_numbers[].number")) {
                push_listed(&mut numbers, "; ", &[&number]);
            }
        }
    }
    numbers
}

fn plans(view: &View<'_>) -> String {
    let mut plans = String::new();
    each_plan(view, &mut |name| push_listed(&mut plans, "; ", &[name]));
    plans
}

/// Policies that this version does not know, each with its state where it has one.
fn other_policies(view: &View<'_>, others: &[UnknownMember]) -> String {
    let mut policies = String::new();
    for extra in others {
        let key = unescape(view.span(extra.key.start, extra.key.end));
        let state = PolicyState::of(view.unknown_policy(extra)).state;
        push_listed(&mut policies, "; ", &[&key, ": ", state.as_str()]);
    }
    policies
}

/// Writes a document on one line: as it came, or without the white space between its tokens where it has several lines.
/// What JSON cannot carry (a byte below a space, in what was an object of JavaScript's) becomes null.
pub(super) fn push_line(out: &mut Vec<u8>, document: &[u8]) {
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
