//! Issues in words: where they are, what should stand there, what stands there, and a sentence for people.
//!
//! All texts of all issues are written one after another into one buffer, and those of an issue are ranges of it:
//! nothing is allocated for an issue, and JavaScript takes all of them at once.

mod other_file;
mod quote;
mod value;

use std::ops::Range;

use super::document_kind::{DocumentKind, profile_within};
use super::integer::{Integer, MAX_SAFE_INTEGER, parse_integer};
use super::issue::{IssueCode, PathSegment};
use super::issues::{IssueDetail, IssueRecord, Step};
use super::key_prediction::name;
use crate::json::{Position, Reader, TextBuffer, Value as JsonValue, push_decimal, push_segment, unescape};
use crate::model::ROWS;
use crate::model::schema::{Field, Kind};
pub use other_file::{compressed, other_file};
use quote::{push_escaped, push_listed, push_quoted, push_shortened, put};
use value::Value;

/// Where the texts of one issue are in the buffer that they were written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueTexts {
    /// The RFC 6901 pointer.
    pub pointer: Range<usize>,
    /// A number for the path, which no other has: of its last field and its index, if it has one. 0 where it holds keys
    /// that the schema does not know, or several indices.
    pub path: u32,
    /// Which of the pointer's first 64 segments are indices of lists: the lowest bit stands for the first.
    pub indices: u64,
    /// The sentence for people.
    pub message: Range<usize>,
    /// What should stand there, mostly within the sentence.
    pub expected: Option<Range<usize>>,
    /// What stands there, mostly within the sentence.
    pub received: Option<Range<usize>>,
}

/// An issue with its texts in a buffer that it shares with others.
#[derive(Debug, Clone)]
pub struct Described {
    /// What kind of issue it is.
    pub code: IssueCode,
    /// Where its texts are in the buffer.
    pub texts: IssueTexts,
    /// Where it is in the document; `None` where the document was an object.
    pub position: Option<Position>,
}

/// Writes the texts of an issue.
pub(super) fn write(
    out: &mut TextBuffer,
    document: &[u8],
    found: &IssueRecord,
    steps: &[Step],
    line: Option<usize>,
) -> IssueTexts {
    let mut writer = Writer { out, document, found, steps, texts: IssueTexts::default() };
    writer.texts.pointer = writer.range(|writer| push_pointer(writer.out, document, steps));
    writer.texts.path = path_number(steps);
    writer.texts.indices = indices(steps);
    writer.texts.message = writer.range(|writer| {
        writer.sentence();
        if let Some(line) = line {
            writer.push(" (line ");
            push_decimal(writer.out, line as u64);
            writer.push(")");
        }
    });
    // What the sentence lacks follows behind it.
    if writer.texts.expected.is_none() {
        writer.expected();
    }
    if writer.texts.received.is_none() {
        writer.received();
    }
    writer.texts
}

/// Writes a path of the walk as an RFC 6901 pointer.
pub(super) fn push_pointer(out: &mut TextBuffer, document: &[u8], steps: &[Step]) {
    for step in steps {
        out.push('/');
        match step {
            Step::Field(row) => out.push_str(name(*row)),
            Step::Index(index) => push_decimal(out, *index as u64),
            Step::Key(key) => {
                push_segment(out, &unescape(document.get(key.start..key.end).unwrap_or_default()));
            }
        }
    }
}

/// A path of the walk, as keys and indices.
pub(super) fn path(document: &[u8], steps: &[Step]) -> Vec<PathSegment> {
    let segment = |step: &Step| match step {
        Step::Field(row) => PathSegment::Key(name(*row).into()),
        Step::Key(key) => {
            PathSegment::Key(unescape(document.get(key.start..key.end).unwrap_or_default()).into_owned().into())
        }
        Step::Index(index) => PathSegment::Index(*index),
    };
    steps.iter().map(segment).collect()
}

/// See [`IssueTexts::path`]. The row of a field tells all fields above it.
fn path_number(steps: &[Step]) -> u32 {
    let (mut field, mut place) = (0, 0);
    for step in steps {
        match step {
            Step::Field(row) => field = u32::from(row.0) + 1,
            Step::Index(index) if place == 0 && *index < (1 << 20) => place = *index as u32 + 1,
            _ => return 0,
        }
    }
    place << 10 | field
}

const _: () = assert!(ROWS < 1 << 10);

fn indices(steps: &[Step]) -> u64 {
    let is_index = |step: &Step| u64::from(matches!(step, Step::Index(_)));
    steps.iter().take(64).rev().fold(0, |bits, step| bits << 1 | is_index(step))
}

/// One issue being written.
struct Writer<'w, 'a> {
    out: &'w mut TextBuffer,
    document: &'a [u8],
    found: &'w IssueRecord,
    steps: &'w [Step],
    texts: IssueTexts,
}

