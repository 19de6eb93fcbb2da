//! Sentences on details: the switches above them are on, and undocumented values are called so.

use super::*;

fn boolean(object: &Node, key: &str) -> Option<bool> {
    match object.get(key)?.value {
        Value::Boolean(value) => Some(value),
        _ => None,
    }
}

/// A whole number that JavaScript holds exactly.
fn integer(number: &str) -> Option<i64> {
    match parse_integer(number.as_bytes()) {
        Integer::Exact(number) => Some(number),
        _ => None,
    }
}

/// The last member of each name, but for those that are null.
fn members(object: &Node) -> Vec<&Member> {
    let Value::Object(members) = &object.value else { return Vec::new() };
    let is_last = |index: usize| !members[index + 1..].iter().any(|member| member.key == members[index].key);
    let last = members.iter().enumerate().filter(|(index, _)| is_last(*index)).map(|(_, member)| member);
    last.filter(|member| member.node.value != Value::Null).collect()
}

/// Whether a field is applied by what stands beside it; `None` if that is not known.
fn is_applied(object: &Node, name: &str) -> Option<bool> {
    let text = |key| match object.get(key).map(|node| &node.value) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    match name {
        "international_sms_countries" => boolean(object, "international_sms"),
        "include_fax_as_attachment" => boolean(object, "fax_notification_by_email"),
        "forward_to" => match &object.get("call_not_picked_up_action")?.value {
            Value::Number(number) => integer(number).map(|number| number == 50),
            _ => None,
        },
        "inbound_audio_notification" => Some(text("recording_calls") != "outbound"),
        "outbound_audio_notification" => Some(text("recording_calls") != "inbound"),
        "allow_calling_clients" | "allow_sms_mms_clients" => {
            Some(boolean(object, "allow_calling_sms_mms") != Some(false))
        }
        _ => Some(true),
    }
}

fn all(switches: &[Option<bool>]) -> Option<bool> {
    if switches.contains(&Some(false)) {
        return Some(false);
    }
    if switches.contains(&None) { None } else { Some(true) }
}

/// A detail that a profile states: its key in a summary, its path in the facts, its value, and whether it is in effect.
struct Stated<'n> {
    key: String,
    path: String,
    node: &'n Node,
    is_in_effect: Option<bool>,
}

fn stated<'n>(twin: &Twin, object: &'n Node, path: &str, key: &str, above: Option<bool>, out: &mut Vec<Stated<'n>>) {
    let documented = twin.children(path);
    let has_switch = documented.contains(&&*format!("{path}.enable"));
    let below = if has_switch { all(&[above, boolean(object, "enable")]) } else { above };
    for Member { key: name, node, .. } in members(object) {
        let path = format!("{path}.{name}");
        if !documented.contains(&&*path) || name.contains(['.', '[']) {
            continue;
        }
        if key.is_empty() && ["enable", "locked", "locked_by", "modified"].contains(&&**name) {
            continue;
        }
        let switch = if name == "enable" { above } else { all(&[below, is_applied(object, name)]) };
        let key = format!("{key}{name}");
        if twin.kind(&path) == "object" && matches!(node.value, Value::Object(_)) {
            stated(twin, node, &path, &format!("{key}."), switch, out);
        } else {
            out.push(Stated { key, path, node, is_in_effect: switch });
        }
    }
}

/// Whether a value is of the documented type and in the documented vocabulary.
fn is_documented(twin: &Twin, path: &str, value: &Value) -> bool {
    let listed = |value: serde_json::Value| match twin.documented(path, "enum") {
        Some(listed) => listed.as_array().unwrap().contains(&value),
        None => true,
    };
    match (twin.kind(path), value) {
        ("boolean", Value::Boolean(_)) => true,
        ("string", Value::Text(text)) => text.is_empty() || listed(json!(text)),
        ("integer", Value::Number(number)) => integer(number).is_some_and(|number| listed(json!(number))),
        ("array", Value::List(items)) => items.iter().all(|item| match &item.value {
            Value::Object(_) if twin.kind(&format!("{path}[]")) == "object" => {
                let members = members(item);
                // A disclaimer reads as its language and title.
                let is_titled =
                    ["language", "title"].iter().all(|name| members.iter().any(|member| member.key == *name));
                members.iter().filter(|member| !is_titled || ["language", "title"].contains(&&*member.key)).all(
                    |member| {
                        let path = format!("{path}[].{}", member.key);
                        !twin.paths().any(|known| known == path) || is_documented(twin, &path, &member.node.value)
                    },
                )
            }
            value => is_documented(twin, &format!("{path}[]"), value),
        }),
        _ => false,
    }
}

