//! Time grows linearly with a document: summaries, changes and findings of the worst known documents.
//!
//! A document eight times as large may take twenty times as long, so that a busy machine does not matter; quadratic
//! time would be 64 times as long. Where the system reports it, processor time is measured. `npm run bench:growth`
//! measures all functions of the package more closely.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use zoom_phone_profile::policy::{Format, audit, diff, drift, format, summarize};
use zoom_phone_profile::validate::{Document, Options, Validator};

const SMALL: usize = 1_000;
const TIMES: usize = 8;
const MOST: u32 = 20;

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// Documents with so many items. With another salt, all items are others.
fn documents(count: usize, salt: &str) -> Vec<(&'static str, String)> {
    let members = "voicemail_access_members";
    let disclaimers = "show_custom_disclaimer_when_using_zoom_phone";
    let parts = [
        (
            "countries",
            format!(r#""sms":{{"international_sms_countries":[{}]}}"#, list(count, |at| format!("\"{salt}{at}\""))),
        ),
        (
            "members",
            format!(
                r#""{members}":[{}]"#,
                list(count, |at| format!(r#"{{"access_user_id":"{salt}{at}","shared_id":"{at}"}}"#))
            ),
        ),
        (
            "shares",
            format!(
                r#""{members}":[{}]"#,
                list(count, |at| format!(r#"{{"access_user_id":"u","shared_id":"{salt}{at}"}}"#))
            ),
        ),
        ("bare members", format!(r#""{members}":[{}]"#, list(count, |_| "{}".into()))),
        (
            "disclaimers",
            format!(
                r#""{disclaimers}":{{"enable":true,"custom_disclaimer_list":[{}]}}"#,
                list(count, |at| format!(r#"{{"language":"{salt}{at}"}}"#))
            ),
        ),
        ("unknown policies", list(count, |at| format!(r#""{salt}{at}":true"#))),
        ("changed unknown policies", list(count, |at| format!(r#""p{at}":"{salt}""#))),
        ("unknown members", format!(r#""sms":{{{}}}"#, list(count, |at| format!(r#""m{at}":"{salt}""#)))),
        (
            "a long key",
            format!(r#""{}":{{{}}}"#, "k".repeat(20 * count), list(count, |at| format!(r#""m{at}":"{salt}""#))),
        ),
        ("a repeated policy", list(count, |at| format!(r#""sms":{{"enable":{}}}"#, at % 2 == 0))),
        ("an unknown list", format!(r#""p":[{}]"#, list(count, |at| format!(r#"{{"a":{at},"b":"{salt}"}}"#)))),
    ];
    parts.into_iter().map(|(name, policies)| (name, format!("{{\"id\":\"x\",\"policy\":{{{policies}}}}}"))).collect()
}

/// What is measured: a document, and another one of the same kind.
type Work = fn(&Document, &Document, &str);

const WORKS: [(&str, Work); 6] = [
    ("validate", |_, _, text| {
        black_box(Validator::new().validate(text.as_bytes(), &Options::default()));
    }),
    ("summarize", |document, _, _| {
        let summary = summarize(&document.view());
        for form in [Format::Text, Format::Markdown, Format::Csv, Format::Html] {
            black_box(format(&summary, form));
        }
    }),
    ("audit", |document, _, _| {
        black_box(serde_json::to_string(&audit(&document.view(), &[])).unwrap());
    }),
    ("drift", |document, other, _| {
        black_box(serde_json::to_string(&drift(&document.view(), &other.view())).unwrap());
    }),
    ("diff", |document, other, _| {
        black_box(serde_json::to_string(&diff(&other.view(), &document.view())).unwrap());
    }),
    ("diff from nothing", |document, _, _| {
        let nothing = Document::read(b"{\"policy\":{}}".to_vec());
        black_box(serde_json::to_string(&diff(&nothing.view(), &document.view())).unwrap());
    }),
];

/// Time that this thread has had of a processor; elsewhere than on Linux, the time of the clock.
fn time(began: Instant) -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let on_processor = statistics.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    on_processor.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

/// The time of one of several runs, which together take longer than the system's clock ticks.
fn measure(began: Instant, work: impl Fn()) -> Duration {
    let (start, mut runs) = (time(began), 0);
    loop {
        work();
        runs += 1;
        let taken = time(began) - start;
        if taken > Duration::from_millis(25) {
            return taken / runs;
        }
    }
}

#[test]
fn time_grows_with_the_document_and_no_faster() {
    let began = Instant::now();
    let read = |count| {
        let pairs = documents(count, "a").into_iter().zip(documents(count, "b"));
        pairs.map(|((name, text), (_, other))| {
            (name, Document::read(text.clone().into_bytes()), Document::read(other.into_bytes()), text)
        })
    };
    for ((name, document, other, text), (_, large, large_other, large_text)) in read(SMALL).zip(read(SMALL * TIMES)) {
        for (title, work) in WORKS {
            let mut least = [Duration::MAX; 2];
            // What else the machine does makes a time longer, never shorter.
            for _ in 0..10 {
                least[0] = least[0].min(measure(began, || work(&document, &other, &text)));
                least[1] = least[1].min(measure(began, || work(&large, &large_other, &large_text)));
                if least[1] < least[0] * MOST {
                    break;
                }
            }
            assert!(least[1] < least[0] * MOST, "{title} of {name}: {:?} became {:?}", least[0], least[1]);
        }
    }
}
