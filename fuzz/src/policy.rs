//! Any profile: its summary counts add up, its forms are read back by those who read such forms, its audit has evidence, and it does not differ from itself.

use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Parser, Tag};
use zoom_phone_profile::policy::{Format, audit, diff, format, summarize};
use zoom_phone_profile::validate::{Options, Strictness, Validator};

pub fn check(document: &[u8]) {
    let mut validator = Validator::new();
    let options = Options { strictness: Strictness::Lenient, ..Options::default() };
    if !validator.check(document, &options).success {
        return;
    }
    let view = validator.view(document);
    let summary = summarize(&view);
    let counts = summary.counts;
    assert_eq!((counts.on + counts.off + counts.unknown) as usize, summary.entries.len());
    assert!(format(&summary, Format::Text).chars().all(|letter| letter == '\n' || !letter.is_control()));
    assert_eq!(markdown_rows(&format(&summary, Format::Markdown)), summary.entries.len());
    assert_eq!(html_rows(&format(&summary, Format::Html)), summary.entries.len());
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
}

/// The rows of tables of Markdown, in which nothing but text stands.
fn markdown_rows(text: &str) -> usize {
    let mut rows = 0;
    for event in Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) | Tag::TableHead | Tag::TableCell) => {}
            Event::End(_) | Event::Text(_) | Event::SoftBreak => {}
            other => panic!("{other:?} in {text}"),
        }
    }
    rows
}

const ELEMENTS: [&[u8]; 10] = [b"section", b"p", b"h3", b"table", b"thead", b"tbody", b"tr", b"th", b"td", b"bdi"];

/// The rows of tables of HTML that stand for policies, among the elements and attributes of a table alone.
fn html_rows(text: &str) -> usize {
    let mut rows = 0;
    for token in Tokenizer::new(text) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                assert!(ELEMENTS.contains(&tag.name.as_slice()), "{tag:?}");
                for name in tag.attributes.keys() {
                    assert!([b"class".as_slice(), b"scope", b"data-state"].contains(&name.as_slice()), "{tag:?}");
                }
                rows += usize::from(tag.attributes.keys().any(|name| name.as_slice() == b"data-state"));
            }
            Token::EndTag(tag) => assert!(ELEMENTS.contains(&tag.name.as_slice()), "{tag:?}"),
            Token::String(_) => {}
            other => panic!("{other:?} in {text}"),
        }
    }
    rows
}
