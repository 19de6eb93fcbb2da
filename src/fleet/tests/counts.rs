//! What a summary counts and an export shows, and their bounds.

use super::*;

/// The columns `other_policies` and `locked` of a CSV export of one profile.
fn other_columns(profile: &str) -> [String; 2] {
    let mut fleet = Fleet::new(Options::default()).exported(ExportForm::Csv);
    fleet.push(profile.as_bytes()).unwrap();
    fleet.end();
    let csv = String::from_utf8(fleet.take_export()).unwrap();
    let columns: Vec<_> = csv.lines().nth(1).unwrap().split(',').collect();
    let heading: Vec<_> = csv.lines().next().unwrap().split(',').collect();
    ["other_policies", "locked"].map(|name| columns[heading.iter().position(|column| *column == name).unwrap()].into())
}

#[test]
fn of_policies_of_tomorrow_the_last_of_a_name_counts() {
    let twice = concat!(
        r#"{"id":"a","policy":{"zz":{"enable":true,"modified":true,"modified":true},"yy":true,"#,
        r#""z\u007a":{"enable":false,"modified":true,"modified":false}}}"#,
    );
    let policies = of_one(twice)["policies"].clone();
    let expected = |on, off, unknown, modified| {
        serde_json::json!({
            "on":on, "off":off, "unknown":unknown, "locked":{}, "modified":modified, "values":{}
        })
    };
    assert_eq!((&policies["zz"], &policies["yy"]), (&expected(0, 1, 0, 0), &expected(1, 0, 0, 0)));
    assert_eq!(other_columns(twice)[0], "zz: off; yy: on");
    let within = concat!(
        r#"{"id":"a","policy":{"zz":{"enable":true,"enable":null,"locked":true,"locked":false,"#,
        r#""modified":true,"modified":true}}}"#,
    );
    assert_eq!(of_one(within)["policies"]["zz"], expected(0, 0, 1, 1));
}

