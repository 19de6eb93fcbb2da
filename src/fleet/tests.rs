//! Streams and what is counted of them, wherever they are cut.

use super::*;

impl Fleet {
    /// Tries what was cut off, although no more bytes have come.
    fn try_again(&mut self) {
        if self.sniffed == Sniffed::Json {
            self.work(false);
        }
    }
}

fn summary_of(chunks: &[&[u8]], fleet: Fleet) -> String {
    let mut fleet = fleet;
    for chunk in chunks {
        fleet.push(chunk).unwrap();
    }
    fleet.end();
    fleet.to_json()
}

/// The summary of a stream, which is the same wherever it is cut in two, and byte by byte.
fn summary(stream: &str) -> serde_json::Value {
    let (bytes, new) = (stream.as_bytes(), || Fleet::new(Options::default()));
    let whole = summary_of(&[bytes], new());
    for at in 0..=bytes.len() {
        // Chunks of nothing stand for those that make a cut value be tried again.
        let mut fleet = new();
        fleet.push(&bytes[..at]).unwrap();
        fleet.try_again();
        fleet.push(&bytes[at..]).unwrap();
        fleet.try_again();
        fleet.end();
        assert_eq!(fleet.to_json(), whole, "{stream} cut at {at}");
    }
    let single: Vec<_> = bytes.chunks(1).collect();
    assert_eq!(summary_of(&single, new()), whole, "{stream} byte by byte");
    let mut fleet = new();
    for byte in single {
        fleet.push(byte).unwrap();
        fleet.try_again();
    }
    fleet.end();
    assert_eq!(fleet.to_json(), whole, "{stream} byte by byte, each tried");
    serde_json::from_str(&whole).unwrap()
}

/// How many profiles were seen, and which of them failed.
fn seen(stream: &str) -> (u64, Vec<u64>) {
    let summary = summary(stream);
    let failures = summary["failures"].as_array().unwrap().iter();
    (summary["profiles"].as_u64().unwrap(), failures.map(|failure| failure["index"].as_u64().unwrap()).collect())
}

fn assert_seen(cases: &[(&str, u64, &[u64])]) {
    for (stream, profiles, failures) in cases {
        assert_eq!(seen(stream), (*profiles, failures.to_vec()), "{stream}");
    }
}

