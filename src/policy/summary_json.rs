//! Reads summaries from JSON. By hand: serde_json's parser formats its errors, and the machinery of `format!` is kept
//! out of the wasm module.

use super::catalog::Category;
use super::details::PolicyDetail;
use super::json::Json;
use super::state::State;
use super::summary::{Counts, PolicyEntry, PolicySummary};
use std::borrow::Cow;

use crate::json::Value;

impl PolicySummary {
    /// Reads a summary. Of an entry, `key`, `label`, `category`, `state` and `text` are required.
    pub fn from_json(document: &[u8]) -> Result<PolicySummary, SummaryError> {
        Value::of(document).and_then(read_summary).ok_or(SummaryError)
    }
}

/// A JSON document is not a policy summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SummaryError;

impl std::fmt::Display for SummaryError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the JSON document is not a policy summary")
    }
}

impl std::error::Error for SummaryError {}

fn read_summary(summary: Value<'_>) -> Option<PolicySummary> {
    let written = summary.get("counts")?;
    let count = |key| u32::try_from(written.get(key)?.number()?).ok();
    let counts = Counts {
        on: count("on")?,
        off: count("off")?,
        unknown: count("unknown")?,
        locked: count("locked")?,
        modified: count("modified")?,
    };
    let mut entries = Vec::new();
    for entry in summary.get("entries")?.items()? {
        entries.push(read_entry(entry)?);
    }
    Some(PolicySummary { user_id: text(summary, "userId"), entries, counts })
}

fn text(object: Value<'_>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::text).map(Cow::into_owned)
}

fn read_entry(entry: Value<'_>) -> Option<PolicyEntry> {
    let text = |key| text(entry, key);
    let boolean = |key| entry.get(key).and_then(Value::boolean);
    let category = text("category")?;
    let category = Category::ALL.into_iter().find(|known| known.as_str() == category).unwrap_or(Category::Other);
    let state = text("state")?;
    Some(PolicyEntry {
        key: text("key")?.into(),
        label: text("label")?.into(),
        category,
        category_label: text("categoryLabel").map_or(category.label().into(), Into::into),
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
    let mut read = Vec::new();
    for detail in details.items()? {
        read.push(read_detail(detail)?);
    }
    Some(read)
}

fn read_detail(detail: Value<'_>) -> Option<PolicyDetail> {
    let text = |key| text(detail, key);
    let value = detail.get("value").map(Json::of).unwrap_or_default();
    Some(PolicyDetail { key: text("key")?.into(), label: text("label")?.into(), value, text: text("text")?.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::summarize;
    use crate::validate::Document;

    #[test]
    fn a_summary_is_read_as_it_was_serialized() {
        let odd = r#"{"id":"é\"\u0001","policy":{"sms":true,"to_morrow \\":{"enable":true,"a":[1,{"b":null}]},
            "call_park":{"enable":true,"locked":true,"locked_by":"mo\non","forward_to":{"display_name":"=1+\t1"}}}}"#;
        for document in [include_str!("../../tests/fixtures/sample-response.json"), odd, r#"{"id":"x"}"#, "{}"] {
            let summary = summarize(&Document::read(document.into()).view());
            let json = serde_json::to_vec(&summary).unwrap();
            assert_eq!(PolicySummary::from_json(&json), Ok(summary));
        }
    }

    #[test]
    fn other_json_is_refused() {
        for document in ["", "{}", "[]", r#"{"entries":[],"counts":{}}"#, r#"{"entries":[1],"counts":{"on":1}}"#] {
            assert_eq!(PolicySummary::from_json(document.as_bytes()), Err(SummaryError));
        }
    }

    #[test]
    fn what_a_format_does_not_need_may_be_absent() {
        let counts = r#"{"on":1,"off":0,"unknown":0,"locked":0,"modified":0}"#;
        let entry = r#"{"key":"sms","label":"SMS","category":"later","state":"on","text":"On.","details":[{"key":"a",
            "label":"A","text":"b"}]}"#;
        let json = format!(r#"{{"entries":[{entry}],"counts":{counts}}}"#);
        let summary = PolicySummary::from_json(json.as_bytes()).unwrap();
        let [entry] = summary.entries.as_slice() else { panic!("{summary:?}") };
        assert_eq!((entry.category, entry.locked, entry.known), (Category::Other, None, false));
        // What is written of it is JSON again.
        assert_eq!(entry.details.iter().map(|detail| detail.value.as_str()).collect::<Vec<_>>(), ["null"]);
        assert_eq!(PolicySummary::from_json(&serde_json::to_vec(&summary).unwrap()), Ok(summary));
    }
}