impl<'a> Writer<'_, 'a> {
    fn push(&mut self, text: &str) {
        put(self.out, text);
    }

    fn range(&mut self, write: impl FnOnce(&mut Self)) -> Range<usize> {
        let start = self.out.len();
        write(self);
        start..self.out.len()
    }

    fn value(&self) -> Value<'a> {
        Value { document: self.document, start: self.found.at, end: self.found.end }
    }

    /// Writes the path, and what follows it.
    fn named(&mut self, text: &str) {
        self.name();
        self.push(text);
    }

    fn sentence(&mut self) {
        let file = if self.steps.is_empty() { other_file(self.document) } else { None };
        if let (IssueCode::InvalidJson | IssueCode::WrongType, Some(file)) = (self.found.code, file) {
            self.push("This is ");
            return self.push(file);
        }
        match (self.found.code, self.found.about) {
            (IssueCode::InvalidJson, _) => self.not_json(),
            (IssueCode::InvalidUtf8, _) => {
                self.named(" contains bytes that are not UTF-8: ");
                self.received();
            }
            (IssueCode::TooDeep, _) => self.named(" is nested deeper than 64 levels"),
            (IssueCode::NotAProfile, _) => self.not_a_profile(),
            (IssueCode::TooLong | IssueCode::TooMany, _) => {
                self.named(" should have ");
                self.expected();
                self.push("; it has ");
                self.received();
            }
            (IssueCode::DuplicateItem, IssueDetail::SameAs(index)) => {
                self.named(" is the same as item ");
                push_decimal(self.out, index as u64);
                self.push(" of the array");
            }
            (IssueCode::DuplicateKey, _) => self.named(" is a duplicate key; the last value is used"),
            (IssueCode::Inconsistent, IssueDetail::Words(why)) => {
                self.named(" contradicts another field: ");
                self.push(why);
            }
            (IssueCode::UnknownField, _) => self.named(" is an unknown field; it is kept"),
            (IssueCode::DeprecatedField, IssueDetail::Field(Field { deprecated: Some(instead), .. })) => {
                self.named(" is deprecated by Zoom: ");
                self.push(instead);
            }
            (IssueCode::NullValue, _) => self.named(" is null; it counts as absent"),
            (IssueCode::InvalidFormat, IssueDetail::Meant(_)) => {
                self.named(" should be named `");
                self.expected();
                self.push("`; it is kept as an unknown field");
            }
            _ => {
                self.named(" should be ");
                self.expected();
                self.push("; it is ");
                self.received();
                self.slip();
            }
        }
    }

    fn not_json(&mut self) {
        self.push("This is not JSON: expected ");
        self.expected();
        if !self.steps.is_empty() {
            self.push(" within ");
            self.name();
        }
        self.push(", found ");
        self.received();
    }

    fn not_a_profile(&mut self) {
        self.push("This is not a profile: it is ");
        self.received();
        if let Some(path) = profile_within(self.document, self.found.at) {
            self.push("; `");
            push_escaped(self.out, &path);
            self.push("` looks like a profile");
        }
    }

    /// The path as people write it: `phone_numbers[1].number`, in backticks.
    fn name(&mut self) {
        if self.steps.is_empty() {
            return self.push("The document");
        }
        self.out.push_str("`");
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                // Names of the schema need no look at their characters.
                Step::Field(row) => {
                    self.out.push_str(if index > 0 { "." } else { "" });
                    self.out.push_str(name(*row));
                }
                Step::Key(key) => {
                    let document = self.document;
                    self.key(index, &unescape(document.get(key.start..key.end).unwrap_or_default()));
                }
                Step::Index(index) => {
                    self.push("[");
                    push_decimal(self.out, *index as u64);
                    self.push("]");
                }
            }
        }
        self.out.push_str("`");
    }

    fn key(&mut self, index: usize, key: &str) {
        let is_plain =
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if is_plain {
            self.push(if index > 0 { "." } else { "" });
            push_shortened(self.out, key);
        } else {
            self.push("[");
            push_quoted(self.out, key);
            self.push("]");
        }
    }

    /// What should stand there, where that can be said.
    fn expected(&mut self) {
        let range = self.range(Self::push_expected);
        self.texts.expected = (!range.is_empty()).then_some(range);
    }

    fn push_expected(&mut self) {
        match (self.found.code, self.found.about) {
            (IssueCode::WrongType, IssueDetail::Field(field)) => self.push(field.kind.expected()),
            (IssueCode::WrongType, IssueDetail::Item(Field { kind: Kind::List(item), .. })) => {
                self.push(item.expected())
            }
            (IssueCode::WrongType | IssueCode::InvalidJson, IssueDetail::Words(words)) => self.push(words),
            (IssueCode::WrongType, _) => self.push("a JSON value"),
            (IssueCode::UnknownValue, IssueDetail::Field(field)) => push_listed(self.out, field.kind),
            (IssueCode::OutOfRange, _) => {
                self.push("an integer from 0 to ");
                push_decimal(self.out, MAX_SAFE_INTEGER as u64);
            }
            (IssueCode::InvalidFormat, IssueDetail::Meant(name)) => self.push(name),
            (IssueCode::InvalidFormat, IssueDetail::Field(Field { kind: Kind::Integer, .. })) => {
                self.push(Kind::Integer.expected())
            }
            (IssueCode::InvalidFormat, _) => self.push("two letters (ISO 3166-1 alpha-2)"),
            (IssueCode::TooLong, IssueDetail::Count { most, .. }) => {
                self.counted("at most ", most.into(), " characters")
            }
            (IssueCode::TooMany, IssueDetail::Count { most, .. }) => self.counted("at most ", most.into(), " items"),
            (IssueCode::InvalidUtf8, _) => self.push("UTF-8"),
            (IssueCode::TooDeep, _) => self.push("at most 64 levels"),
            (IssueCode::NotAProfile, _) => self.push("an object with at least one field of a profile"),
            _ => {}
        }
    }

    /// What stands there, where that says something.
    fn received(&mut self) {
        let range = self.range(Self::push_received);
        self.texts.received = (!range.is_empty()).then_some(range);
    }

    fn push_received(&mut self) {
        let value = self.value();
        match (self.found.code, self.found.about) {
            (IssueCode::InvalidJson, _) => match value.bytes() {
                [] => self.push("the end of the document"),
                [byte @ b'!'..=b'~', ..] => {
                    self.push("`");
                    self.push(std::str::from_utf8(std::slice::from_ref(byte)).unwrap_or_default());
                    self.push("`");
                }
                [byte, ..] => self.counted("the byte ", usize::from(*byte), ""),
            },
            (IssueCode::InvalidUtf8, _) => {
                if let [byte, ..] = value.bytes() {
                    self.counted("the byte ", usize::from(*byte), "");
                }
            }
            (IssueCode::TooLong, IssueDetail::Count { found, .. }) => self.counted("", found, " characters"),
            (IssueCode::TooMany, IssueDetail::Count { found, .. }) => self.counted("", found, " items"),
            (IssueCode::NotAProfile, IssueDetail::Kind(kind)) => self.kind(kind),
            (
                IssueCode::UnknownField
                | IssueCode::DeprecatedField
                | IssueCode::DuplicateKey
                | IssueCode::DuplicateItem
                | IssueCode::TooDeep,
                _,
            )
            | (_, IssueDetail::Meant(_)) => {}
            _ => value.describe(self.out),
        }
    }

    fn counted(&mut self, before: &str, count: usize, behind: &str) {
        self.push(before);
        push_decimal(self.out, count as u64);
        self.push(behind);
    }

    /// What may have gone wrong with a string that should be something else.
    fn slip(&mut self) {
        let Some(text) = self.value().text().filter(|_| self.found.code == IssueCode::WrongType) else { return };
        if text.starts_with("@{") || text.starts_with("System.") {
            return self.push(", as PowerShell shortens it: pass a larger -Depth to ConvertTo-Json");
        }
        if !matches!(self.found.about, IssueDetail::Field(Field { kind: Kind::Integer | Kind::Code(_), .. })) {
            return;
        }
        let mut reader = Reader::new(text.as_bytes());
        if !reader.number().is_ok_and(|number| number.end == text.len()) {
            return;
        }
        if let Integer::Exact(number) = parse_integer(text.as_bytes()) {
            self.push(", which looks like the number ");
            self.push(if number < 0 { "-" } else { "" });
            push_decimal(self.out, number.unsigned_abs());
        }
    }

    /// What a document that is no profile is.
    fn kind(&mut self, kind: DocumentKind) {
        self.push(kind.as_str());
        match kind {
            DocumentKind::Error => self.error_parts(),
            DocumentKind::Page => self.listed(),
            _ => {}
        }
    }

    /// The name of what a page lists, such as `call_queues`.
    fn listed(&mut self) {
        let page = JsonValue::at(self.document, self.found.at, self.found.end);
        if let Some((name, _)) = page.members().find(|(_, value)| value.is_list()) {
            self.push(", `");
            push_escaped(self.out, &name);
            self.push("`");
        }
    }

    /// The code and the message of an error, be they within its `error`.
    fn error_parts(&mut self) {
        let body = JsonValue::at(self.document, self.found.at, self.document.len());
        let error = body.get("error").filter(|error| error.is_object()).unwrap_or(body);
        let message =
            ["message", "error_message", "error", "reason", "msg"].iter().find_map(|name| error.get(name)?.text());
        if let Some(code) = error.get("code") {
            self.push(", code ");
            push_shortened(self.out, &code.raw());
        }
        if let Some(message) = message {
            self.push(": ");
            push_quoted(self.out, &message);
        }
    }
}
