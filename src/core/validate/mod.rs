//! The model against a document: one pass over the bytes fills a table of slots and collects issues.
//!
//! Everything becomes bytes, and everything that reads a profile (validation, policy, fleet) reads the slots of the
//! same walk. Slots are indexed by schema row and point into the document: nothing is allocated for a value.
//!
//! ```
//! # use zoom_phone_profile_core as zoom_phone_profile;
//! use zoom_phone_profile::validate::{IssueCode, Options, Validator};
//!
//! let mut validator = Validator::new();
//! let report = validator.validate(br#"{"id":"abc","policy":{"sms":{"enable":"yes"}}}"#, &Options::default());
//! assert!(!report.success);
//! assert_eq!(report.issues[0].code, IssueCode::WrongType);
//! assert_eq!(report.issues[0].pointer, "/policy/sms/enable");
//! assert_eq!(
//!     report.issues[0].message,
//!     "`policy.sms.enable` should be true or false; it is the string \"yes\" (line 1)"
//! );
//! ```

mod cross_field;
mod describe;
mod document;
mod document_kind;
mod duplicates;
mod fast_path;
mod foreign;
mod integer;
mod issue;
mod issues;
mod key_prediction;
mod kind_names;
mod path;
mod slots;
mod sort;
mod table;
#[cfg(test)]
mod tests;
mod walk;

pub use describe::{Described, IssueTexts, compressed, other_file};
pub use document::Document;
pub use document_kind::{DocumentKind, other_kind, profile_within};
pub use foreign::FOREIGN;
pub use integer::{Integer, MAX_SAFE_INTEGER, parse_integer};
pub use issue::{Issue, IssueCode, PathSegment, Severity};
pub use path::{pointer_of, push_path};
pub use slots::{Slot, SlotKind, UnknownMember, View, is_state_field};
pub use sort::heap_sort;
pub use table::{ISSUE_COLUMNS, IssueTable};

use std::ops::Range;

use crate::json::{Cursor, TextBuffer};
use crate::model::PROFILE;
use crate::model::schema::Row;
use issues::{IssueLog, IssueRecord};
use slots::Slots;
use walk::{Extent, Walk, Walked};

crate::numbered! {
    /// How much a document may deviate before it fails.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
    pub enum Strictness {
        /// Fails on errors and on warnings.
        Strict = "strict",
        /// Fails on errors.
        #[default]
        Standard = "standard",
        /// Fails only where there is no object at all.
        Lenient = "lenient",
    }
}

crate::named!(numbered Strictness);

/// Issues that are kept by default.
pub const DEFAULT_MAX_ISSUES: usize = 100;

/// Options of a validation.
#[derive(Debug, Clone)]
pub struct Options {
    /// How much the document may deviate. Standard by default.
    pub strictness: Strictness,
    /// Most issues that are kept, [`DEFAULT_MAX_ISSUES`] by default: errors first, then warnings. The verdict counts
    /// all.
    pub max_issues: usize,
    #[doc(hidden)]
    /// The document was made from a JavaScript object: it has no places, and bytes below a space in the place of a
    /// value stand for what JSON cannot carry.
    pub from_object: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { strictness: Strictness::Standard, max_issues: DEFAULT_MAX_ISSUES, from_object: false }
    }
}

/// What a validation found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Whether the document passes.
    pub success: bool,
    /// The issues that are kept, in the document's order.
    pub issues: Vec<Issue>,
    /// All issues, kept or not.
    pub issue_count: usize,
}

/// The verdict on the last document, without its issues' texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the document passes.
    pub success: bool,
    /// All issues.
    pub issue_count: usize,
    /// Issues of severity error.
    pub errors: usize,
    /// Members that are null and count as absent.
    pub nulls: usize,
}

impl Verdict {
    /// What is added to [`Verdict::to_number`] if the document passes.
    pub const PASSED: u8 = 1;
    /// What is added if there are nulls.
    pub const HAS_NULLS: u8 = 2;
    /// What is added for each issue.
    pub const ISSUE: u8 = 4;

