//! The declarations compared with the documentation: every field, type, enumeration and limit; and documents that pass
//! through the types unchanged.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use zoom_phone_profile::model::schema::{DeclaredShape, Field, Kind, Shape};
use zoom_phone_profile::model::{CallingPlan, PROFILE, UserProfile, json_schema};

const FACTS: &str = include_str!("fixtures/fields.facts.json");
const SAMPLE: &str = include_str!("fixtures/sample-response.json");

/// A declared field, as the facts would tell it.
fn told(field: &Field, kind: Kind) -> Map<String, Value> {
    let mut facts = Map::new();
    let mut put = |name: &str, value: Value| facts.insert(name.into(), value);
    let name = match kind {
        Kind::Boolean | Kind::Switch(_) => "boolean",
        Kind::Integer | Kind::Code(_) => "integer",
        Kind::Text | Kind::Word(_) | Kind::Country => "string",
        Kind::Object(_) => "object",
        Kind::List(_) => "array",
    };
    put("type", name.into());
    match kind {
        Kind::Word(words) => put("enum", words.into()),
        Kind::Code(codes) => put("enum", codes.into()),
        _ => None,
    };
    let limits = field.limits;
    if limits.min_length > 0 {
        put("minLength", limits.min_length.into());
    }
    if limits.max_length != u16::MAX {
        put("maxLength", limits.max_length.into());
    }
    if limits.max_items != u16::MAX {
        put("maxItems", limits.max_items.into());
    }
    if limits.unique {
        put("uniqueItems", true.into());
    }
    if field.deprecated.is_some() {
        put("deprecated", true.into());
    }
    put("since", field.since.into());
    facts
}

fn declared(shape: &Shape, prefix: &str, all: &mut BTreeMap<String, Map<String, Value>>) {
    for field in shape.fields {
        let path = format!("{prefix}{}", field.name);
        all.insert(path.clone(), told(field, field.kind));
        match field.kind {
            Kind::Object(below) => declared(below, &format!("{path}."), all),
            Kind::List(item) => {
                let mut facts = told(
                    &Field { limits: zoom_phone_profile::model::schema::Limits::NONE, deprecated: None, ..*field },
                    *item,
                );
                facts.insert("since".into(), field.since.into());
                all.insert(format!("{path}[]"), facts);
                if let Kind::Object(below) = item {
                    declared(below, &format!("{path}[]."), all);
                }
            }
            // The object form is not in the documentation of this endpoint, but of its siblings.
            _ => {}
        }
    }
}

#[test]
fn every_documented_field_is_declared_as_documented_and_nothing_else_is() {
    let facts: Vec<Map<String, Value>> = serde_json::from_str(FACTS).unwrap();
    // Those of 2026-07: fields are deprecated, never removed.
    assert!(facts.len() >= 250);
    let mut declarations = BTreeMap::new();
    declared(PROFILE, "", &mut declarations);
    let documented: BTreeSet<_> = facts.iter().map(|fact| fact["path"].as_str().unwrap().to_string()).collect();
    assert_eq!(documented, declarations.keys().cloned().collect());
    for mut fact in facts {
        let path = fact.remove("path").unwrap().as_str().unwrap().to_string();
        // Zoom writes `object(allOf)` for members, and `int64` for numbers that JavaScript holds as far as it can.
        if fact["type"] == "object(allOf)" {
            fact.insert("type".into(), "object".into());
        }
        fact.remove("format");
        let mut declaration = declarations.remove(&path).unwrap();
        // Documented in a sentence, not as an enumeration.
        if path == "policy.call_park.call_not_picked_up_action" {
            assert_eq!(declaration.remove("enum").unwrap(), serde_json::json!([100, 0, 9, 50]));
        }
        // A shape that several policies share says when the first of them had it.
        let (declared, since) = (declaration.remove("since"), fact.remove("since"));
        assert!(since.is_some() && (declared == since || declared == Some("2022".into())), "{path}: {since:?}");
        if let (Some(Value::Array(a)), Some(Value::Array(b))) = (fact.get_mut("enum"), declaration.get_mut("enum")) {
            a.sort_by_key(ToString::to_string);
            b.sort_by_key(ToString::to_string);
        }
        assert_eq!(declaration, fact, "{path}");
    }
}