#[test]
fn a_detail_is_mentioned_only_if_all_switches_above_it_are_on() {
    let twin = Twin::new();
    let mut random = Random(15);
    let mut marks: Map<_, _> = messages()
        .into_iter()
        .filter(|(key, _)| key.ends_with(".reads"))
        .map(|(key, _)| (key.clone(), json!(format!("⟦{}⟧", key.split('.').nth(1).unwrap()))))
        .collect();
    marks.insert("text.not_in_effect".into(), json!("⟦off⟧"));
    marks.insert("text.maybe_in_effect".into(), json!("⟦unknown⟧"));
    let labels = labels(&marks);
    let (mut mentioned, mut hidden) = (0, 0);
    for _ in 0..rounds(2000) {
        let (root, document) = generated(&twin, &mut random);
        let document_read = read(&document);
        let summary = summarize_with(&document_read.view(), &labels);
        let Some(policies) = root.get("policy") else { continue };
        for entry in summary.entries.iter().filter(|entry| entry.known) {
            let path = format!("policy.{}", entry.key);
            let Some(node) = policies.get(&entry.key).filter(|_| twin.kind(&path) == "object") else { continue };
            let mut details = Vec::new();
            if let Value::Object(_) = node.value {
                stated(&twin, node, &path, "", boolean(node, "enable"), &mut details);
            }
            for Stated { key, path, node, is_in_effect } in &details {
                let mark = format!("⟦{}⟧", path.rsplit('.').next().unwrap());
                let reads = marks.contains_key(&format!("detail.{}.reads", path.rsplit('.').next().unwrap()));
                let is_empty = node.value == Value::Text(String::new());
                let expected = reads && *is_in_effect == Some(true) && !is_empty;
                assert_eq!(entry.text.contains(&mark), expected, "{key} in {}: {document}", entry.text);
                mentioned += usize::from(expected);
                hidden += usize::from(reads && !expected);
                let detail = entry.details.iter().find(|detail| detail.key == *key);
                let detail = detail.unwrap_or_else(|| panic!("{key} is not listed: {document}"));
                let is_false = node.value == Value::Boolean(false);
                assert_eq!(detail.text == "⟦off⟧", *is_in_effect == Some(false) && !is_false, "{key}: {document}");
                assert_eq!(detail.text == "⟦unknown⟧", is_in_effect.is_none() && !is_false, "{key}: {document}");
            }
            // Nothing is mentioned that the profile does not state.
            assert_eq!(
                entry.text.matches('⟦').count(),
                details
                    .iter()
                    .filter(|stated| {
                        entry.text.contains(&format!("⟦{}⟧", stated.path.rsplit('.').next().unwrap()))
                    })
                    .count(),
                "{}: {document}",
                entry.text
            );
        }
    }
    assert!(mentioned > rounds(1000) && hidden > rounds(1000), "{mentioned} mentioned, {hidden} hidden");
}

