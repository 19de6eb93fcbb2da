//! What is written of users: NDJSON, a user on each line, or CSV, a row for each change.

use super::super::ExportForm;
use super::super::export::Row;
use super::tally::Fate;
use crate::json::{Object, push_list};
use crate::policy::{FieldChange, Json, PolicyChange};

const COLUMNS: [&str; 10] =
    ["user_id", "kind", "policy", "field", "pointer", "change", "before", "after", "weakens", "text"];

/// See the head of this file.
#[derive(Debug, Clone, Copy)]
pub struct Writer(ExportForm);

impl Writer {
    pub fn new(form: ExportForm) -> Self {
        Self(form)
    }

    /// What comes before the first user.
    pub fn heading(self) -> String {
        match self.0 {
            ExportForm::Csv => row(COLUMNS),
            ExportForm::Ndjson => String::new(),
        }
    }

    /// Writes a user.
    pub fn user(self, out: &mut String, name: &str, fate: Fate, changes: &[PolicyChange], fields: &[FieldChange]) {
        match self.0 {
            ExportForm::Csv => push_rows(out, [name, fate.as_str()], changes, fields),
            ExportForm::Ndjson => {
                push_object(out, [name, fate.as_str()], changes, fields);
                out.push('\n');
            }
        }
    }
}

fn push_object(out: &mut String, [name, fate]: [&str; 2], changes: &[PolicyChange], fields: &[FieldChange]) {
    let mut user = Object::begin(out);
    user.text("userId", name);
    user.text("kind", fate);
    user.key("changes");
    push_list(user.out, changes, |out, change| change.push_json(out));
    user.key("fields");
    push_list(user.out, fields, |out, change| change.push_json(out));
    user.end();
}

/// Writes a row for each change, or one for a user without changes.
fn push_rows(out: &mut String, [name, fate]: [&str; 2], changes: &[PolicyChange], fields: &[FieldChange]) {
    if changes.is_empty() && fields.is_empty() {
        out.push_str(&row([name, fate, "", "", "", "", "", "", "", ""]));
    }
    for change in changes {
        let weakens = match change.weakens {
            Some(true) => "true",
            Some(false) => "false",
            None => "",
        };
        let [before, after] = [&change.before, &change.after].map(value);
        let (kind, pointer) = (change.kind.as_str(), &change.pointer);
        out.push_str(&row([name, fate, &change.policy, "", pointer, kind, before, after, weakens, &change.text]));
    }
    for change in fields {
        let [before, after] = [&change.before, &change.after].map(value);
        let (kind, pointer) = (change.kind.as_str(), &change.pointer);
        out.push_str(&row([name, fate, "", change.field, pointer, kind, before, after, "", &change.text]));
    }
}

/// A value as JSON; empty where there is none.
fn value(value: &Option<Json>) -> &str {
    value.as_ref().map(Json::as_str).unwrap_or_default()
}

fn row(cells: [&str; 10]) -> String {
    let mut row = Row::default();
    cells.iter().for_each(|cell| row.push(cell));
    row.end()
}
