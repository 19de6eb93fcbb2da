//! Sentences on changes: the two sides read differently.

use super::*;

/// Values that read alike, as JSON; an empty string stands for an absent member.
const ALIKE: [&str; 46] = [
    "",
    "null",
    "true",
    "false",
    "0",
    "1",
    "5",
    "9007199254740992",
    "9007199254740993",
    "123456789012345678901",
    "2.5",
    r#""""#,
    r#""yes""#,
    r#""Yes""#,
    r#""no""#,
    r#""none""#,
    r#""empty""#,
    r#""true""#,
    r#""1""#,
    r#""5""#,
    r#""undocumented code 5""#,
    r#""5 (undocumented)""#,
    r#"" yes""#,
    r#""yes ""#,
    r#""yes\u200b""#,
    r#""y\u00ades""#,
    r#""y es""#,
    r#""y  es""#,
    r#""y\u00a0es""#,
    r#""y\nes""#,
    r#""y\\nes""#,
    r#""y\u0000es""#,
    r#""\u00e9""#,
    r#""e\u0301""#,
    r#""account""#,
    r#""Account""#,
    "[]",
    "{}",
    r#"["yes"]"#,
    "[true]",
    r#"["yes","yes"]"#,
    r#"["a, b"]"#,
    r#"["a","b"]"#,
    r#"{"x":1}"#,
    r#"{"x":2}"#,
    r#"{"title":"a","language":"en","body":"long 1"}"#,
];

/// What is left of a text for a reader: white space as one space, invisible characters and those that compose dropped.
fn seen(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !matches!(c, '\u{0}'..='\u{8}' | '\u{AD}' | '\u{200B}')).collect();
    visible.replace("e\u{301}", "é").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Labels by which the two sides of a change are found.
fn sides() -> Labels {
    let marks = json!({ "change.changed": "⟦{before}⟦{after}⟦", "change.items_changed": "⟦{removed}⟦{added}⟦" });
    labels(marks.as_object().unwrap())
}

/// Checks every change of two documents; returns how many had two sides.
fn check_changes(before: &str, after: &str, labels: &Labels) -> usize {
    let (one, other) = (read(before), read(after));
    let mut count = 0;
    for (change, marked) in diff(&one.view(), &other.view()).iter().zip(diff_with(&one.view(), &other.view(), labels)) {
        let text = &change.text;
        assert!(text.ends_with('.') && !text.ends_with("..") && text.len() > 3, "{text}\n{before}\n{after}");
        assert!(!text.starts_with([' ', ',', ':']) && !text.contains("known"), "{text}\n{before}\n{after}");
        let parts: Vec<_> = marked.text.split('⟦').collect();
        if let [_, before_text, after_text, _] = parts.as_slice() {
            assert!(!before_text.is_empty() && !after_text.is_empty(), "{text}");
            assert_ne!(seen(before_text), seen(after_text), "{text}\n{before}\n{after}");
            count += 1;
        }
    }
    count
}

#[test]
fn the_two_sides_of_a_change_read_differently() {
    let twin = Twin::new();
    let labels = sides();
    let mut random = Random(17);
    let fields: Vec<_> = twin.paths().filter(|path| path.starts_with("policy.") && !path.contains('[')).collect();
    let mut count = 0;
    let mut compare = |path: &[&str], random: &mut Random| {
        let document = |value: &str| {
            let (name, above) = path.split_last().unwrap();
            let member = if value.is_empty() { String::new() } else { format!("\"{name}\":{value}") };
            let wrap = |inner: String, name: &&str| format!("\"{name}\":{{\"beside\":1,{inner}}}").replace(",}", "}");
            format!("{{{}}}", above.iter().rev().fold(member, wrap))
        };
        let (before, after) = (random.choose(&ALIKE), random.choose(&ALIKE));
        count += check_changes(&document(before), &document(after), &labels);
    };
    for _ in 0..rounds(60) {
        for field in &fields {
            compare(&field.split('.').collect::<Vec<_>>(), &mut random);
        }
        compare(&["policy", "unheard_of"], &mut random);
        compare(&["policy", ""], &mut random);
        compare(&["policy", "sms", "unheard_of"], &mut random);
        compare(&["policy", "unheard_of", "deep", "x"], &mut random);
    }
    for before in ALIKE {
        for after in ALIKE.iter().filter(|value| !value.is_empty()).filter(|_| !before.is_empty()) {
            for list in ["sms.international_sms_countries", "zoom_phone_on_mobile.allow_calling_clients"] {
                let (policy, list) = list.split_once('.').unwrap();
                let document = |item: &str| format!("{{\"policy\":{{\"{policy}\":{{\"{list}\":[{item}]}}}}}}");
                count += check_changes(&document(before), &document(after), &labels);
            }
        }
    }
    assert!(count > rounds(5000), "{count} changes");
}

#[test]
fn every_change_of_generated_profiles_is_a_sentence() {
    let twin = Twin::new();
    let labels = sides();
    let mut random = Random(18);
    for _ in 0..rounds(2000) {
        let mut value = unusual_profile(&twin, &mut random);
        let (mut before, mut after) = (String::new(), String::new());
        write_loosely(&value, &mut random, &mut before);
        if random.once_in(4) {
            value = unusual_profile(&twin, &mut random);
        } else {
            mutate(&mut value, &mut random);
        }
        write_loosely(&value, &mut random, &mut after);
        check_changes(&before, &after, &labels);
    }
}

#[test]
fn changes_in_words() {
    let unknown = |value| format!("\"x\":{{\"y\":{value}}}");
    assert_eq!(change(&unknown("\"yes\""), &unknown("true")), "x, y: changed from “\"yes\"” to “true”.");
    assert_eq!(change(&unknown("\"a\""), &unknown("\"a \"")), "x, y: changed from “\"a\"” to “\"a \"”.");
    assert_eq!(change(&unknown("\"a\""), &unknown("\"a\\u200b\"")), "x, y: changed from “\"a\"” to “\"a\\u200b\"”.");
    assert_eq!(change(&unknown("\"\""), &unknown("\"a\"")), "x, y: changed from “empty” to “a”.");
    let enable = |value| format!("\"sms\":{{\"enable\":{value}}}");
    assert_eq!(change(&enable("\"yes\""), &enable("true")), "SMS, On: changed from “\"yes\" (undocumented)” to “yes”.");
    let beep = |enable| format!(r#""auto_call_recording":{{"play_recording_beep_tone":{{"enable":{enable}}}}}"#);
    assert_eq!(change(&beep("false"), &beep("true")), "Automatic call recording, Recording beep was turned on.");
    assert_eq!(
        change("", r#""sms":{"enable":true,"locked":true}"#),
        "SMS: not stated before; now “May send and receive text messages. Locked”."
    );
    assert_eq!(change(r#""tomorrow":{"enable":true}"#, ""), "tomorrow: no longer stated; before “On”.");
}

#[test]
fn a_right_that_is_not_stated_is_one_that_the_member_lacks() {
    let share = |rights| format!(r#""voicemail_access_members":[{{"access_user_id":"u"{rights}}}]"#);
    let (without, with) = (share(""), share(r#","allow_delete":true"#));
    assert_eq!(change(&without, &with), "Access to voicemail, u, May delete: changed from “no” to “yes”.");
    assert_eq!(change(&with, &without), "Access to voicemail, u, May delete: changed from “yes” to “no”.");
    assert_eq!(changes(&without, &share(r#","allow_delete":false"#)), []);
    assert_eq!(change(&with, r#""voicemail_access_members":[]"#), "Access to voicemail: a share with u was removed.");
}
