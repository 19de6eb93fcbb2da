//! Envelopes, pages and wrappers, and failures that were written out before.

use super::*;

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

#[test]
fn of_profiles_by_their_ids_none_is_lost_without_a_word() {
    assert_seen(&[
        (r#"{"data":{"a":{"id":"a","status":"activate"},"b":{"id":"b","status":"activate"}}}"#, 1, &[0]),
        (r#"{"data":{"user":{"id":"a","status":"activate"},"meta":{"page":1}}}"#, 1, &[]),
    ]);
}