#[test]
fn a_user_with_a_list_of_tomorrow_is_no_envelope() {
    assert_seen(&[
        ("{\"badges\":[],\"id\":\"u1\",\"policy\":{\"sms\":{\"enable\":true}}}\n{\"id\":\"u2\"}", 2, &[]),
        (r#"{"badges":[{"x":1}],"id":"u1"}"#, 1, &[]),
        (r#"{"id":"u1","badges":[{"x":1}],"y":[]}"#, 1, &[]),
        (r#"{"badges":[],"id":"u1"}"#, 1, &[]),
        (r#"{"managers":[{"id":"m","email":"m@example.com"}],"id":"u1","policy":{}}"#, 1, &[]),
        (r#"{"id":"u1","managers":[{"id":"m"},{"id":"n"}],"site_id":"s"}"#, 1, &[]),
        (r#"{"tags":["a","b"],"id":"u1"}"#, 1, &[]),
        (r#"{"id":"u1","tags":["a","{\"id\":1}",null,[3]]}"#, 1, &[]),
        (r#"{"calling_pl\u0061ns":[{"type":1}],"id":"a"}"#, 1, &[]),
        (r#"{"x":1,"phone_number\u0073":[],"id":"a"}"#, 1, &[]),
        (r#"{"badges":[{"x":1}],"\u0069d":"u1"}"#, 1, &[]),
        ("{\"x\":[],\"email\":\"a\"} {\"y\":[{}],\"status\":\"activate\",\"id\":\"b\"}", 2, &[]),
    ]);
    let of_one = summary("{\"badges\":[],\"id\":\"u1\",\"policy\":{\"sms\":{\"enable\":true}}}");
    assert_eq!(of_one["policies"]["sms"]["on"], 1);
}

#[test]
fn a_page_is_an_envelope_whatever_else_it_says() {
    assert_seen(&[
        (r#"{"status":"ok","users":[{"id":"a"},{"id":"b"}]}"#, 2, &[]),
        (r#"{"id":"page-1","users":[{"id":"a"},{"id":"b"}]}"#, 2, &[]),
        (r#"{"users":[{"id":"a"},{"id":"b"}],"id":"page-1","status":"ok"}"#, 2, &[]),
        (r#"{"id":"page-1","errors":[{"code":1}],"users":[{"x":[{}],"email":"a"}]}"#, 1, &[]),
        (r#"{"users":[]}"#, 0, &[]),
        (r#"{"status":"ok","users":[]}"#, 0, &[]),
        (r#"{"next_page_token":"","users":[{"id":"a"}]}"#, 1, &[]),
        (r#"{"page_count":1,"phones":[{"id":"a"}]}"#, 1, &[]),
        (r#"{"users":[{},{"id":"a"}]}"#, 2, &[0]),
        (r#"{"users":[5,6]}"#, 1, &[0]),
        ("{\"users\":[{\"id\":\"a\"}]}\n{\"users\":[]}{\"id\":\"2\",\"users\":[{\"id\":\"b\"}]}", 2, &[]),
    ]);
}

#[test]
fn what_stands_before_the_first_object_of_a_list_is_passed_by() {
    assert_seen(&[
        (r#"{"users":[null,{"id":"a"},{"id":"b"}]}"#, 3, &[0]),
        (r#"{"users":["x",{"id":"a"},{"id":"b"}]}"#, 3, &[0]),
        (r#"{"users":["{",5 , {"id":"a"}]}"#, 3, &[0, 1]),
        (r#"{"users":[nonsense,{"id":"a"},{"id":"b"}]}"#, 3, &[0]),
        (r#"{"page":1,"users":[tru,{"id":"a"}],"tags":["a","b"],"x":1}"#, 2, &[0]),
        ("{\"users\":[{\"id\":\"a\"}]}\n{\"page\":2,\"users\":[null,{\"id\":\"b\"}]}", 3, &[1]),
        (r#"{"ids":[1],"some":[{"id":"a"}],"more":[null,{"id":"b"}]}"#, 3, &[1]),
    ]);
}

#[test]
fn a_long_list_is_judged_before_its_end() {
    let user = format!("{{\"id\":\"a\",\"x\":\"{}\"}}", "x".repeat(984));
    let users = vec![user; LARGEST_PROFILE / 1000].join(",");
    for begin in [r#"{"users":["#, r#"{"id":"page","users":["#] {
        let mut fleet = Fleet::new(Options::default());
        for chunk in [begin, &users].concat().as_bytes().chunks(1 << 16) {
            fleet.push(chunk).unwrap();
        }
        fleet.push(br#"],"site_id":"of no user"}"#).unwrap();
        fleet.end();
        assert_eq!((fleet.profiles(), fleet.failed()), (LARGEST_PROFILE as u64 / 1000, 0));
    }
}

#[test]
fn each_broken_line_is_one_failure() {
    assert_seen(&[
        ("{\"id\":\"b\",\"email\":}\n {\"id\":\"c\"}\n{\"id\":\"d\"}", 3, &[0]),
        (" {\"id\":\"b\",\"email\":}\n {\"id\":\"c\"}\n\t{\"id\":\"d\"}", 3, &[0]),
        ("{\"id\":\"a\"}\nfoo\nbar\n{\"id\":\"b\"}", 4, &[1, 2]),
        ("{\"id\":\"a\"}\r\n\r\n  foo\r\n \r\nbar\r\n{\"id\":\"b\"}\r\n", 4, &[1, 2]),
        ("{\"id\":\"a\n {\"id\":\"b\"}", 2, &[0]),
        ("{\"id\":tru\n {\"id\":\"b\"}", 2, &[0]),
        ("{\"id\":\"a\",\n{\"id\":\"b\"}\n{\"id\":\"c\"}", 3, &[0]),
        ("{\"id\":\"a\",\"x\":\n{\"id\":\"b\"}\n{\"id\":\"c\"}", 3, &[0]),
        ("{\"id\":\"a\"\nERROR: reset\n{\"id\":\"c\"}", 3, &[0, 1]),
        ("{\"id\":\"a\"}]\n{\"id\":\"c\"}", 3, &[1]),
        ("{\"x\":tru}\n{\"id\":\"c\"}", 2, &[0]),
        ("{\"tags\":[\"a\n{\"id\":\"b\"}\n{\"id\":\"c\"}", 3, &[0]),
        ("nonsense", 1, &[0]),
    ]);
    // Lines that are all indented, and more of them than one profile may have bytes.
    let mut fleet = Fleet::new(Options::default());
    let good = " {\"id\":\"a\"}\n".repeat(1 << 12);
    fleet.push(b" {\"id\":}\n").unwrap();
    for _ in 0..LARGEST_PROFILE / good.len() + 2 {
        fleet.push(good.as_bytes()).unwrap();
    }
    fleet.end();
    assert_eq!(fleet.failed(), 1);
}

#[test]
fn a_broken_profile_of_several_lines_is_one_failure() {
    let broken = "{\n  \"id\": tru,\n  \"phone_numbers\": [\n    {\n      \"id\": \"1\"\n    }\n  ]\n}";
    let good = "{\n  \"id\": \"a\"\n}";
    for (between, indented) in [("\n", false), ("\r\n", false), ("\n\n", false), ("\n", true)] {
        let stream = [good, broken, good, "foo", broken, broken, good].join(between);
        let stream = if indented { format!("  {}", stream.replace('\n', "\n  ")) } else { stream };
        assert_eq!(seen(&stream), (7, vec![1, 3, 4, 5]), "{stream}");
    }
}

#[test]
fn what_is_broken_in_an_envelope_does_not_take_the_rest_with_it() {
    assert_seen(&[
        ("{\"users\":[{\"id\":\"a\"}],\"x\":tru}\n{\"users\":[{\"id\":\"b\"}]}", 3, &[1]),
        (r#"{"users":[{"id":"a"}],"x":{"y":[tru]},"z":1,"users":[{"id":"b"}]}{"id":"c"}"#, 4, &[1]),
        (r#"{"x":tru,"users":[{"id":"a"}]}"#, 1, &[0]),
        ("{\"users\":[{\"id\":\"a\"}],\"x}\n{\"users\":[{\"id\":\"b\"}]}", 3, &[1]),
        ("{\"users\":[{\"id\":\"a\"}] \"x\":1}\n{\"users\":[{\"id\":\"b\"}]}", 3, &[1]),
        ("{\"users\":[{\"id\":\"a\"}],\"x\":}\n{\"users\":[{\"id\":\"b\"}]}", 3, &[1]),
        (r#"{"users":[{"id":"a"}],"x":12"#, 2, &[1]),
        (r#"{"users":[{"id":"a"}],"x":tr"#, 2, &[1]),
    ]);
}

#[test]
fn byte_order_marks_are_no_part_of_what_they_stand_before() {
    assert_seen(&[
        ("\u{feff}{\"id\":\"a\"}\n\u{feff}{\"id\":\"b\"}\u{feff}[{\"id\":\"c\"},\u{feff}{\"id\":\"d\"}]", 4, &[]),
        ("\u{feff}{\"users\":[{\"id\":\"a\"}]}\u{feff}{\"users\":[{\"id\":\"b\"}]}", 2, &[]),
        ("\u{feff}", 0, &[]),
        ("{\"id\":\"a\"}\u{ff00}", 2, &[1]),
    ]);
    let mut fleet = Fleet::new(Options::default()).exported(ExportForm::Ndjson);
    for _ in 0..2 {
        fleet.push("\u{feff}{\"id\":\"a\"}".as_bytes()).unwrap();
    }
    fleet.end();
    assert_eq!(fleet.take_export(), b"{\"id\":\"a\"}\n{\"id\":\"a\"}\n");
}

/// The summary of one profile.
fn of_one(profile: &str) -> serde_json::Value {
    let summary = summary(profile);
    assert_eq!((&summary["profiles"], &summary["failed"]), (&1.into(), &0.into()), "{profile}");
    summary
}

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

#[test]
fn streams_of_any_pieces_are_the_same_wherever_they_are_cut() {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\n",
        " ",
        "\"",
        "\\",
        "tru",
        "true",
        "null",
        "12",
        "foo",
        "\u{feff}",
        "{\"id\":\"a\"}",
        "{\"users\":[",
        "\"id\":",
        "\"x\":",
        "\"email\":\"b\"",
        "\"tags\":[\"a{\"]",
        "{\"x\":1}",
        "\n{",
        "\n  ",
        "}\n",
        "]}\n",
        "{\"data\":",
        "\"rows\":[",
        "\"errors\":[{\"code\":1}]",
        "\"next_page_token\":\"\"",
        "{\"type\":\"RECORD\",\"record\":",
        "{\"type\":\"STATE\"}",
        "{\"userId\":\"u\",\"ok\":",
        "\"profile\":",
        "\"error\":{}",
        "\"status\":\"activate\"",
        "\"policy\":{}",
    ];
    let mut random = 5u64;
    let mut below = move |most: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as usize % most
    };
    for _ in 0..30_000 {
        let stream: String = (0..1 + below(14)).map(|_| PIECES[below(PIECES.len())]).collect();
        let mut whole = Fleet::new(Options::default());
        let is_read = whole.push(stream.as_bytes());
        let mut fleet = Fleet::new(Options::default());
        let is_read_in_chunks = stream.as_bytes().chunks(1 + below(5)).try_for_each(|chunk| {
            fleet.push(chunk)?;
            fleet.try_again();
            Ok(())
        });
        assert_eq!(is_read_in_chunks, is_read, "{stream}");
        if is_read.is_ok() {
            whole.end();
            fleet.end();
            assert_eq!(fleet.to_json(), whole.to_json(), "{stream}");
        }
    }
}

#[test]
fn a_number_may_be_cut_anywhere() {
    let stream = r#"{"x":-1.5e-7,"users":[{"id":"a"}],"y":[-0.25,1E+9],"z":-2.0}{"users":[{"id":"b"}]}"#;
    for at in 0..=stream.len() {
        let (one, other) = stream.as_bytes().split_at(at);
        let fleet = summary_of(&[one, other], Fleet::new(Options::default()));
        assert_eq!(fleet, summary_of(&[stream.as_bytes()], Fleet::new(Options::default())), "cut at {at}");
    }
}

fn json_of(fleet: Fleet, stream: &str) -> serde_json::Value {
    serde_json::from_str(&summary_of(&[stream.as_bytes()], fleet)).unwrap()
}

/// An export of a stream.
fn exported(form: ExportForm, stream: &str) -> String {
    let mut fleet = Fleet::new(Options::default()).exported(form);
    fleet.push(stream.as_bytes()).unwrap();
    fleet.end();
    String::from_utf8(fleet.take_export()).unwrap()
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
}

#[test]
fn failures_that_were_written_out_keep_their_id_and_reason() {
    let issue = serde_json::json!({"code":"wrong_type","message":"why","path":[]});
    let stream = [
        concat!(
            r#"{"userId":"a","ok":false,"error":{"name":"ZoomPhoneError","code":"user_not_found","#,
            r#""message":"no \"a\"","attempts":1}}"#,
        )
        .to_string(),
        format!("{{\"ok\":false,\"userId\":\"b\",\"error\":{{\"message\":\"x\",\"issues\":[{issue},null]}}}}"),
        r#"{"error":{"index":7,"id":"c","code":"timeout","message":"late","issues":[]}}"#.to_string(),
        r#"{"userId":"d","ok":false,"error":{}}"#.to_string(),
        r#"{"id":"e"}"#.to_string(),
        r#"{"userId":"f","ok":false,"error":"boom"}"#.to_string(),
    ];
    let failures = serde_json::json!([
        {"index":0,"id":"a","code":"user_not_found","message":"no \"a\"","issues":[]},
        {"index":1,"id":"b","message":"x","issues":[issue,null]},
        {"index":2,"id":"c","code":"timeout","message":"late","issues":[]},
        {"index":3,"id":"d","issues":[]},
        {"index":5,"id":"f","message":"boom","issues":[]},
    ]);
    for separator in ["\n", ","] {
        let stream = if separator == "," { format!("[{}]", stream.join(",")) } else { stream.join(separator) };
        let read = summary(&stream);
        assert_eq!((&read["failures"], &read["profiles"], &read["failed"]), (&failures, &6.into(), &5.into()));
        assert_eq!(read["issues"], serde_json::json!({"wrong_type":1}));
        let again = exported(ExportForm::Ndjson, &stream);
        assert_eq!(summary(&again)["failures"], failures);
        assert_eq!(exported(ExportForm::Ndjson, &again), again);
        assert_eq!(exported(ExportForm::Csv, &again), exported(ExportForm::Csv, &stream));
    }
    let csv = exported(ExportForm::Csv, &stream.join("\n"));
    for (line, end) in csv.lines().skip(1).zip([
        ",user_not_found,\"no \"\"a\"\"\"",
        ",,x",
        ",timeout,late",
        ",,The profile could not be fetched",
        ",,",
        ",,boom",
    ]) {
        assert!(line.ends_with(end), "{line}");
    }
    let lenient = Options { strictness: crate::validate::Strictness::Lenient, ..Options::default() };
    assert_eq!(json_of(Fleet::new(lenient), &stream.join("\n"))["failures"], failures);
}

#[test]
fn a_profile_that_fails_keeps_its_id_and_its_issues_through_an_export() {
    let stream = r#"{"id":"a","email":5}{"id":"b","policy":[]}{"email":"c","id":"d","status":tru}"#;
    let failures = summary(stream)["failures"].clone();
    assert_eq!(failures[0]["id"], "a");
    let again = summary(&exported(ExportForm::Ndjson, stream));
    assert_eq!((&again["failures"], again["issues"].as_object().unwrap().len()), (&failures, 2));
    assert_eq!(exported(ExportForm::Csv, &exported(ExportForm::Ndjson, stream)), exported(ExportForm::Csv, stream));
}

#[test]
fn messages_of_a_pipeline_are_passed_over() {
    assert_seen(&[
        (
            "{\"type\":\"SCHEMA\",\"stream\":\"users\",\"schema\":{\"properties\":{\"id\":{\"type\":\"string\"},\
             \"email\":{}}},\"key_properties\":[\"id\"]}\n{\"id\":\"a\"}\n{\"type\":\"STATE\",\"value\":{\"users\":1}}",
            1,
            &[],
        ),
        (
            "{\"type\":\"LOG\",\"log\":{\"level\":\"INFO\",\"message\":\"x\"}}\n{\"type\":\"TRACE\",\
             \"trace\":{}}\n{\"type\":\"STATE\",\"state\":{}}",
            0,
            &[],
        ),
        ("{\"type\":\"state\"}", 1, &[0]),
    ]);
}

/// Lists of profiles in envelopes of any shape, with other members around them, and what they hold.
fn envelope(below: &mut impl FnMut(usize) -> usize, profiles: &mut u64, depth: usize) -> String {
    const OTHERS: [&str; 8] = [
        "\"meta\":{\"x\":[],\"y\":[{\"a\":1}]}",
        "\"failed\":[{\"id\":\"z\",\"error\":\"gone\"}]",
        "\"columns\":[{\"name\":\"id\"},{\"name\":\"email\"}]",
        "\"note\":\"]}{\\\"users\\\":[{\"",
        "\"total\":-1.5e3",
        "\"status\":\"success\"",
        "\"sites\":[{\"id\":\"s\",\"name\":\"HQ\"}]",
        "\"warnings\":[null,[],{\"code\":\"w\"}]",
    ];
    const PROFILES: [&str; 4] = [
        "{\"id\":\"a\",\"policy\":{\"sms\":{\"enable\":true}}}",
        "{\"phone_user_id\":\"p\",\"site\":{\"id\":\"s\"},\"id\":\"b\"}",
        "{\"x\":[{\"y\":1}],\"id\":\"c\",\"policy\":{}}",
        "{ \"status\" : \"activate\" , \"id\" : \"d\" , \"policy\" : { } }",
    ];
    let mut members: Vec<_> = OTHERS.iter().filter(|_| below(3) == 0).map(ToString::to_string).collect();
    let inner = if depth > 0 && below(2) == 0 {
        let key = ["data", "response", "phone_users"][below(3)];
        format!("\"{key}\":{}", envelope(below, profiles, depth - 1))
    } else {
        let items: Vec<_> = (0..1 + below(3)).map(|_| PROFILES[below(PROFILES.len())]).collect();
        *profiles += items.len() as u64;
        format!("\"{}\" : [{}]", ["users", "rows", "items"][below(3)], items.join(" , "))
    };
    members.insert(below(members.len() + 1), inner);
    format!("{{{}}}", members.join([",", ", ", "\n,\t"][below(3)]))
}

#[test]
fn envelopes_give_their_profiles_and_nothing_else_wherever_they_are_cut() {
    let mut random = 11u64;
    let mut below = move |most: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as usize % most
    };
    for _ in 0..1_000 {
        let mut profiles = 0;
        let envelopes: Vec<_> = (0..1 + below(3)).map(|_| envelope(&mut below, &mut profiles, 2)).collect();
        let separator = ["\n", " ", ","][below(3)];
        let stream = envelopes.join(separator);
        let stream = if separator == "," { format!("[{stream}]") } else { stream };
        let mut fleet = Fleet::new(Options::default());
        for chunk in stream.as_bytes().chunks(1 + below(40)) {
            fleet.push(chunk).unwrap();
            fleet.try_again();
        }
        fleet.end();
        assert_eq!((fleet.profiles(), fleet.failed()), (profiles, 0), "{stream}");
        assert_eq!(fleet.to_json(), summary_of(&[stream.as_bytes()], Fleet::new(Options::default())), "{stream}");
    }
}

#[test]
fn wrappers_and_records_give_their_profile() {
    assert_seen(&[
        (r#"{"status":"success","data":{"id":"a"}}"#, 1, &[]),
        ("{\"data\":{\"id\":\"a\",\"policy\":{}},\"status\":200}\n{\"id\":\"b\"}", 2, &[]),
        (
            concat!(
                r#"{"type":"RECORD","stream":"u","record":{"id":"a"}}{"type":"RECORD","record":{"stream":"u","#,
                r#""data":{"id":"b"}}}"#,
            ),
            2,
            &[],
        ),
        (
            "{\"_airbyte_raw_id\":\"r\",\"_airbyte_extracted_at\":5,\"_airbyte_meta\":{\"changes\":[{\"id\":\"c\"}]},\
             \"_airbyte_generation_id\":1,\"_airbyte_data\":{\"id\":\"a\",\"policy\":{}}}\n{\"_airbyte_ab_id\":\"r\",\
             \"_airbyte_data\":{\"id\":\"b\",\"phone_numbers\":[{\"id\":\"n\"}]},\"_airbyte_emitted_at\":\"t\"}",
            2,
            &[],
        ),
        (r#"[{"_airbyte_data":{"id":"a"},"_airbyte_loaded_at":null},{"_airbyte_data":{"id":"b"}}]"#, 2, &[]),
        (r#"{"_airbyte_data":{"id":"a","email":5},"_airbyte_meta":{}}"#, 1, &[0]),
        (r#"{"type":"RECORD","stream":"u","record":{"id":"a","email":5}}"#, 1, &[0]),
        (r#"{"type":"RECORD","record":{"stream":"u","data":{"x":5}}}"#, 1, &[0]),
        (r#"{"userId":"a","ok":true,"profile":{"id":"a"},"issues":[]}"#, 1, &[]),
        (r#"{"userId":"a","ok":true,"profile":{},"issues":[]}"#, 1, &[0]),
        (r#"{"status":"error","data":{"id":"request"}}"#, 1, &[0]),
        (r#"{"status":"error","message":"x","errors":[]}"#, 1, &[0]),
        (r#"{"id":"u","manager":{"id":"m","email":"m@example.com"}}"#, 1, &[]),
        ("{\"type\":\"RECORD\",\"record\":{\"id\":tru}}\n{\"type\":\"RECORD\",\"record\":{\"id\":\"b\"}}", 2, &[0]),
        ("{\"type\":\"RECORD\",\"record\":{\"id\":\"a\"\n{\"type\":\"RECORD\",\"record\":{\"id\":\"b\"}}", 2, &[0]),
    ]);
    let ids =
        summary(r#"{"userId":"u","ok":true,"profile":{"email":5},"issues":[]}{"userId":"v","ok":true,"profile":{}}"#);
    let ids: Vec<_> = ids["failures"].as_array().unwrap().iter().map(|failure| failure["id"].as_str()).collect();
    assert_eq!(ids, [Some("u"), Some("v")]);
}

#[test]
fn a_list_of_scalars_is_refused_before_each_becomes_a_failure() {
    for scalar in ["1", "\"a\"", "null", "true"] {
        for (count, is_refused) in [(1_000, false), (1_001, true), (100_000, true)] {
            let list = format!("[{}]", vec![scalar; count].join(","));
            let mut fleet = Fleet::new(Options::default()).exported(ExportForm::Ndjson);
            let read = list.as_bytes().chunks(4096).try_for_each(|chunk| fleet.push(chunk));
            fleet.end();
            assert_eq!(read.and(fleet.refuse_scalars()) == Err(FleetError::NoObjects), is_refused, "{scalar} {count}");
            assert!(fleet.failed() <= 1_002, "{}", fleet.failed());
        }
    }
    let mut mixed = Fleet::new(Options::default());
    let part = format!("{},{{\"id\":\"a\"}}", vec!["1"; 999].join(","));
    mixed.push(format!("[{}]", vec![part; 3].join(",")).as_bytes()).unwrap();
    mixed.end();
    assert_eq!((mixed.profiles(), mixed.failed()), (3_000, 2_997));
}
