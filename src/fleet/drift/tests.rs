//! Drift, with earlier profiles read again from bytes at hand.

use serde_json::{Value, json};

use super::*;
use crate::validate::FOREIGN;

/// The users and the summary of a drift, read in chunks of so many bytes.
fn drift_of(before: &str, after: &str, chunk: usize) -> (Vec<Value>, Value) {
    let mut drift = Drift::new(Options::default(), Some(GroupBy::Department), None);
    let mut users = Vec::new();
    before.as_bytes().chunks(chunk).for_each(|chunk| drift.push(chunk).unwrap());
    drift.begin_after();
    let mut settle = |drift: &mut Drift| {
        for Wanted { value, start, length } in drift.wanted() {
            assert_eq!(value, 0);
            assert!(drift.answer(&before.as_bytes()[start as usize..start as usize + length as usize]));
        }
        users.extend(drift.take().lines().map(|line| serde_json::from_str(line).unwrap()));
    };
    for chunk in after.as_bytes().chunks(chunk) {
        drift.push(chunk).unwrap();
        settle(&mut drift);
    }
    drift.end();
    settle(&mut drift);
    while drift.queue_removed(2) {
        settle(&mut drift);
    }
    settle(&mut drift);
    assert_eq!(drift.waiting(), 0);
    (users, serde_json::from_str(&drift.to_json()).unwrap())
}

/// The kinds and names of users, and the counts of the summary, which are the same wherever the fleets are cut.
fn kinds(before: &str, after: &str) -> (Vec<String>, Value) {
    let (users, summary) = drift_of(before, after, usize::MAX);
    for chunk in [1, 3, 64] {
        assert_eq!(drift_of(before, after, chunk), (users.clone(), summary.clone()), "in chunks of {chunk}");
    }
    let name = |user: &Value| [user["kind"].as_str().unwrap(), " ", user["userId"].as_str().unwrap()].concat();
    let mut counts = summary;
    for key in ["policies", "fields", "worst", "groups", "weakened", "strengthened", "other"] {
        counts.as_object_mut().unwrap().remove(key);
    }
    (users.iter().map(name).collect(), counts)
}

fn counts(before: u64, after: u64, failed: u64, [added, removed, changed, unchanged]: [u64; 4]) -> Value {
    json!({
        "before": before, "after": after, "failed": failed,
        "added": added, "removed": removed, "changed": changed, "unchanged": unchanged,
    })
}

const ON: &str = r#"{"id":"a","policy":{"sms":{"enable":true,"locked":true}}}"#;
const OFF: &str = r#"{"policy":{"sms":{"locked":true,"enable":false}},"id":"a"}"#;

