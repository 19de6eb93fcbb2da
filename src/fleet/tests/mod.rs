//! Streams of profiles: what a summary counts, wherever they are cut.

mod counts;
mod envelopes;

use super::*;

impl Fleet {
    /// Tries what was cut off, although no more bytes have come.
    fn try_again(&mut self) {
        self.intake.try_again(&mut self.totals);
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

/// An export of a stream.
fn exported(form: ExportForm, stream: &str) -> String {
    let mut fleet = Fleet::new(Options::default()).exported(form);
    fleet.push(stream.as_bytes()).unwrap();
    fleet.end();
    String::from_utf8(fleet.take_export()).unwrap()
}

fn json_of(fleet: Fleet, stream: &str) -> serde_json::Value {
    serde_json::from_str(&summary_of(&[stream.as_bytes()], fleet)).unwrap()
}
