//! Summaries as JSON, out and in again, written and read by hand: with derived code for both the wasm would be a fifth larger.

use super::catalog::Category;
use super::summary::{Counts, Json, PolicyDetail, PolicyEntry, PolicySummary, State};
use std::borrow::Cow;

use crate::json::{Object, Value, push_list, push_text};

impl PolicySummary {
    /// The summary as JSON, in the form that JavaScript has.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        if let Some(id) = &self.user_id {
            object.text("userId", id);
        }
        object.key("entries");
        push_list(object.out, &self.entries, push_entry);
        object.key("counts");
        let mut counts = Object::begin(object.out);
        for (key, count) in [
            ("on", self.counts.on),
            ("off", self.counts.off),
            ("unknown", self.counts.unknown),
            ("locked", self.counts.locked),
            ("modified", self.counts.modified),
        ] {
            counts.number(key, count as u64);
        }
        counts.end();
        object.end();
        json
    }

    /// Reads a summary that was written as JSON, by whomever. `None` where it is none.
    pub fn from_json(document: &[u8]) -> Option<PolicySummary> {
        let summary = Value::of(document)?;
        let mut counts = Counts::default();
        let written = summary.get("counts")?;
        for (key, count) in [
            ("on", &mut counts.on),
            ("off", &mut counts.off),
            ("unknown", &mut counts.unknown),
            ("locked", &mut counts.locked),
            ("modified", &mut counts.modified),
        ] {
            *count = written.get(key)?.number()?;
        }
        let entries = summary.get("entries")?.items()?.into_iter().map(read_entry).collect::<Option<_>>()?;
        Some(PolicySummary { user_id: text(summary, "userId"), entries, counts })
    }
}

fn push_entry(out: &mut String, entry: &PolicyEntry) {
    let mut object = Object::begin(out);
    object.text("key", &entry.key);
    object.text("label", &entry.label);
    object.text("category", entry.category.as_str());
    object.text("state", entry.state.as_str());
    object.key("locked");
    push_boolean(object.out, entry.locked);
    object.key("lockedBy");
    match &entry.locked_by {
        Some(level) => push_text(object.out, level),
        None => object.out.push_str("null"),
    }
    object.key("modified");
    push_boolean(object.out, entry.modified);
    object.key("deprecated");
    push_boolean(object.out, Some(entry.deprecated));
    object.key("known");
    push_boolean(object.out, Some(entry.known));
    object.key("details");
    push_list(object.out, &entry.details, push_detail);
    object.text("text", &entry.text);
    object.end();
}

fn push_detail(out: &mut String, detail: &PolicyDetail) {
    let mut object = Object::begin(out);
    object.text("key", &detail.key);
    object.text("label", &detail.label);
    object.key("value");
    object.out.push_str(&detail.value.0);
    object.text("text", &detail.text);
    object.end();
}

pub(super) fn push_boolean(out: &mut String, value: Option<bool>) {
    out.push_str(match value {
        Some(true) => "true",
        Some(false) => "false",
        None => "null",
    });
}

fn text(object: Value<'_>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::text).map(Cow::into_owned)
}

fn read_entry(entry: Value<'_>) -> Option<PolicyEntry> {
    let text = |key| text(entry, key);
    let boolean = |key| entry.get(key).and_then(Value::boolean);
    let category = text("category")?;
    let state = text("state")?;
    Some(PolicyEntry {
        key: text("key")?,
        label: text("label")?,
        category: Category::ALL.into_iter().find(|known| known.as_str() == category).unwrap_or(Category::Other),
        state: [State::On, State::Off, State::Unknown].into_iter().find(|known| known.as_str() == state)?,
        locked: boolean("locked"),
        locked_by: text("lockedBy"),
        modified: boolean("modified"),
        deprecated: boolean("deprecated").unwrap_or_default(),
        known: boolean("known").unwrap_or_default(),
        details: entry.get("details").map_or(Some(Vec::new()), read_details)?,
        text: text("text")?,
    })
}

fn read_details(details: Value<'_>) -> Option<Vec<PolicyDetail>> {
    details.items()?.into_iter().map(read_detail).collect()
}

fn read_detail(detail: Value<'_>) -> Option<PolicyDetail> {
    let text = |key| text(detail, key);
    let value = detail.get("value").map_or("null".into(), Value::raw);
    Some(PolicyDetail { key: text("key")?, label: text("label")?, value: Json(value.into()), text: text("text")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::summarize;
    use crate::validate::{Options, Validator};

    #[test]
    fn a_summary_comes_back_as_it_was_written_and_as_serde_has_it() {
        let odd = r#"{"id":"é\"\u0001","policy":{"sms":true,"to_morrow \\":{"enable":true,"a":[1,{"b":null}]},
            "call_park":{"enable":true,"locked":true,"locked_by":"mo\non","forward_to":{"display_name":"=1+\t1"}}}}"#;
        for document in [include_str!("../../tests/fixtures/sample-response.json"), odd, r#"{"id":"x"}"#, "{}"] {
            let mut validator = Validator::new();
            validator.check(document.as_bytes(), &Options::default());
            let summary = summarize(&validator.view(document.as_bytes()));
            let json = summary.to_json();
            assert_eq!(PolicySummary::from_json(json.as_bytes()), Some(summary.clone()));
            let written: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(written, serde_json::to_value(&summary).unwrap());
        }
        for document in ["", "{}", "[]", r#"{"entries":[],"counts":{}}"#, r#"{"entries":[1],"counts":{"on":1}}"#] {
            assert_eq!(PolicySummary::from_json(document.as_bytes()), None);
        }
    }
}
