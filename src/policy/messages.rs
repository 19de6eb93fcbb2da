//! All texts with their keys, for translations. The build writes them to `i18n/en.json`.

use super::audit::RULES;
use super::catalog::{CATALOG, Category, DETAILS};
use super::catalog_export::meaning;
use super::labels::PHRASES;
use super::values::WORDS;
use crate::model::Policy;
use crate::model::schema::DeclaredShape;

/// All keys, with their texts in English.
pub fn messages() -> Vec<(String, String)> {
    let mut messages = Vec::new();
    let mut push = |key: &[&str], text: &str| {
        if !text.is_empty() {
            messages.push((key.concat(), text.to_string()));
        }
    };
    for (described, docs) in CATALOG.iter().zip(Policy::DOCS) {
        push(&[described.key], described.label);
        push(&[described.key, ".meaning"], &meaning(docs));
        push(&[described.key, ".on"], described.on);
        push(&[described.key, ".off"], described.off);
    }
    for detail in DETAILS {
        push(&["detail.", detail.name], detail.label);
        push(&["detail.", detail.name, ".reads"], detail.reads);
    }
    for category in Category::ALL {
        push(&["category.", category.as_str()], category.label());
    }
    for (word, english) in WORDS {
        push(&["word.", word], english);
    }
    for phrase in PHRASES {
        push(&[phrase.key], phrase.english);
    }
    for rule in RULES {
        push(&["audit.", rule.id, ".title"], rule.title);
        push(&["audit.", rule.id, ".why"], rule.why);
        push(&["audit.", rule.id, ".remedy"], rule.remedy);
    }
    messages
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::policy::{Format, audit_with, diff_with, drift_with};
    use crate::policy::{Labels, catalog_with, format_with, summarize_with};
    use crate::text::Text;
    use crate::validate::Document;

    /// Every translation, with the name of its file.
    fn translations() -> Vec<(String, serde_json::Map<String, serde_json::Value>)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg-template/i18n");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|file| {
                let text = std::fs::read_to_string(&file).unwrap();
                (file.display().to_string(), serde_json::from_str(&text).unwrap())
            })
            .collect()
    }

    /// The placeholders of a text.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn keys_are_unique() {
        let messages = messages();
        let keys: BTreeSet<_> = messages.iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), messages.len());
    }

    #[test]
    fn translations_have_the_same_keys_and_placeholders() {
        let english = messages();
        let translations = translations();
        assert!(!translations.is_empty());
        for (file, texts) in translations {
            let missing: Vec<_> = english.iter().filter(|(key, _)| !texts.contains_key(key)).collect();
            assert!(missing.is_empty(), "not translated in {file}: {missing:#?}");
            let surplus: Vec<_> = texts.keys().filter(|key| !english.iter().any(|(other, _)| other == *key)).collect();
            assert!(surplus.is_empty(), "{file} has unknown keys: {surplus:#?}");
            for (key, text) in &english {
                assert_eq!(placeholders(texts[key].as_str().unwrap()), placeholders(text), "{key} in {file}");
            }
        }
    }

    /// With every text replaced by a mark, English words come from texts without a key.
    #[test]
    fn every_text_has_a_key() {
        let marked = |(key, text): (String, String)| {
            let filled: String = placeholders(&text).into_iter().map(|name| format!("{{{name}}}")).collect();
            (key, serde_json::Value::from(format!("§{filled}§")))
        };
        let marked: serde_json::Map<_, _> = messages().into_iter().map(marked).collect();
        let labels = Labels::from_json(serde_json::to_string(&marked).unwrap().as_bytes()).unwrap();
        let sample = Document::read(include_bytes!("../../tests/fixtures/sample-response.json").to_vec());
        let empty = Document::read(br#"{"id":"1"}"#.to_vec());
        let mut written: Vec<Text> = Vec::new();
        for document in [&sample, &empty] {
            let summary = summarize_with(&document.view(), &labels);
            written.extend(summary.entries.iter().flat_map(|entry| [entry.label.clone(), entry.text.clone().into()]));
            written.extend(summary.entries.iter().flat_map(|entry| &entry.details).map(|detail| detail.text.clone()));
            written.extend(
                audit_with(&document.view(), &[], &labels).into_iter().flat_map(|f| [f.title, f.why, f.remedy]),
            );
            let text = format_with(&summary, Format::Text, &labels);
            written.extend(text.lines().take(3).map(|line| line.to_string().into()));
        }
        written.extend(diff_with(&empty.view(), &sample.view(), &labels).into_iter().map(|change| change.text.into()));
        written.extend(drift_with(&empty.view(), &sample.view(), &labels).into_iter().flat_map(|f| [f.title, f.why]));
        written.extend(
            catalog_with(&labels)
                .into_iter()
                .flat_map(|entry| [entry.label, entry.meaning.into(), entry.on, entry.off]),
        );
        assert!(audit_with(&empty.view(), &[], &labels).iter().any(|finding| finding.title.contains('§')));
        // The sample's IDs and names contain none of these words.
        let english = ["the ", "not", "may", "yes", "calls", " of ", "Locked", "unknown", "level", "none"];
        for text in written {
            assert!(!english.iter().any(|word| text.contains(word)), "{text}");
        }
    }
}
