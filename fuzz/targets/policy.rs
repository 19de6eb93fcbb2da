//! Any profile: its summary counts add up, its CSV is read back, its audit has evidence, and it does not differ from itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_phone_profile::policy::{Format, audit, diff, format, summarize};
use zoom_phone_profile::validate::{Options, Strictness, Validator};

fuzz_target!(|document: &[u8]| {
    let mut validator = Validator::new();
    let options = Options { strictness: Strictness::Lenient, ..Options::default() };
    if !validator.check(document, &options).success {
        return;
    }
    let view = validator.view(document);
    let summary = summarize(&view);
    let counts = summary.counts;
    assert_eq!(counts.on + counts.off + counts.unknown, summary.entries.len());
    for form in [Format::Text, Format::Markdown, Format::Html] {
        let text = format(&summary, form);
        assert!(!text.contains('\0') && !text.to_ascii_lowercase().contains("<script"));
    }
    let csv = format(&summary, Format::Csv);
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), 8);
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])), "{record:?}");
        rows += 1;
    }
    assert_eq!(rows, summary.entries.len());
    assert!(audit(&view, &[]).iter().all(|finding| !finding.evidence.is_empty()));
    assert!(diff(&view, &view).is_empty());
});
