//! Texts in other words or another language.
//!
//! Every text that this module writes for people has a key: `sms` is a policy's label, `sms.on` its sentence if it is
//! on, `detail.allow_copy` a detail's label, `word.both` a value in words, `text.locked` a sentence. [`Labels`] maps
//! keys to texts; keys that it lacks stay English. A text may have placeholders, such as `{level}`.

use super::same::Members;
use crate::json::Value;
use crate::text::Text;

/// Texts by key, in place of the English ones.
///
/// ```
/// use zoom_phone_profile::{PolicyLabels, parse_user_profile, summarize_policy_with};
///
/// let german = r#"{"sms":"Textnachrichten","sms.on":"Darf Textnachrichten senden und empfangen"}"#;
/// let labels = PolicyLabels::from_json(german.as_bytes()).unwrap();
/// let profile = parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let summary = summarize_policy_with(&profile, &labels);
/// let sms = summary.entries.iter().find(|entry| entry.key == "sms").unwrap();
/// assert_eq!((&*sms.label, &*sms.text), ("Textnachrichten", "Darf Textnachrichten senden und empfangen."));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<(String, String)>);

impl Labels {
    /// The English texts.
    pub const ENGLISH: &'static Labels = &Labels(Vec::new());

    /// Reads labels from a JSON object of strings; `None` for anything else. An empty string counts as absent.
    pub fn from_json(document: &[u8]) -> Option<Labels> {
        let object = Value::of(document)?;
        if !object.is_object() {
            return None;
        }
        let members = Members::of(Some(object));
        let mut texts = Vec::new();
        for (key, _) in members.names() {
            texts.push((key.to_string(), members.get(key)?.text()?.into_owned()));
        }
        Some(Labels(texts))
    }

    fn find(&self, key: &str) -> Option<&str> {
        let index = self.0.binary_search_by(|(candidate, _)| candidate.as_str().cmp(key)).ok()?;
        self.0.get(index).map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
    }

    /// The text of a key, given in parts; `english` if there is none.
    pub(super) fn get<'t>(&'t self, key: &[&str], english: &'t str) -> &'t str {
        if self.0.is_empty() {
            return english;
        }
        self.find(&key.concat()).unwrap_or(english)
    }

    /// The text of a key, as [`Labels::get`] finds it, for a result that outlives the labels.
    pub(super) fn text(&self, key: &[&str], english: &'static str) -> Text {
        match self.0.is_empty() {
            true => english.into(),
            false => self.find(&key.concat()).map_or(english.into(), |label| label.to_string().into()),
        }
    }
}

/// A text with its key.
#[derive(Debug)]
pub(super) struct Phrase {
    pub key: &'static str,
    pub english: &'static str,
}

impl Phrase {
    /// The text in the labels' language.
    pub fn of<'t>(&self, labels: &'t Labels) -> &'t str {
        labels.get(&[self.key], self.english)
    }

    /// The text in the labels' language, for a result that outlives the labels.
    pub fn text(&self, labels: &Labels) -> Text {
        labels.text(&[self.key], self.english)
    }

    /// The text with its placeholders filled: `values` are pairs of name and value.
    pub fn fill(&self, labels: &Labels, values: &[(&str, &str)]) -> String {
        fill(self.of(labels), values)
    }
}

/// Fills the placeholders of a text. One whose name is not in `values` stays unchanged.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    push_filled(&mut filled, text, values);
    filled
}