#[test]
fn users_are_added_removed_and_changed() {
    let before = format!(r#"[{ON},{{"id":"gone","policy":{{}}}}]"#);
    let after = format!(r#"{{"id":"new","policy":{{}}}}{OFF}"#);
    assert_eq!(
        kinds(&before, &after),
        (vec!["added new".into(), "changed a".into(), "removed gone".into()], counts(2, 2, 0, [1, 1, 1, 0]))
    );
    let (users, summary) = drift_of(&before, &after, 7);
    assert_eq!(users[1]["changes"][0]["text"], "SMS was turned off.");
    assert_eq!(users[1]["fields"], json!([]));
    assert_eq!(summary["policies"], json!({ "sms": { "weakened": 0, "strengthened": 1, "other": 0 } }));
    assert_eq!(summary["groups"][""]["changed"], 1);
    assert_eq!(summary["worst"], json!([{ "userId": "a", "weakened": 0, "strengthened": 1, "other": 0, "fields": 0 }]));
}

#[test]
fn formatting_null_and_what_is_not_compared_are_no_change() {
    let after = r#"{ "policy" : { "sms" : { "locked": true, "enable": true, "modified": null } }, "id": "\u0061",
        "extension_id": "x" }"#;
    assert_eq!(kinds(ON, after), (vec![], counts(1, 1, 0, [0, 0, 0, 1])));
}

#[test]
fn of_a_user_the_first_profile_that_passes_counts() {
    let failed = r#"{"id":"a","policy":3}"#;
    let unchanged = (vec![], counts(1, 1, 0, [0, 0, 0, 1]));
    assert_eq!(kinds(&[failed, ON, OFF].join("\n"), &[ON, OFF, failed].join("\n")), unchanged);
    assert_eq!(kinds(ON, &[failed, ON].join("\n")), unchanged);
}

#[test]
fn failures_are_neither_added_nor_removed() {
    let failed = r#"{"ok":false,"userId":"a","error":{"code":"timeout","message":"Too late"}}"#;
    let expected = (vec![], counts(1, 1, 1, [0; 4]));
    assert_eq!(kinds(ON, failed), expected);
    assert_eq!(kinds(failed, ON), expected);
    assert_eq!(kinds(failed, failed), expected);
    // Asked for by the email address.
    let user = r#"{"id":"a","email":"Mia@example.com","policy":{}}"#;
    let failed = r#"{"ok":false,"userId":"mia@example.com","error":{"code":"timeout"}}"#;
    assert_eq!(kinds(user, failed), expected);
    assert_eq!(kinds(failed, user), expected);
    // Nobody's.
    assert_eq!(kinds("[3]", "[]"), (vec![], counts(1, 0, 1, [0; 4])));
}

#[test]
fn users_without_an_id_go_by_their_email_address() {
    let before = r#"{"email":"a@b.c","department":"Sales","policy":{}}"#;
    let after = r#"{"email":"A@b.c","department":"Support","policy":{}}"#;
    let (users, summary) = drift_of(before, after, 9);
    assert_eq!(users[0]["userId"], "A@b.c");
    assert_eq!(users[0]["fields"][0]["text"], "Department: changed from “Sales” to “Support”.");
    assert_eq!(summary["fields"], json!({ "department": 1 }));
    assert_eq!(summary["groups"]["Support"]["changed"], 1);
}

#[test]
fn fields_are_compared() {
    let before = r#"{"id":"a","status":"activate","site_id":"s","phone_numbers":[{"id":"1","number":"+1"}],
        "calling_plans":[{"type":200},{"type":3000}],"emergency_address":{"city":"Oslo","country":"NO"},"policy":{}}"#;
    let after = r#"{"id":"a","status":"deactivate","phone_numbers":[],"calling_plans":[{"type":3000},{"type":100}],
        "cost_center":"c","emergency_address":{"city":"Rome","country":"IT"},"policy":{}}"#;
    let (users, _) = drift_of(before, after, 64);
    let texts: Vec<_> = users[0]["fields"].as_array().unwrap().iter().map(|field| &field["text"]).collect();
    assert_eq!(
        texts,
        [
            "Status: changed from “activate” to “deactivate”.",
            "Phone numbers: removed +1.",
            "Calling plans: added METERED_PLAN_US_CA; removed UNLIMITED_PLAN_US_CA.",
            "Cost center: not stated before; now “c”.",
            "Site: no longer stated; before “s”.",
            "Emergency address: changed from “Oslo, NO” to “Rome, IT”.",
        ]
    );
    assert_eq!(users[0]["fields"][4]["pointer"], "/site_id");
    assert_eq!(users[0]["fields"][1]["after"], json!([]));
}

#[test]
fn another_profile_in_the_place_of_the_earlier_one_is_noticed() {
    let mut drift = Drift::new(Options::default(), None, None);
    drift.push(ON.as_bytes()).unwrap();
    drift.begin_after();
    drift.push(OFF.as_bytes()).unwrap();
    assert_eq!(drift.wanted(), [Wanted { value: 0, start: 0, length: ON.len() as u32 }]);
    assert!(drift.wanted().is_empty());
    assert!(!drift.answer(OFF.as_bytes()));
}