    /// Returns the verdict as one number, for JavaScript.
    pub fn to_number(&self) -> f64 {
        let [passed, nulls] = [self.success, self.nulls > 0].map(u8::from);
        let flags = passed * Self::PASSED + nulls * Self::HAS_NULLS;
        self.issue_count as f64 * f64::from(Self::ISSUE) + f64::from(flags)
    }
}

/// What stands at the beginning of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// A value that is valid JSON to its end, which is at this offset.
    Complete(Verdict, usize),
    /// What is not JSON, or nested too deep: its end is not known.
    Broken(Verdict),
    /// A value that goes on behind the document's end.
    Cut,
}

/// The issue that says most of a document.
pub struct GravestIssue {
    /// What kind of issue it is.
    pub code: IssueCode,
    /// It is about the document as a whole, not about a field.
    pub is_at_root: bool,
    /// The issue in a sentence.
    pub message: String,
}

/// Validates documents, one after another, without allocating anew for each.
#[derive(Debug, Default)]
pub struct Validator {
    slots: Slots,
    log: IssueLog,
    /// What the document last checked looks like, where it is no profile.
    kind: Option<DocumentKind>,
}

impl Validator {
    /// A validator, ready for its first document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Walks a document, and keeps what was found for [`Validator::view`], [`Validator::issues`] and
    /// [`Validator::null_pointers`].
    pub fn check(&mut self, document: &[u8], options: &Options) -> Verdict {
        let walked = self.walk(document, options, Extent::All);
        self.verdict(document, options, walked)
    }

    /// Whether a document passes *standard* and has no null members, in less time than [`Validator::check`] takes to
    /// say so. `false` says nothing: then ask that. What was found in the document last checked stays.
    pub fn passes_standard(&mut self, document: &[u8]) -> bool {
        let is_accepted = fast_path::passes_standard(document, &mut self.slots.predictor);
        self.kind = if is_accepted { None } else { self.kind };
        is_accepted
    }

    /// What the document last checked or accepted looks like; `None` where it is a profile, right or wrong. What is no
    /// JSON and has no field of a profile before its fault is of no known kind.
    pub fn other_kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// Walks the value at the beginning of a document that may go on behind it, such as one profile of many.
    pub fn check_first(&mut self, document: &[u8], options: &Options) -> First {
        let walked = self.walk(document, options, Extent::Beginning);
        match walked {
            Walked { is_cut: true, .. } => First::Cut,
            Walked { is_broken: true, .. } => First::Broken(self.verdict(document, options, walked)),
            Walked { end, .. } => First::Complete(self.verdict(document, options, walked), end),
        }
    }

    fn walk(&mut self, document: &[u8], options: &Options, extent: Extent) -> Walked {
        self.log.clear(options.max_issues);
        self.slots.clear();
        let walked = Walk::new(document, options.from_object, &mut self.slots, &mut self.log).run(extent);
        let has_field = || PROFILE.fields.iter().any(|field| self.slots.view(document).has(Row(field.offset)));
        let is_nothing = walked.is_broken && !has_field();
        self.kind = walked.kind.or(is_nothing.then_some(DocumentKind::Unknown));
        walked
    }

    fn verdict(&mut self, document: &[u8], options: &Options, walked: Walked) -> Verdict {
        if walked.is_object {
            cross_field::check(document, &self.slots, &mut self.log);
        }
        self.log.settle();
        let (errors, warnings) = self.log.severe();
        let success = match options.strictness {
            Strictness::Strict => errors + warnings == 0,
            Strictness::Standard => errors == 0,
            Strictness::Lenient => walked.is_object,
        };
        Verdict { success, issue_count: self.log.count(), errors, nulls: self.log.nulls().len() }
    }

    /// How many issues of each code the document last checked has, in the order of [`IssueCode::ALL`].
    pub fn counts(&self) -> &[usize] {
        self.log.counts()
    }