#[test]
fn policies_of_tomorrow_are_read_as_the_policy_summary_reads_them() {
    let escaped = concat!(
        r#"{"id":"a","policy":{"zz":{"en\u0061ble":true,"lock\u0065d":true,"locked_b\u0079":"site","#,
        r#""m\u006fdified":true}}}"#,
    );
    let zz = of_one(escaped)["policies"]["zz"].clone();
    assert_eq!((&zz["on"], &zz["locked"]["site"], &zz["modified"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(other_columns(escaped)[0], "zz: on");
    for null in
        [r#"{"id":"a","policy":{"zz":null,"yy":true}}"#, r#"{"id":"a","policy":{"zz":true,"yy":true,"zz":null}}"#]
    {
        let mut fleet = Fleet::new(Options::default()).group_by(GroupBy::Site);
        fleet.push(null.as_bytes()).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&fleet.to_json()).unwrap();
        for policies in [&summary["policies"], &summary["groups"][""]["policies"]] {
            assert!(policies.get("zz").is_none() && policies["yy"]["on"] == 1, "{null}");
        }
        assert_eq!(other_columns(null)[0], "yy: on");
    }
}

#[test]
fn a_lock_counts_in_policies_for_which_zoom_documents_none() {
    let profile = concat!(
        r#"{"id":"a","policy":{"voicemail":{"enable":true,"locked":true,"lock\u0065d_by":"site","modified":true},"#,
        r#""outbound_calling":{"locked":true,"locked_by":"account"},"hand_off_to_room":{"modified":true},"#,
        r#""voicemail_access_members":[{"locked":true}],"sms":{"nested":{"locked":true},"modified":1},"#,
        r#""emergency_address_management":{"locked":true}}}"#,
    );
    let policies = of_one(profile)["policies"].clone();
    for (policy, locked, modified) in [
        ("voicemail", serde_json::json!({"site":1}), 1),
        ("outbound_calling", serde_json::json!({"account":1}), 0),
        ("hand_off_to_room", serde_json::json!({}), 1),
        ("voicemail_access_members", serde_json::json!({}), 0),
        ("sms", serde_json::json!({}), 0),
        ("emergency_address_management", serde_json::json!({"unknown":1}), 0),
    ] {
        assert_eq!(
            (&policies[policy]["locked"], &policies[policy]["modified"]),
            (&locked, &modified.into()),
            "{policy}"
        );
    }
    assert_eq!(
        other_columns(profile)[1],
        "emergency_address_management: unknown; voicemail: site; outbound_calling: account"
    );
    let replaced = r#"{"id":"a","policy":{"voicemail":{"locked":true,"modified":true},"voicemail":{"enable":true}}}"#;
    assert_eq!(of_one(replaced)["policies"]["voicemail"]["locked"], serde_json::json!({}));
    assert_eq!(other_columns(replaced)[1], "");
}

#[test]
fn a_lock_of_no_level_is_of_an_unknown_one() {
    let profile = concat!(
        r#"{"id":"a","policy":{"sms":{"enable":true,"locked":true,"locked_by":""},"zz":{"locked":true,"#,
        r#""locked_by":""}}}"#,
    );
    let summary = of_one(profile);
    for policy in ["sms", "zz"] {
        assert_eq!(summary["policies"][policy]["locked"], serde_json::json!({"unknown":1}), "{policy}");
    }
    assert_eq!(other_columns(profile)[1], "sms: unknown");
}

#[test]
fn issues_of_what_could_not_be_fetched_are_counted_and_bounded() {
    let issues = concat!(
        r#"[{"code":"wrong_type","x":1},{"code":"wrong_type"},{"code":"of_tomorrow"},{"code":5},null,"#,
        r#"{"code":"invalid_json"}]"#,
    );
    for (most, listed) in [(0, 0), (2, 2), (100, 6)] {
        let mut fleet = Fleet::new(Options { max_issues: most, ..Options::default() });
        fleet.push_failure("a", "user_not_found", "gone", issues);
        let summary: serde_json::Value = serde_json::from_str(&fleet.to_json()).unwrap();
        assert_eq!(summary["issues"], serde_json::json!({"invalid_json":1,"wrong_type":2}));
        let failure = &summary["failures"][0];
        let all: serde_json::Value = serde_json::from_str(issues).unwrap();
        assert_eq!(failure["issues"].as_array().unwrap()[..], all.as_array().unwrap()[..listed]);
    }
}

#[test]
fn an_export_says_what_is_wrong_however_few_issues_are_listed() {
    let profile = br#"{"id":"a","nonsense":1,"email":5,"department":6}"#;
    let exported = |form, most| {
        let mut fleet = Fleet::new(Options { max_issues: most, ..Options::default() }).exported(form);
        fleet.push(profile).unwrap();
        String::from_utf8(fleet.take_export()).unwrap()
    };
    assert_eq!(exported(ExportForm::Csv, 0), exported(ExportForm::Csv, 100));
    assert!(exported(ExportForm::Csv, 0).contains("`email` should be a string"), "{}", exported(ExportForm::Csv, 0));
    assert_eq!(exported(ExportForm::Ndjson, 0), "{\"error\":{\"index\":0,\"id\":\"a\",\"issues\":[]}}\n");
    assert_eq!(exported(ExportForm::Ndjson, 1).matches("\"code\"").count(), 1);
}

#[test]
fn an_address_is_missing_where_the_audit_finds_that() {
    for address in [
        "null",
        "{}",
        r#"{"state_code":"CA"}"#,
        r#"{"address_line2":"x"}"#,
        r#"{"city":" \t"}"#,
        r#"{"id":"7"}"#,
        r#"{"zip":"1"}"#,
        r#"{"address_line1":"","country":"US"}"#,
        r#"{"address_line1":"","city":"","country":"","state_code":"","zip":" "}"#,
    ] {
        let profile = format!("{{\"id\":\"a\",\"policy\":{{}},\"emergency_address\":{address}}}");
        let mut fleet = Fleet::new(Options::default()).audited();
        fleet.push(profile.as_bytes()).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&fleet.to_json()).unwrap();
        let found = summary["findings"]["emergency_address_missing"]["found"].as_u64().unwrap_or(0);
        assert_eq!(summary["emergencyAddressesMissing"], found, "{address}");
    }
    for (profile, missing) in [
        (r#"{"id":"a","emergency_address":{"state_code":"CA"}}"#, 0),
        (r#"{"id":"a","policy":{}}"#, 1),
        // Rows of the user list have neither.
        (r#"{"id":"a"}"#, 0),
        (r#"{"id":"a","email":"a@example.com","site":{"id":"s"}}"#, 0),
    ] {
        assert_eq!(of_one(profile)["emergencyAddressesMissing"], missing, "{profile}");
    }
}

#[test]
fn a_code_has_one_name_however_it_is_written() {
    let profile =
        |code| format!("{{\"id\":\"a\",\"policy\":{{\"call_transferring\":{{\"call_transferring_type\":{code}}}}}}}\n");
    let stream: String = ["9", "9.0", "0.9e1", "99e0", "-7", "-70e-1", "1e20", "1"].map(profile).concat();
    let types = &summary(&stream)["policies"]["call_transferring"]["values"]["call_transferring_type"];
    assert_eq!(*types, serde_json::json!({"1":1,"9":3,"99":1,"-7":2,"1e20":1}));
}

#[test]
fn plans_count_as_often_as_users_have_them() {
    let user = r#"{"id":"a","calling_plans":[{"type":3000},{"type":5},{"type":3000},{"type":99999},{"type":99999}]}"#;
    let users = summary(&[user, user].join("\n"));
    assert_eq!(users["callingPlans"], serde_json::json!({"ZP_PRO":4,"BYOC_NUMBER":2,"99999":4}));
    let both = r#"[{"id":"a","calling_plans":[{"type":5},{"type":5}]},{"id":"b","calling_plans":[{"type":5}]}]"#;
    assert_eq!(summary(both)["callingPlans"], serde_json::json!({"BYOC_NUMBER":3}));
}

#[test]
fn users_without_a_name_count_and_are_not_named() {
    let mut fleet = Fleet::new(Options::default()).with_outliers();
    let stream = concat!(
        r#"{"site_id":"s","policy":{"sms":{"enable":true},"delegation":true}}{"id":"a","email":"","#,
        r#""policy":{"sms":{"enable":false}}}{"id":"","policy":{"sms":{"enable":false}}}"#,
    );
    fleet.push(stream.as_bytes()).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&fleet.to_json()).unwrap();
    let expected = serde_json::json!({"":{"delegation":{"on":[],"off":[]},"sms":{"on":[],"off":["a"]}}});
    assert_eq!(summary["samples"], expected);
    assert_eq!(summary["policies"]["sms"]["off"], 2);
}

/// The sum of the numbers in an object.
fn total(counts: &serde_json::Value) -> u64 {
    counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn beyond_the_first_thousand_groups_the_rest_count_together() {
    let users = |range: std::ops::Range<usize>| -> String {
        let user = |at: usize| {
            let (is_on, code) = (at.is_multiple_of(2), at + 10);
            let sms = format!(r#"{{"enable":{is_on},"locked":true,"locked_by":"l{at}"}}"#);
            let transfer = format!(r#"{{"call_transferring_type":{code}}}"#);
            let policy = format!(r#"{{"sms":{sms},"call_transferring":{transfer},"p{at}":true}}"#);
            let names = format!(r#""id":"u{at}","site_id":"s{at}","department":"d{at}","status":"x{at}""#);
            format!("{{{names},\"policy\":{policy}}}\n")
        };
        range.map(user).collect()
    };
    let new = || Fleet::new(Options::default()).group_by(GroupBy::Department).with_outliers();
    let summary = json_of(new(), &users(0..1500));
    let groups = summary["groups"].as_object().unwrap();
    assert_eq!((groups.len(), groups["other"]["profiles"].as_u64()), (COUNTED_APART + 1, Some(500)));
    assert_eq!(groups["other"]["policies"]["sms"]["on"], 250);
    assert_eq!(summary["samples"].as_object().unwrap().len(), COUNTED_APART + 1);
    for counts in ["sites", "departments", "status"] {
        assert_eq!(summary[counts].as_object().unwrap().len(), COUNTED_APART + 1);
        assert_eq!((total(&summary[counts]), &summary[counts]["other"]), (1500, &500.into()));
    }
    let policies = &summary["policies"];
    for counts in [&policies["sms"]["locked"], &policies["call_transferring"]["values"]["call_transferring_type"]] {
        assert_eq!((counts.as_object().unwrap().len(), total(counts)), (101, 1500));
    }
    // The names of policies are bounded for all groups at once.
    let known = summary_of(&[], new());
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    let known = known["policies"].as_object().unwrap().len();
    assert_eq!(policies.as_object().unwrap().len(), known + MOST_UNKNOWN_POLICIES);
    for (group, unknown) in [("d7", 1), ("d31", 1), ("d32", 0), ("d700", 0), ("other", 0)] {
        assert_eq!(groups[group]["policies"].as_object().unwrap().len(), known + unknown, "{group}");
    }
    // What is kept does not grow with what is read.
    let size = |users: &str| summary_of(&[users.as_bytes()], new()).len();
    assert!(size(&users(0..6000)) < size(&users(0..3000)) + 1000);
}

#[test]
fn a_user_with_more_plans_than_are_counted_apart_counts_once_for_each() {
    let plans = |range: std::ops::Range<usize>| -> String {
        let plans: Vec<_> = range.map(|code| format!("{{\"type\":{}}}", code + 100_000)).collect();
        format!("{{\"id\":\"a\",\"calling_plans\":[{}],\"policy\":{{\"sms\":{{\"enable\":true}}}}}}", plans.join(","))
    };
    let summary = json_of(Fleet::new(Options::default()).group_by(GroupBy::CallingPlan), &plans(0..3000));
    let groups = summary["groups"].as_object().unwrap();
    assert_eq!((groups.len(), groups["other"]["profiles"].as_u64()), (COUNTED_APART + 1, Some(2000)));
    assert_eq!(
        (&groups["other"]["policies"]["sms"]["on"], &groups["100000"]["policies"]["sms"]["on"]),
        (&2000.into(), &1.into())
    );
    assert_eq!(total(&summary["callingPlans"]), 3000);
}

#[test]
fn names_are_kept_up_to_a_length() {
    let long = "n".repeat(5000);
    let profile = format!(
        "{{\"id\":\"{long}\",\"site_id\":\"{long}\",\"policy\":{{\"{long}\":true,\"sms\":{{\"enable\":true,\
         \"locked\":true,\"locked_by\":\"{long}\"}},\"emergency_calls_to_psap\":false}}}}"
    );
    let broken = format!("{{\"id\":\"{long}\",\"email\":5}}");
    let fleet = Fleet::new(Options::default()).group_by(GroupBy::Site).with_outliers().audited();
    let summary = summary_of(&[profile.as_bytes(), broken.as_bytes()], fleet);
    let kept = "n".repeat(LONGEST_NAME);
    assert!(summary.contains(&kept) && !summary.contains(&format!("{kept}n")));
}

#[test]
fn rows_of_the_list_of_users_have_their_site_and_no_address_to_miss() {
    let row = concat!(
        r#"{"id":"a","phone_user_id":"p","email":"a@example.com","name":"A","extension_id":"e","#,
        r#""extension_number":800,"status":"activate","activation_status":"activated","site":{"id":"s1","#,
        r#""name":"HQ"},"department":"d"}"#,
    );
    let page = format!("{{\"next_page_token\":\"\",\"page_size\":30,\"total_records\":2,\"users\":[{row},{row}]}}");
    let summary = json_of(Fleet::new(Options::default()).group_by(GroupBy::Site), &page);
    assert_eq!((&summary["profiles"], &summary["failed"]), (&2.into(), &0.into()));
    assert_eq!((&summary["sites"], &summary["groups"]["s1"]["profiles"]), (&serde_json::json!({"s1":2}), &2.into()));
    assert_eq!((&summary["emergencyAddressesMissing"], &summary["policies"]["sms"]["unknown"]), (&0.into(), &2.into()));
    assert!(exported(ExportForm::Csv, row).lines().nth(1).unwrap().starts_with("a,a@example.com,800,activate,s1,d,"));
    assert_eq!(exported(ExportForm::Ndjson, &page), [row, row, ""].join("\n"));
    for (profile, sites) in [
        (r#"{"id":"a","site_id":"s","site":{"id":"t"}}"#, serde_json::json!({"s":1})),
        (r#"{"id":"a","site":{"id":"t"},"policy":{}}"#, serde_json::json!({})),
        (r#"{"id":"a","site":"t"}"#, serde_json::json!({})),
        (r#"{"id":"a","site":{"id":5}}"#, serde_json::json!({})),
        (r#"{"id":"a","s\u0069te":{"i\u0064":"\u0074"}}"#, serde_json::json!({"t":1})),
    ] {
        assert_eq!(of_one(profile)["sites"], sites, "{profile}");
    }
}

#[test]
fn a_plan_that_the_table_lacks_goes_by_its_name_in_the_reply() {
    let user = concat!(
        r#"{"id":"a","calling_plans":[{"type":83000,"name":"Zoom Workplace Enterprise"},{"type":83001},"#,
        r#"{"type":3000,"name":"x"},{"type":83002,"name":""}]}"#,
    );
    let names = serde_json::json!({"Zoom Workplace Enterprise":1,"83001":1,"ZP_PRO":1,"83002":1});
    assert_eq!(of_one(user)["callingPlans"], names);
    assert!(exported(ExportForm::Csv, user).contains("Zoom Workplace Enterprise; 83001; ZP_PRO; 83002"));
    let grouped = json_of(Fleet::new(Options::default()).group_by(GroupBy::CallingPlan), user);
    assert_eq!(grouped["groups"]["Zoom Workplace Enterprise"]["profiles"], 1);
    assert_eq!(grouped["groups"].get("other"), None);
    assert_eq!(of_one(user).get("groups"), None);
}