#[test]
fn csv_has_a_row_for_each_change() {
    let mut drift = Drift::new(Options::default(), None, Some(ExportForm::Csv));
    drift.push_value(ON.as_bytes(), "");
    drift.push_failure("x", "", "", "[]");
    drift.begin_after();
    drift.push_value(OFF.as_bytes(), "");
    drift.push_value(br#"{"id":"=1+1","policy":{}}"#, "");
    assert_eq!(drift.wanted(), [Wanted { value: 1, start: 0, length: ON.len() as u32 }]);
    assert!(drift.answer(ON.as_bytes()));
    assert_eq!(
        drift.take(),
        "user_id,kind,policy,field,pointer,change,before,after,weakens,text\r\n\
         a,changed,sms,,/policy/sms/enable,changed,true,false,false,SMS was turned off.\r\n\
         \"'=1+1\",added,,,,,,,,\r\n"
    );
}

#[test]
fn chunks_written_to_the_buffer_are_read_and_what_waits_is_counted() {
    let mut drift = Drift::new(Options::default(), None, None);
    let fill = |drift: &mut Drift, text: &str| {
        drift.reserve(text.len())[..text.len()].copy_from_slice(text.as_bytes());
        drift.filled(text.len())
    };
    fill(&mut drift, ON).unwrap();
    assert_eq!((drift.profiles(), drift.bytes(), drift.waiting()), (1, ON.len() as u64, 0));
    drift.begin_after();
    assert_eq!((drift.profiles(), drift.bytes()), (0, 0));
    fill(&mut drift, OFF).unwrap();
    drift.end();
    assert_eq!(drift.waiting(), OFF.len());
    drift.wanted();
    assert!(drift.answer(ON.as_bytes()));
    assert_eq!(drift.waiting(), 0);
}

#[test]
fn a_list_of_scalars_is_refused_and_failures_that_were_reported_count() {
    let mut drift = Drift::new(Options::default(), None, None);
    drift.push_failure("a", "timeout", "Too late", "[]");
    drift.begin_after();
    drift.push(format!("[{}1]", "1,".repeat(1_000)).as_bytes()).unwrap_err();
    assert_eq!(drift.refuse_scalars(), Err(FleetError::NoObjects));
    let summary: Value = serde_json::from_str(&drift.to_json()).unwrap();
    assert_eq!((&summary["before"], &summary["failed"]), (&json!(1), &json!(1_002)));
}

#[test]
fn users_who_are_gone_are_asked_for_a_few_at_a_time() {
    let before: String = (0..5).map(|id| format!(r#"{{"id":"{id}","policy":{{}}}}"#)).collect();
    let mut drift = Drift::new(Options::default(), None, None);
    drift.push(before.as_bytes()).unwrap();
    drift.begin_after();
    drift.end();
    let rounds = [(true, 2), (true, 2), (false, 1), (false, 0)];
    assert_eq!(rounds.map(|_| (drift.queue_removed(2), drift.wanted().len())), rounds);
}

#[test]
fn a_profile_that_is_written_otherwise_is_not_read_again_but_for_keys_that_occur_twice() {
    let wanted = |before: &str, after: &str| {
        let mut drift = Drift::new(Options::default(), None, None);
        drift.push(before.as_bytes()).unwrap();
        drift.begin_after();
        drift.push(after.as_bytes()).unwrap();
        drift.wanted().len()
    };
    assert_eq!(wanted(ON, &ON.replace(r#""enable":true,"locked":true"#, r#""locked" : true, "enable" : true"#)), 0);
    let twice = ON.replace(r#""locked":true"#, r#""enable":false"#);
    assert_eq!(wanted(&twice, &twice), 0);
    assert_eq!(wanted(&twice, &ON.replace(r#""enable":true,"locked":true"#, r#""enable":false,"enable":true"#)), 1);
}

/// A fleet of users of whom most are in it, with policies and fields by a seed.
fn random_fleet(seed: &mut u64) -> String {
    let mut one_in = |most: u64| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*seed >> 33).is_multiple_of(most)
    };
    let mut fleet = String::new();
    for id in 0..200 {
        let policies = ["sms", "delegation", "call_park", "ad_hoc_call_recording", "unknown"]
            .map(|name| format!(r#""{name}":{{"enable":{}}}"#, one_in(2)));
        let fields = ["status", "cost_center"].map(|name| format!(r#""{name}":"{}""#, one_in(3)));
        let [policies, fields, department] = [policies.join(","), fields.join(","), (id % 3).to_string()];
        if !one_in(9) {
            fleet += &format!(r#"{{"id":"{id}","department":"{department}",{fields},"policy":{{{policies}}}}}"#);
        }
    }
    fleet
}

/// The users and the summary of a drift between two random fleets.
fn random_drift() -> (Vec<Value>, Value) {
    let mut seed = 7;
    let [before, after] = [(); 2].map(|()| random_fleet(&mut seed));
    drift_of(&before, &after, 1_000)
}

fn list<'u>(user: &'u Value, key: &str) -> &'u [Value] {
    user[key].as_array().unwrap()
}

/// How many of some changes permit more, permit less, and neither.
fn ways<'u>(changes: impl Iterator<Item = &'u Value> + Clone) -> [usize; 3] {
    [Some(true), Some(false), None]
        .map(|way| changes.clone().filter(|change| change["weakens"].as_bool() == way).count())
}

/// Whether an object states these ways.
fn states(object: &Value, [weakened, strengthened, other]: [usize; 3]) -> bool {
    object["weakened"] == weakened && object["strengthened"] == strengthened && object["other"] == other
}

#[test]
fn the_summary_adds_up_what_is_written_of_users() {
    let (users, summary) = random_drift();
    let changes = || users.iter().flat_map(|user| list(user, "changes"));
    assert!(ways(changes()).iter().all(|count| *count > 20) && states(&summary, ways(changes())));
    for (policy, counts) in summary["policies"].as_object().unwrap() {
        let of_policy = ways(changes().filter(|change| change["policy"] == **policy));
        assert!(states(counts, of_policy), "{policy}: {counts}");
    }
    for (field, count) in summary["fields"].as_object().unwrap() {
        let fields = users.iter().flat_map(|user| list(user, "fields"));
        assert_eq!(*count, fields.filter(|change| change["field"] == **field).count(), "{field}");
    }
    for kind in ["added", "removed", "changed"] {
        assert_eq!(summary[kind], users.iter().filter(|user| user["kind"] == kind).count(), "{kind}");
    }
    for key in ["added", "removed", "changed", "unchanged", "weakened", "strengthened", "other"] {
        let of_groups = summary["groups"].as_object().unwrap().values().map(|group| group[key].as_u64().unwrap());
        assert_eq!(summary[key], of_groups.sum::<u64>(), "{key}");
    }
}

#[test]
fn the_worst_have_most_changes_that_permit_more_then_most_changes_then_go_by_name() {
    let (users, summary) = random_drift();
    let mut worst: Vec<_> = users
        .iter()
        .filter(|user| user["kind"] == "changed")
        .map(|user| {
            let ways = ways(list(user, "changes").iter());
            let rank = [ways[0], ways.iter().sum(), list(user, "fields").len()].map(std::cmp::Reverse);
            (rank, user["userId"].as_str().unwrap(), ways)
        })
        .collect();
    worst.sort();
    assert!(worst.len() > MOST_WORST);
    assert_eq!(list(&summary, "worst").len(), MOST_WORST);
    for (user, (rank, name, ways)) in list(&summary, "worst").iter().zip(worst) {
        assert_eq!((&user["userId"], &user["fields"]), (&json!(name), &json!(rank[2].0)));
        assert!(states(user, ways), "{user}");
    }
}

#[test]
fn values_that_json_cannot_carry_are_compared_as_null() {
    for (name, byte) in FOREIGN {
        let value = |value: &str, sms: &str| {
            format!(r#"{{"id":"a","policy":{{"unknown":{{"x":{value}}},"sms":{{"enable":{sms}}}}}}}"#)
        };
        let (before, after) = (value(&char::from(*byte).to_string(), "true"), value("1", "false"));
        let options = Options { strictness: Strictness::Lenient, ..Options::default() };
        let mut drift = Drift::new(options, None, None);
        drift.push_value(before.as_bytes(), "");
        drift.begin_after();
        drift.push_value(after.as_bytes(), "");
        assert_eq!(drift.wanted().len(), 1, "{name}");
        assert!(drift.answer(before.as_bytes()), "{name}");
        let user: Value = serde_json::from_str(&drift.take()).unwrap();
        let texts: Vec<_> = list(&user, "changes").iter().map(|change| change["text"].as_str().unwrap()).collect();
        assert_eq!(
            texts,
            ["SMS was turned off.", "unknown: not stated before; now “Undocumented settings”."],
            "{name}"
        );
    }
}