#[test]
fn undocumented_values_are_called_so_with_the_value() {
    let twin = Twin::new();
    let mut random = Random(16);
    let marks = json!({
        "text.undocumented": "⟦{value}⟧", "text.undocumented_code": "⟦{number}⟧", "text.locked_at": "⟪{level}⟫",
    });
    let labels = labels(marks.as_object().unwrap());
    let (mut documented, mut undocumented) = (0, 0);
    for _ in 0..rounds(2000) {
        let (root, document) = generated(&twin, &mut random);
        let document = read(&document);
        let summary = summarize_with(&document.view(), &labels);
        let Some(policies) = root.get("policy") else { continue };
        for entry in summary.entries.iter().filter(|entry| entry.known) {
            let path = format!("policy.{}", entry.key);
            let Some(node) = policies.get(&entry.key).filter(|_| twin.kind(&path) == "object") else { continue };
            let mut details = Vec::new();
            stated(&twin, node, &path, "", boolean(node, "enable"), &mut details);
            for Stated { key, path, node, .. } in &details {
                let text = &entry.details.iter().find(|detail| detail.key == *key).unwrap().text;
                let is_documented = is_documented(&twin, path, &node.value);
                assert_eq!(!text.contains('⟦'), is_documented, "{path}: {text} of {:?}", node.value);
                match &node.value {
                    Value::Text(value) if !is_documented && twin.kind(path) == "string" => {
                        assert!(text.contains(value), "{path}: {text}");
                    }
                    _ => {}
                }
                documented += usize::from(is_documented);
                undocumented += usize::from(!is_documented);
            }
            // The level of a lock.
            let (locked, level) = (boolean(node, "locked"), node.get("locked_by").map(|level| &level.value));
            if let (Some(true), Some(Value::Text(level))) = (locked, level)
                && twin.paths().any(|known| known == format!("{path}.locked_by"))
                && !level.is_empty()
            {
                let is_documented = is_documented(&twin, &format!("{path}.locked_by"), &Value::Text(level.clone()));
                let mark = format!("⟪⟦{level}⟧⟫");
                assert_eq!(entry.text.contains(&mark), !is_documented, "{}: {}", entry.key, entry.text);
            }
        }
    }
    assert!(documented > rounds(4000) && undocumented > rounds(1000), "{documented} documented, {undocumented} not");
}

#[test]
fn the_catalog_calls_nothing_undocumented() {
    for entry in catalog() {
        for value in entry.details.iter().flat_map(|detail| &detail.values) {
            assert!(!value.text.contains("undocumented") && !value.text.is_empty(), "{}: {value:?}", entry.key);
        }
    }
}

