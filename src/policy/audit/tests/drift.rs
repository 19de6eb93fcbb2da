//! Departures from a baseline.

use super::super::query::MAX_EVIDENCE;
use super::*;
use crate::policy::Json;

/// The departures of a profile from a baseline, both given as policies.
fn drift_of(baseline: &str, profile: &str) -> Vec<Finding> {
    let [baseline, profile] = [baseline, profile].map(|policies| Document::read(policy(policies).into_bytes()));
    drift(&profile.view(), &baseline.view())
}

#[test]
fn a_departure_says_what_is_and_what_is_required() {
    let cases = [
        (
            r#""sms":{"enable":false}"#,
            r#""sms":{"enable":true}"#,
            Status::Found,
            "SMS is on; the baseline requires off",
        ),
        (r#""sms":{"enable":false}"#, "", Status::CannotTell, "SMS is unknown; the baseline requires off"),
        (
            r#""sms":{"enable":false}"#,
            r#""sms":{"enable":null}"#,
            Status::CannotTell,
            "SMS is unknown; the baseline requires off",
        ),
        (
            r#""delegation":{"enable":true}"#,
            r#""delegation":false"#,
            Status::Found,
            "Call delegation is off; the baseline requires on",
        ),
        (
            r#""delegation":true"#,
            r#""delegation":{"enable":false}"#,
            Status::Found,
            "Call delegation is off; the baseline requires on",
        ),
        (
            r#""sms":{"allow_copy":false}"#,
            r#""sms":{"allow_copy":true}"#,
            Status::Found,
            "SMS, May copy messages: yes; the baseline requires no",
        ),
        (
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":true}}"#,
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":false}}"#,
            Status::Found,
            "Automatic call recording, Recording beep is off; the baseline requires on",
        ),
        (
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":true}}"#,
            r#""auto_call_recording":{"enable":true}"#,
            Status::CannotTell,
            "Automatic call recording, Recording beep is unknown; the baseline requires on",
        ),
        (
            r#""voicemail_access_members":[]"#,
            "",
            Status::CannotTell,
            "Access to voicemail is unknown; the baseline requires none",
        ),
        (
            r#""sms":{"international_sms_countries":["US","DE"]}"#,
            r#""sms":{"international_sms_countries":["DE","FR"]}"#,
            Status::Found,
            "SMS, Countries for international messages: DE, FR; the baseline requires US, DE",
        ),
        (
            r#""delegation":true"#,
            r#""delegation":{"enable":"x"}"#,
            Status::Found,
            "Call delegation is \"x\" (undocumented); the baseline requires on",
        ),
    ];
    for (baseline, profile, status, title) in cases {
        let found = drift_of(baseline, profile);
        let [finding] = found.as_slice() else { panic!("{baseline} {profile}: {found:?}") };
        assert_eq!((finding.status, &*finding.title), (status, title), "{baseline} {profile}");
        assert!(finding.expected.is_some() && finding.actual.is_some() == (status == Status::Found), "{finding:?}");
        assert!(finding.id.starts_with("baseline.") && finding.evidence.len() == 1);
    }
    let [countries] = &drift_of(cases[9].0, cases[9].1)[..] else { panic!() };
    assert!(countries.why.ends_with("Missing: US. Extra: FR."), "{}", countries.why);
    assert_eq!(drift_of(r#""sms":{"enable":true}"#, r#""sms":{"enable":true,"locked":true},"call_park":true"#), []);
}

#[test]
fn a_departure_of_a_list_names_who_is_missing_who_is_extra_and_whose_rights_differ() {
    let baseline = r#""voicemail_access_members":[{"access_user_id":"anna"},{"access_user_id":"bob",
        "allow_delete":false},
        {"access_user_id":"carl","shared_id":"s1"}]"#;
    let profile = r#""voicemail_access_members":[{"access_user_id":"carl","shared_id":"s1"},
        {"access_user_id":"carl","shared_id":"s2","allow_delete":true},
        {"access_user_id":"bob","shared_id":"s3","allow_delete":true,"allow_sharing":true},{"access_user_id":"dora"}]"#;
    let [finding] = &drift_of(baseline, profile)[..] else { panic!() };
    assert_eq!(finding.id, "baseline.voicemail_access_members");
    assert_eq!((finding.status, finding.severity), (Status::Found, Risk::Medium));
    assert_eq!(finding.title, "Access to voicemail: not as the baseline requires");
    assert_eq!(
        finding.why,
        "Missing: anna. Extra: carl (s2), dora. Not as required: bob (s3): May delete, bob (s3): May share."
    );
    let list = "/policy/voicemail_access_members";
    let places = ["", "/2/allow_delete", "/2/allow_sharing", "/1", "/3"].map(|place| format!("{list}{place}"));
    assert_eq!(finding.evidence, places);
    assert!(finding.expected.as_ref().is_some_and(|list| list.as_str().contains("anna")));
    assert!(finding.actual.as_ref().is_some_and(|list| list.as_str().contains("dora")));

    // A right that the baseline names and the profile does not cannot be told; what the baseline does not name is not
    // asked for.
    let [finding] =
        &drift_of(baseline, &profile.replace(r#""allow_delete":true,"allow_sharing":true"#, r#""x":1"#))[..]
    else {
        panic!()
    };
    assert!(finding.why.ends_with("Not known to be as required: bob (s3): May delete."), "{}", finding.why);
    let [finding] = &drift_of(
        r#""voicemail_access_members":[{"access_user_id":"a","allow_delete":false}]"#,
        r#""voicemail_access_members":[{"access_user_id":"a","shared_id":"s","x":1,"allow_sharing":false}]"#,
    )[..] else {
        panic!()
    };
    assert_eq!(
        (finding.status, finding.evidence.as_slice()),
        (Status::CannotTell, [format!("{list}/0/allow_delete")].as_slice())
    );
    assert_eq!(finding.title, "Access to voicemail: the profile does not say whether it is as the baseline requires");
    // What a person may do is the union of their shares, in whichever order they stand; a baseline without a share
    // means all of them.
    let required = r#""voicemail_access_members":[{"access_user_id":"u","allow_delete":true,"allow_download":true}]"#;
    let [one, other] = [
        r#"{"access_user_id":"u","shared_id":"s1","allow_delete":true,"allow_download":false}"#,
        r#"{"access_user_id":"u","shared_id":"s2","allow_download":true}"#,
    ];
    for items in [[one, other], [other, one]] {
        let profile = format!(r#""voicemail_access_members":[{}]"#, items.join(","));
        assert_eq!(drift_of(required, &profile), [], "{profile}");
        let more = profile.replace(r#""allow_download":true"#, r#""allow_sharing":true,"allow_download":true"#);
        assert_eq!(drift_of(required, &more)[0].status, Status::Found, "{more}");
    }
    // An item that names nobody may be the one that is missing, but not both of two.
    for (baseline, profile, status) in [
        (r#"[{"access_user_id":"u","allow_delete":true}]"#, r#"[{"allow_delete":true}]"#, Status::CannotTell),
        (r#"[{"access_user_id":"u"},{"access_user_id":"v"}]"#, r#"[{"allow_delete":true}]"#, Status::Found),
        (r#"[{"access_user_id":"u"}]"#, r#"[{"allow_delete":true},{"access_user_id":"w"}]"#, Status::Found),
    ] {
        let [baseline, profile] = [baseline, profile].map(|list| format!(r#""voicemail_access_members":{list}"#));
        let [finding] = &drift_of(&baseline, &profile)[..] else { panic!() };
        assert_eq!(finding.status, status, "{baseline} {profile}");
        assert!(!finding.evidence.is_empty());
    }
    for same in [r#"{"access_user_id":"a","shared_id":"s"}"#, r#"{"access_user_id":"a","allow_delete":false}"#] {
        let profile = format!(r#""voicemail_access_members":[{same},{same}]"#);
        assert_eq!(drift_of(r#""voicemail_access_members":[{"access_user_id":"a"}]"#, &profile), []);
    }
}

#[test]
fn the_fields_of_a_baseline_are_those_of_the_model_by_path_with_their_type() {
    let written = baseline_fields();
    let lines: Vec<_> = written.lines().map(|line| line.split('\t').collect::<Vec<_>>()).collect();
    let of = |path: &str| lines.iter().find(|line| line[0] == path).map(|line| (line[1], line[2]));
    let cases = [
        ("sms", FieldKind::Object, "an object"),
        ("sms.enable", FieldKind::Boolean, "true or false"),
        ("sms.international_sms_countries", FieldKind::List, "an array"),
        ("sms.international_sms_countries[]", FieldKind::String, "a country code of two letters"),
        ("delegation", FieldKind::Switch, "true or false, or an object with `enable`"),
        ("delegation.locked", FieldKind::Boolean, "true or false"),
        ("voicemail_access_members[]", FieldKind::Object, "an object"),
        ("voicemail_access_members[].access_user_id", FieldKind::String, "a string"),
        ("call_transferring.call_transferring_type", FieldKind::Integer, "an integer"),
    ];
    for (path, kind, expected) in cases {
        assert_eq!(of(path), Some((&*(kind as u8).to_string(), expected)), "{path}");
    }
    assert!(lines.iter().all(|line| line.len() == 3) && lines.len() > 150, "{}", lines.len());
}

#[test]
fn a_departure_points_to_where_the_profile_says_it_or_would_say_it() {
    let (low, medium) = (Risk::Low, Risk::Medium);
    for (baseline, profile, severity, evidence) in [
        (r#""sms":{"enable":false}"#, r#""sms":{"enable":true}"#, medium, "/sms/enable"),
        (r#""sms":{"enable":true}"#, r#""sms":{"enable":false}"#, low, "/sms/enable"),
        (r#""sms":{"enable":true}"#, "", low, "/sms/enable"),
        (r#""sms":false"#, r#""sms":{"enable":true}"#, low, "/sms"),
        // Policies in two shapes.
        (r#""delegation":true"#, r#""delegation":{"enable":false}"#, low, "/delegation/enable"),
        (r#""delegation":true"#, r#""delegation":{}"#, low, "/delegation/enable"),
        (r#""delegation":true"#, "", low, "/delegation"),
        (r#""delegation":{"enable":true}"#, r#""delegation":false"#, low, "/delegation"),
        (r#""delegation":{"enable":true}"#, r#""delegation":"x""#, low, "/delegation"),
        (r#""delegation":{"enable":true,"locked":true}"#, r#""delegation":true"#, low, "/delegation/locked"),
        (r#""voicemail_access_members":[]"#, r#""voicemail_access_members":{}"#, low, "/voicemail_access_members"),
        (r#""voicemail_access_members":[]"#, r#""voicemail_access_members":7"#, low, "/voicemail_access_members"),
    ] {
        let [finding] = &drift_of(baseline, profile)[..] else { panic!("{baseline} {profile}") };
        assert_eq!(finding.severity, severity, "{baseline} {profile}");
        assert_eq!(finding.evidence, [format!("/policy{evidence}")], "{baseline} {profile}");
    }
}

#[test]
fn an_item_that_names_nobody_departs_from_a_list_that_must_be_empty() {
    let members = |items: &str| format!(r#""voicemail_access_members":[{items}]"#);
    let disclaimers = |items: &str| {
        format!(r#""show_custom_disclaimer_when_using_zoom_phone":{{"custom_disclaimer_list":[{items}]}}"#)
    };
    for (required, stated, status) in [
        (members(""), members("{}"), Status::Found),
        (members(""), members(r#"{"shared_id":"s"}"#), Status::Found),
        (members(r#"{"access_user_id":"a"}"#), members("{}"), Status::CannotTell),
        (disclaimers(""), disclaimers(r#"{"title":"t"}"#), Status::Found),
        (disclaimers(r#"{"language":"en"}"#), disclaimers(r#"{"title":"t"}"#), Status::CannotTell),
    ] {
        let [finding] = &drift_of(&required, &stated)[..] else { panic!("{required} {stated}") };
        assert_eq!(finding.status, status, "{required} {stated}");
    }
}

#[test]
fn what_is_no_list_misses_no_items() {
    let (list, word) =
        (r#""sms":{"international_sms_countries":["US"]}"#, r#""sms":{"international_sms_countries":"DE"}"#);
    for (baseline, profile) in [(list, word), (word, list)] {
        let [finding] = &drift_of(baseline, profile)[..] else { panic!() };
        assert!(!finding.why.contains("Missing") && !finding.why.contains("Extra"), "{}", finding.why);
    }
}

#[test]
fn a_departure_of_a_list_holds_both_lists_and_names_shares_that_say_more_than_the_person() {
    let list = |items: &str| format!(r#""voicemail_access_members":{items}"#);
    for (member, name) in [
        (r#""access_user_id":"a","shared_id":"s""#, "a (s)"),
        (r#""access_user_id":"a","shared_id":"""#, "a"),
        (r#""shared_id":"s""#, "s"),
    ] {
        let [before, after] = ["false", "true"].map(|may| format!(r#"[{{{member},"allow_delete":{may}}}]"#));
        let [finding] = &drift_of(&list(&before), &list(&after))[..] else { panic!("{member}") };
        assert_eq!(finding.why, format!("Not as required: {name}: May delete."));
        assert_eq!(
            [&finding.expected, &finding.actual].map(|side| side.as_ref().map(Json::as_str)),
            [Some(&*before), Some(&*after)]
        );
    }
}

#[test]
fn a_right_that_the_baseline_gives_and_no_share_of_the_person_has_departs() {
    let member = |rights: &str| format!(r#""voicemail_access_members":[{{"access_user_id":"a",{rights}}}]"#);
    let required = member(r#""allow_delete":true,"allow_download":true"#);
    for (rights, names) in [
        (r#""allow_delete":false,"allow_download":true"#, "a: May delete"),
        (r#""allow_delete":true,"allow_download":false"#, "a: May download"),
        (r#""allow_delete":false,"allow_download":false"#, "a: May delete, a: May download"),
    ] {
        let [finding] = &drift_of(&required, &member(rights))[..] else { panic!("{rights}") };
        assert_eq!((finding.severity, &*finding.why), (Risk::Low, &*format!("Not as required: {names}.")));
    }
}

#[test]
fn the_evidence_is_bounded() {
    let members = |may: &str| {
        let member = |id| format!(r#"{{"access_user_id":"{id}","allow_delete":{may}}}"#);
        format!(r#""voicemail_access_members":[{}]"#, (0..=MAX_EVIDENCE).map(member).collect::<Vec<_>>().join(","))
    };
    let [finding] = &drift_of(&members("false"), &members("true"))[..] else { panic!() };
    assert_eq!(finding.evidence.len(), MAX_EVIDENCE);
}