/// Writes a text with its placeholders filled, as [`fill`] does.
pub(super) fn push_filled(filled: &mut String, text: &str, values: &[(&str, &str)]) {
    let mut rest = text;
    while let Some((before, behind)) = split_once(rest, b'{') {
        filled.push_str(before);
        let value = split_once(behind, b'}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(candidate, _)| *candidate == name)?;
            Some((*value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = behind;
            }
        }
    }
    filled.push_str(rest);
}

/// Splits a text at the first place of an ASCII character. In short texts this is quicker than the library's search.
fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

macro_rules! phrases {
    ($($NAME:ident $key:literal: $english:literal;)*) => {
        $(pub(super) const $NAME: &Phrase = &Phrase { key: $key, english: $english };)*

        /// All phrases, for translations.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const PHRASES: &[&Phrase] = &[$($NAME,)*];
    };
}

phrases! {
    ON "state.on": "on";
    OFF "state.off": "off";
    UNKNOWN "state.unknown": "unknown";

    YES "word.yes": "yes";
    NO "word.no": "no";
    NONE "word.none": "none";
    EMPTY "word.empty": "empty";

    NO_RESTRICTION "restriction.none": "no restriction";
    LOW_RESTRICTION "restriction.low": "low restriction: no external numbers";
    MEDIUM_RESTRICTION "restriction.medium": "medium restriction: no external numbers or contacts";
    HIGH_RESTRICTION "restriction.high":
        "high restriction: no external numbers or contacts, no internal extensions without automatic recording of \
         inbound calls";
    RING_BACK "parked.100": "ring back to the person who parked the call";
    TO_VOICEMAIL "parked.0": "voicemail of the person who parked the call";
    DISCONNECT "parked.9": "disconnect";
    TO_EXTENSION "parked.50": "forward to another extension";
    MINUTE "unit.minute": "{number} minute";
    MINUTES "unit.minutes": "{number} minutes";
    SECOND "unit.second": "{number} second";
    SECONDS "unit.seconds": "{number} seconds";
    PERCENT "unit.percent": "{number}%";
    UNDOCUMENTED "text.undocumented": "{value} (undocumented)";
    UNDOCUMENTED_CODE "text.undocumented_code": "undocumented code {number}";
    NOT_IN_EFFECT "text.not_in_effect": "{value} (not in effect)";
    MAYBE_IN_EFFECT "text.maybe_in_effect": "{value} (unclear whether in effect)";

    LISTEN "right.listen": "listen";
    DELETE "right.allow_delete": "delete";
    DOWNLOAD "right.allow_download": "download";
    SHARE "right.allow_sharing": "share";
    NAMELESS "text.nameless": "someone without an ID";
    MORE "text.more": "and {number} more";

    NOT_STATED "text.not_said": "Not stated in the profile";
    STATE_NOT_STATED "text.state_not_said": "The profile does not state whether this is on";
    IS_ON "text.on": "On";
    IS_OFF "text.off": "Off";
    UNDOCUMENTED_VALUE "text.carries": "Undocumented value: {value}";
    UNDOCUMENTED_SETTINGS "text.cannot_interpret": "Undocumented settings";
    LOCKED "text.locked": "Locked.";
    LOCKED_AT "text.locked_at": "Locked at {level} level.";
    NOT_LOCKED "text.not_locked": "Not locked.";
    MODIFIED "text.modified": "Differs from the inherited setting.";

    COUNTS "text.counts": "{on} on, {off} off, {unknown} unknown; {locked} locked, {modified} modified";
    POLICY "column.policy": "Policy";
    STATE "column.state": "State";
    MEANING "column.meaning": "Meaning";
    LOCKED_DETAIL "detail.locked": "Locked";
    LOCK_LEVEL "detail.locked_by": "Locked at level";
    MODIFIED_DETAIL "detail.modified": "Differs from the inherited setting";
    ENABLE_DETAIL "detail.enable": "On";

    TURNED_ON "change.on": "{policy} was turned on.";
    TURNED_OFF "change.off": "{policy} was turned off.";
    WAS_LOCKED "change.locked": "{policy} was locked.";
    WAS_UNLOCKED "change.unlocked": "{policy} was unlocked.";
    NOW_STATED "change.now_known": "{what}: not stated before; now “{after}”.";
    NO_LONGER_STATED "change.no_longer_known": "{what}: no longer stated; before “{before}”.";
    CHANGED "change.changed": "{what}: changed from “{before}” to “{after}”.";
    ITEMS_ADDED "change.items_added": "{what}: added {added}.";
    ITEMS_REMOVED "change.items_removed": "{what}: removed {removed}.";
    ITEMS_CHANGED "change.items_changed": "{what}: added {added}; removed {removed}.";
    SHARE_ADDED "change.access_given": "{policy}: a share with {who} was added: {rights}.";
    SHARE_REMOVED "change.access_taken": "{policy}: a share with {who} was removed.";

    DRIFT_STATE "baseline.state": "{what} is {after}; the baseline requires {before}";
    DRIFT_FIELD "baseline.field": "{what}: {after}; the baseline requires {before}";
    DRIFT_LIST "baseline.list": "{what}: not as the baseline requires";
    DRIFT_LIST_UNKNOWN "baseline.list_unknown": "{what}: the profile does not say whether it is as the baseline \
        requires";
    DRIFT_WHY "baseline.why": "The baseline requires “{before}”; the profile says “{after}”.";
    DRIFT_UNKNOWN "baseline.unknown": "The baseline requires “{before}”; the profile does not say.";
    DRIFT_MISSING "baseline.missing": "Missing: {items}.";
    DRIFT_EXTRA "baseline.extra": "Extra: {items}.";
    DRIFT_DIFFERENT "baseline.different": "Not as required: {items}.";
    DRIFT_UNSAID "baseline.unsaid": "Not known to be as required: {items}.";
    DRIFT_REMEDY "baseline.remedy": "Set it back, or change the baseline.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_by_name_and_only_once() {
        let values = [("a", "{b}"), ("b", "1")];
        assert_eq!(fill("{a}{b} {c} {", &values), "{b}1 {c} {");
        assert_eq!(fill("{{a}", &values), "{{b}");
        assert_eq!(fill("", &values), "");
    }

    #[test]
    fn labels_are_an_object_of_strings_and_empty_ones_count_as_absent() {
        let labels = Labels::from_json(br#"{"b":"1","a.c":"2","b":"3","d":"","e":null}"#).unwrap();
        assert_eq!(labels.get(&["a", ".c"], "x"), "2");
        assert_eq!(labels.get(&["b"], "x"), "3");
        assert_eq!((labels.get(&["d"], "x"), labels.get(&["e"], "x"), labels.get(&["z"], "x")), ("x", "x", "x"));
        for none in ["", "[]", "1", r#"{"a":1}"#, r#"{"a":{}}"#] {
            assert_eq!(Labels::from_json(none.as_bytes()), None, "{none}");
        }
    }
}