#[test]
fn details_below_a_switch_that_is_off() {
    for recording in ["ad_hoc_call_recording", "auto_call_recording"] {
        let beep = |enable| {
            let beep = format!(r#"{{{enable}"play_beep_time_interval":10,"play_beep_member":"allMember"}}"#);
            texts(&format!(r#""{recording}":{{"enable":true,"play_recording_beep_tone":{beep}}}"#), recording)
        };
        let (sentence, details) = beep(r#""enable":true,"#);
        assert!(sentence.contains("; a beep every 10 seconds; beep heard by everyone."), "{sentence}");
        assert_eq!(details, ["yes", "10 seconds", "everyone"]);
        let (sentence, details) = beep(r#""enable":false,"#);
        assert!(!sentence.contains("beep"), "{sentence}");
        assert_eq!(details, ["no", "10 seconds (not in effect)", "everyone (not in effect)"]);
        let (sentence, details) = beep("");
        assert!(!sentence.contains("beep"), "{sentence}");
        assert_eq!(details[0], "10 seconds (unclear whether in effect)");
    }
    let sms = |rest| texts(&format!(r#""sms":{{"enable":true,"international_sms_countries":["US"]{rest}}}"#), "sms");
    assert_eq!(sms(r#","international_sms":true"#).0, "May send and receive text messages; countries: US.");
    assert_eq!(sms(r#","international_sms":false"#).0, "May send and receive text messages.");
    assert_eq!(sms(r#","international_sms":false"#).1, ["no", "US (not in effect)"]);
    assert_eq!(sms("").0, "May send and receive text messages.");
    let park = |action: &str| {
        let forward = r#""forward_to":{"display_name":"Bob","extension_type":"user"}"#;
        texts(&format!(r#""call_park":{{"enable":true,"call_not_picked_up_action":{action},{forward}}}"#), "call_park")
    };
    assert_eq!(park("50").0, "May park calls; if nobody picks up: forward to another extension; extension: Bob.");
    assert_eq!(park("9").0, "May park calls; if nobody picks up: disconnect.");
    assert_eq!(park("9").1, ["disconnect", "Bob (not in effect)", "user (not in effect)"]);
    assert_eq!(park("51").0, "May park calls; if nobody picks up: undocumented code 51.");
    let fax = r#""online_fax":{"enable":true,"fax_notification_by_email":false,"include_fax_as_attachment":true}"#;
    assert_eq!(texts(fax, "online_fax").1, ["no", "yes (not in effect)"]);
    let disclaimer =
        r#"{"enable":false,"display_frequency":"every_year","custom_disclaimer_list":[{"language":"en","title":"A"}]}"#;
    let key = "show_custom_disclaimer_when_using_zoom_phone";
    let (sentence, details) = texts(&format!("\"{key}\":{disclaimer}"), key);
    assert_eq!(sentence, "No disclaimer is shown when Zoom Phone starts.");
    assert_eq!(details, ["every year (not in effect)", "en: A (not in effect)"]);
}

#[test]
fn undocumented_codes_words_and_types() {
    let transfer = |code| {
        let policy = format!(r#""call_transferring":{{"enable":true,"call_transferring_type":{code}}}"#);
        texts(&policy, "call_transferring").0
    };
    assert_eq!(transfer("5"), "May transfer calls; undocumented code 5.");
    assert_eq!(transfer("\"1\""), "May transfer calls; \"1\" (undocumented).");
    assert_eq!(transfer("1"), "May transfer calls; no restriction.");
    assert_eq!(transfer("4"), "May transfer calls; low restriction: no external numbers.");
    let sms = r#""sms":{"enable":true,"locked":true,"locked_by":"galaxy"}"#;
    assert_eq!(texts(sms, "sms").0, "May send and receive text messages. Locked at galaxy (undocumented) level.");
    let desktop =
        |locked| format!(r#""zoom_phone_on_desktop":{{"enable":true,"locked":{locked},"locked_by":"invalid"}}"#);
    assert!(texts(&desktop("true"), "zoom_phone_on_desktop").0.ends_with(". Locked."));
    assert!(texts(&desktop("false"), "zoom_phone_on_desktop").0.ends_with(". Not locked."));
    assert_eq!(texts(r#""sms":{"enable":"yes"}"#, "sms").0, "Undocumented value: \"yes\".");
    assert_eq!(texts(r#""voicemail":"all of it""#, "voicemail").0, "Undocumented value: \"all of it\".");
    assert_eq!(texts(r#""sms":{}"#, "sms").0, "The profile does not state whether this is on.");
    assert_eq!(texts("", "sms").0, "Not stated in the profile.");
    let disclaimers = |languages: &[&str]| {
        let list: Vec<_> = languages.iter().map(|language| json!({ "language": language, "title": "A" })).collect();
        let policy = json!({ "show_custom_disclaimer_when_using_zoom_phone": { "custom_disclaimer_list": list } });
        policy.to_string().trim_start_matches('{').trim_end_matches('}').to_string() + "}"
    };
    assert_eq!(
        change(&disclaimers(&["en"]), &disclaimers(&["en", "xx"])),
        "Custom disclaimer, Disclaimers: added xx (undocumented)."
    );
    let mobile = r#""zoom_phone_on_mobile":{"enable":true,"allow_calling_clients":["ios","windows",5]}"#;
    assert_eq!(
        texts(mobile, "zoom_phone_on_mobile").0,
        "May use Zoom Phone on mobile devices; calls on: iOS, windows (undocumented), 5 (undocumented)."
    );
    let park = |action| format!(r#""call_park":{{"call_not_picked_up_action":{action}}}"#);
    assert_eq!(
        change(&park("9"), &park("51")),
        "Call park, If nobody picks up: changed from “disconnect” to “undocumented code 51”."
    );
}