    /// The issues of the document last checked, in its order.
    pub fn issues(&self, document: &[u8], options: &Options) -> Vec<Issue> {
        let mut texts = TextBuffer::default();
        let described = self.describe(document, options, &mut texts);
        let texts = String::from(texts);
        let text = |range: Range<usize>| texts.get(range).unwrap_or_default().to_string();
        let issue = |(found, described): (&IssueRecord, Described)| Issue {
            code: described.code,
            severity: described.code.severity(),
            path: describe::path(document, self.log.path(found)),
            pointer: text(described.texts.pointer),
            message: text(described.texts.message),
            expected: described.texts.expected.map(text),
            received: described.texts.received.map(text),
            position: described.position,
        };
        self.log.kept().zip(described).map(issue).collect()
    }

    /// How many issues of the document last checked are kept.
    pub fn kept_count(&self) -> usize {
        self.log.kept().count()
    }

    /// The gravest issue that is kept of the document last checked: the first error, else the first warning, else the
    /// first of all.
    pub fn gravest_issue(&self, document: &[u8], options: &Options) -> Option<GravestIssue> {
        let found = self.log.kept().min_by_key(|found| found.code.severity())?;
        let line = (!options.from_object).then(|| Cursor::new(document).position(found.at).line);
        let mut texts = TextBuffer::default();
        let path = self.log.path(found);
        let ranges = describe::write(&mut texts, document, found, path, line);
        let message = String::from(texts).get(ranges.message).unwrap_or_default().into();
        Some(GravestIssue { code: found.code, is_at_root: path.is_empty(), message })
    }

    /// Writes the texts of the issues of the document last checked into one buffer, in the document's order.
    pub fn describe(&self, document: &[u8], options: &Options, texts: &mut TextBuffer) -> Vec<Described> {
        let mut described = Vec::new();
        self.each_described(document, options, texts, |issue| described.push(issue));
        described
    }

    /// Writes the issues of the document last checked into a table, in the document's order; `in_bytes` is what their
    /// offsets count, or else UTF-16 units.
    pub fn tabulate(&self, document: &[u8], options: &Options, in_bytes: bool, table: &mut IssueTable) {
        let (texts, rows) = table.begin();
        self.each_described(document, options, texts, |issue| rows.push(&issue, in_bytes));
        table.finish();
    }

    fn each_described(
        &self,
        document: &[u8],
        options: &Options,
        texts: &mut TextBuffer,
        mut take: impl FnMut(Described),
    ) {
        let mut cursor = Cursor::new(document);
        for found in self.log.kept() {
            let position = (!options.from_object).then(|| cursor.position(found.at));
            let line = position.map(|position| position.line);
            let issue_texts = describe::write(texts, document, found, self.log.path(found), line);
            // Issues below a key of megabytes may have more texts than there is memory: they are counted all the same.
            if texts.is_cut() {
                break;
            }
            take(Described { code: found.code, texts: issue_texts, position });
        }
    }

    /// Writes the RFC 6901 pointers of the null members of the document last checked, which count as absent, each on a
    /// line of its own: none of them holds a line end, since they are of fields that the schema knows.
    pub fn null_pointers(&self, document: &[u8]) -> String {
        let mut pointers = TextBuffer::default();
        for range in self.log.nulls() {
            describe::push_pointer(&mut pointers, document, self.log.steps(*range));
            pointers.push('\n');
        }
        pointers.into()
    }

    /// The values of the document last checked.
    pub fn view<'a>(&'a self, document: &'a [u8]) -> View<'a> {
        self.slots.view(document)
    }

    /// Checks a document and describes what was found.
    pub fn validate(&mut self, document: &[u8], options: &Options) -> Report {
        let verdict = self.check(document, options);
        Report { success: verdict.success, issues: self.issues(document, options), issue_count: verdict.issue_count }
    }
}