/// The forms that a part of a schema takes, references followed.
fn forms(definitions: &Value, part: &Value) -> Vec<Value> {
    if let (Some(alternatives), None) = (part["anyOf"].as_array(), part.get("properties")) {
        return alternatives.iter().flat_map(|form| forms(definitions, form)).collect();
    }
    let reference = part["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    vec![reference.map_or(part, |name| &definitions[name]).clone()]
}

/// A documented limit of a property: an extension in OpenAPI, a part of the comment in the JSON Schema.
fn documented_limit(property: &Value, limit: &str) -> Option<Value> {
    if property.get("x-since").is_some() {
        return property["x-documented"].get(limit).cloned();
    }
    let (_, limits) = property["$comment"].as_str()?.split_once("; documented: ")?;
    let value = limits.split(", ").find_map(|entry| entry.strip_prefix(limit)?.strip_prefix(' '))?;
    serde_json::from_str(value).ok()
}

/// Holds definitions against every documented field. Gives the names of the types that each field takes, by path.
fn assert_documented(definitions: &Value, root: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let facts: Vec<Map<String, Value>> = serde_json::from_str(FACTS).unwrap();
    let mut all = BTreeMap::new();
    for fact in facts {
        let path = fact["path"].as_str().unwrap();
        let mut at = root.clone();
        for step in path.replace("[]", ".[]").split('.') {
            let (list, key) = if step == "[]" { ("items", None) } else { ("properties", Some(step)) };
            let form = forms(definitions, &at).into_iter().find(|form| form.get(list).is_some()).unwrap();
            at = key.map_or(&form[list], |key| &form[list][key]).clone();
        }
        let forms = forms(definitions, &at);
        let mut types = BTreeSet::new();
        for form in &forms {
            match &form["type"] {
                Value::String(name) => drop(types.insert(name.clone())),
                Value::Array(names) => types.extend(names.iter().map(|name| name.as_str().unwrap().to_string())),
                _ => assert!(form["type"].is_string(), "{path} has no type: {form}"),
            }
        }
        let documented = fact["type"].as_str().unwrap().replace("(allOf)", "");
        assert!(types.contains(&documented), "{path}: {types:?}");
        if let Some(words) = fact.get("enum") {
            let mut given = forms[0]["enum"].as_array().unwrap().clone();
            let mut words = words.as_array().unwrap().clone();
            given.sort_by_key(ToString::to_string);
            words.sort_by_key(ToString::to_string);
            assert_eq!(given, words, "{path}");
        }
        for limit in ["maxItems", "maxLength", "minLength", "uniqueItems"] {
            assert_eq!(documented_limit(&at, limit).as_ref(), fact.get(limit), "{path}: {limit}");
        }
        all.insert(path.to_string(), types);
    }
    all
}

#[test]
fn the_json_schema_has_every_documented_field_which_may_be_null() {
    let schema = json_schema::profile();
    for (path, types) in assert_documented(&schema["$defs"], &schema) {
        assert_eq!(types.contains("null"), !path.ends_with("[]"), "{path}");
    }
}

#[test]
fn the_components_of_openapi_have_every_documented_field_as_documented() {
    let components = Value::Object(json_schema::components());
    for (path, types) in assert_documented(&components, &components["UserProfile"]) {
        assert!(!types.contains("null"), "{path}");
    }
}

#[test]
fn fields_are_documented() {
    fn look(shape: &Shape) {
        assert!(!shape.docs.trim().is_empty(), "{}", shape.name);
        for field in shape.fields {
            assert!(field.docs.trim().len() > 5, "{}.{}", shape.name, field.name);
            if let Some(below) = field.kind.shape() {
                look(below);
            }
        }
    }
    look(PROFILE);
}

#[test]
fn rows_are_distinct_and_without_gaps() {
    fn rows(shape: &Shape, base: u16, all: &mut Vec<u16>) {
        for field in shape.fields {
            all.push(base + field.offset);
            if let Some(below) = field.kind.shape() {
                rows(below, base + field.offset + 1, all);
            }
        }
    }
    let mut all = Vec::new();
    rows(PROFILE, 0, &mut all);
    assert_eq!(all, (0..PROFILE.rows).collect::<Vec<_>>());
    assert_eq!(CallingPlan::SHAPE.fields.len(), 6);
}

/// A document with every declared field, lists with two items, and a field that is unknown in every object.
fn everything(shape: &Shape, alternative: bool) -> Value {
    let mut object = Map::new();
    for field in shape.fields {
        object.insert(field.name.into(), value(field.kind, alternative));
    }
    object.insert("field_of_tomorrow".into(), serde_json::json!({ "deep": [1, "x", null, { "y": 1.5 }] }));
    Value::Object(object)
}

fn value(kind: Kind, alternative: bool) -> Value {
    match kind {
        Kind::Boolean => alternative.into(),
        Kind::Integer => 7.into(),
        Kind::Code(codes) => {
            if alternative {
                12_345.into()
            } else {
                codes[0].into()
            }
        }
        Kind::Text => "text".into(),
        Kind::Word(words) => {
            if alternative {
                "word of tomorrow".into()
            } else {
                words[0].into()
            }
        }
        Kind::Country => "DE".into(),
        Kind::Object(shape) => everything(shape, alternative),
        Kind::List(item) => vec![value(*item, alternative), value(*item, !alternative)].into(),
        Kind::Switch(shape) => {
            if alternative {
                everything(shape, true)
            } else {
                true.into()
            }
        }
    }
}

#[test]
fn documents_go_through_the_types_unchanged() {
    let documents = [serde_json::from_str(SAMPLE).unwrap(), everything(PROFILE, false), everything(PROFILE, true)];
    for document in documents {
        let profile: UserProfile = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(serde_json::to_value(&profile).unwrap(), document);
    }
}

#[test]
fn nulls_count_as_absent() {
    let profile: UserProfile = serde_json::from_str(r#"{"id":null,"policy":{"sms":null}}"#).unwrap();
    assert_eq!(serde_json::to_string(&profile).unwrap(), r#"{"policy":{}}"#);
}

#[test]
fn words_are_read_from_strings_and_written_as_they_came() {
    use std::collections::HashSet;
    use zoom_phone_profile::model::LockLevel;

    for word in ["account", "user_group", "site", "", "invalid", "Account", "sïte"] {
        let level: LockLevel = word.parse().unwrap();
        assert_eq!(level, LockLevel::from(word.to_string()), "{word}");
        assert_eq!(level.to_string(), word);
        assert_eq!(String::from(level.clone()), word);
        assert_eq!(LockLevel::WORDS.contains(&word), !format!("{level:?}").starts_with('_'), "{word}");
    }
    assert_eq!("site".parse(), Ok(LockLevel::Site));
    assert_eq!(format!("{:>8}|", LockLevel::Site), "    site|");
    let levels: HashSet<LockLevel> = ["site", "x", "site", "x", "account"].map(Into::into).into();
    assert_eq!(levels.len(), 3);
}

#[test]
fn an_extension_number_is_an_integer_or_a_string_of_digits() {
    for (number, is_read) in [("801", true), ("\"801\"", true), ("\"\"", false), ("\"80a\"", false), ("true", false)] {
        let document = format!("{{\"extension_number\":{number}}}");
        let profile = serde_json::from_str::<zoom_phone_profile::model::UserProfile>(&document);
        assert_eq!(profile.is_ok(), is_read, "{number}");
        if let Ok(profile) = profile {
            assert_eq!(serde_json::to_string(&profile).unwrap(), document);
        }
    }
}
