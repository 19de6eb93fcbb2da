//! Many profiles, streamed: counted and listed without keeping any of them.
//!
//! A [`Fleet`] takes bytes in chunks that are cut anywhere. What it keeps is one chunk, the profile that is cut off at
//! its end, and counters: its memory does not grow with the length of the stream.
//!
//! ```
//! use zoom_phone_profile::fleet::Fleet;
//! use zoom_phone_profile::validate::Options;
//!
//! let mut fleet = Fleet::new(Options::default());
//! fleet.push(br#"[{"id":"a","policy":{"sms":{"enable":true}}},{"id":"b","pol"#)?;
//! fleet.push(br#"icy":{"sms":{"enable":false}}},{"id":3}]"#)?;
//! fleet.end();
//! assert_eq!((fleet.profiles(), fleet.failed()), (3, 1));
//! assert!(fleet.to_json().contains(r#""sms":{"on":1,"off":1,"unknown":0,"#));
//! # Ok::<(), zoom_phone_profile::fleet::FleetError>(())
//! ```

mod bounds;
mod count;
mod counter;
mod error;
mod export;
mod failures;
mod findings;
mod groups;
mod reported;
mod samples;
mod sniff;
mod split;
#[cfg(test)]
mod tests;
mod user;

use std::borrow::Cow;

use crate::json::{Object, Value, push_list, unescape};
use crate::policy::{PolicyState, lacks_address};
use crate::row;
use crate::validate::{First, IssueCode, Options, Severity, SlotKind, Validator};
pub use bounds::{COUNTED_APART, EXAMPLES, LARGEST_PROFILE, LISTED_FAILURES, MOST_SCALARS};
use bounds::{LEAST_AWAITED, LONGEST_MESSAGE};
pub use count::{MOST_UNKNOWN_IN_GROUPS, MOST_UNKNOWN_POLICIES, MOST_VALUES};
use count::{PolicyCounters, other_policies};
use counter::{Counter, beginning, shortened};
pub use counter::{LONGEST_NAME, OTHER};
pub use error::FleetError;
use export::Export;
pub use export::ExportForm;
use failures::{Failures, failure_json, fitting, known, push_issue, reported_issues};
use findings::Findings;
pub use groups::GroupBy;
use groups::Groups;
use reported::{Note, Reported};
use sniff::{Sniffed, sniff};
use split::{Splitter, Step, behind_brackets};
use user::{count_plans, name_of, site_of};

/// What is kept of a fleet.
#[derive(Debug)]
pub struct Fleet {
    options: Options,
    validator: Validator,
    splitter: Splitter,
    /// The chunk at hand, behind what was cut off at the end of the one before; bytes after `filled` are left over from
    /// before.
    buffer: Vec<u8>,
    filled: usize,
    /// Values in a row that are not objects.
    scalars: u32,
    /// What the stream is, by its first bytes.
    sniffed: Sniffed,
    /// Below this many bytes what was cut off is not tried again: in chunks of a few bytes it would be read over and
    /// over.
    awaited: usize,
    bytes: u64,
    profiles: u64,
    failed: u64,
    policies: PolicyCounters,
    /// Names of policies that the schema does not know, for all counters of policies.
    unknown_names: Counter,
    groups: Groups,
    findings: Option<Findings>,
    export: Option<Export>,
    plans: Counter,
    sites: Counter,
    departments: Counter,
    status: Counter,
    plans_without_numbers: u64,
    emergency_addresses_missing: u64,
    issues: [u64; IssueCode::ALL.len()],
    failures: Failures,
}

impl Fleet {
    /// An empty fleet, whose profiles are validated with these options. At most `max_issues` are listed for each that
    /// fails.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            validator: Validator::new(),
            splitter: Splitter::default(),
            buffer: Vec::new(),
            filled: 0,
            scalars: 0,
            sniffed: Sniffed::More,
            awaited: 0,
            bytes: 0,
            profiles: 0,
            failed: 0,
            policies: PolicyCounters::default(),
            unknown_names: Counter::bounded(MOST_UNKNOWN_POLICIES),
            groups: Groups::default(),
            findings: None,
            export: None,
            plans: Counter::bounded(COUNTED_APART),
            sites: Counter::bounded(COUNTED_APART),
            departments: Counter::bounded(COUNTED_APART),
            status: Counter::bounded(COUNTED_APART),
            plans_without_numbers: 0,
            emergency_addresses_missing: 0,
            issues: [0; IssueCode::ALL.len()],
            failures: Failures::default(),
        }
    }

    /// Counts policies by group as well.
    pub fn group_by(mut self, group_by: GroupBy) -> Self {
        self.groups.set_by(group_by);
        self
    }

    /// Counts the findings of the audit as well.
    pub fn audited(mut self) -> Self {
        self.findings = Some(Findings::default());
        self
    }

    /// Notes who has each policy on and off within a group (or, without groups, in all of the fleet), which tells the
    /// outliers.
    pub fn with_outliers(mut self) -> Self {
        self.groups.set_outliers();
        self
    }

    /// Writes the profiles out again, in place of counting their policies.
    pub fn exported(mut self, form: ExportForm) -> Self {
        self.export = Some(Export::new(form));
        self
    }

    /// What has been written of an export since this was last asked.
    pub fn take_export(&mut self) -> Vec<u8> {
        self.export.as_mut().map(Export::take).unwrap_or_default()
    }

    /// Profiles seen, those that failed included.
    pub fn profiles(&self) -> u64 {
        self.profiles
    }

    /// Profiles that failed.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// Bytes taken in.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes in a chunk of the stream.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), FleetError> {
        if let Some(room) = self.reserve(chunk.len()).get_mut(..chunk.len()) {
            room.copy_from_slice(chunk);
        }
        self.filled(chunk.len())
    }

    /// Room for a chunk of this length; it is to be written there, and [`Fleet::filled`] to be called.
    pub fn reserve(&mut self, length: usize) -> &mut [u8] {
        let needed = self.filled + length;
        if self.buffer.len() < needed {
            self.buffer.resize(needed, 0);
        }
        self.buffer.get_mut(self.filled..).unwrap_or_default()
    }

    /// Takes in the chunk that was written to the room made by [`Fleet::reserve`].
    pub fn filled(&mut self, length: usize) -> Result<(), FleetError> {
        self.filled = (self.filled + length).min(self.buffer.len());
        self.bytes += length as u64;
        if self.sniffed == Sniffed::More {
            self.scalars = 0;
            self.sniffed = sniff(self.buffer.get(..self.filled).unwrap_or_default());
        }
        match self.sniffed {
            Sniffed::Json if self.filled >= self.awaited => self.work(false),
            Sniffed::Json | Sniffed::More => {}
            Sniffed::Other(file) => return Err(FleetError::NotJson(file)),
        }
        self.refuse_scalars()?;
        if self.filled > LARGEST_PROFILE { Err(FleetError::TooLarge { index: self.profiles }) } else { Ok(()) }
    }

    /// Fails where the stream is a list of scalars: after [`Fleet::end`] too, since what is left is read there.
    pub fn refuse_scalars(&self) -> Result<(), FleetError> {
        if self.scalars > MOST_SCALARS { Err(FleetError::NoObjects) } else { Ok(()) }
    }

    /// Ends the stream, after which another may begin. A profile that is cut off, or a list that is not closed, counts
    /// as one that failed.
    pub fn end(&mut self) {
        self.work(true);
        if !self.splitter.is_at_top() {
            let options = self.options.clone();
            self.fail(b"", &options, "");
        }
        self.splitter = Splitter::default();
        (self.filled, self.awaited, self.sniffed) = (0, 0, Sniffed::More);
    }

    /// Takes in one profile that was made from a JavaScript object, or an envelope of several. A profile that fails and
    /// has no ID goes by that for which it was asked, if it is not empty.
    pub fn push_value(&mut self, document: &[u8], asked_id: &str) {
        let options = Options { from_object: true, max_issues: 0, ..self.options.clone() };
        let verdict = self.validator.check(document, &options);
        if self.validator.other_kind().is_none() {
            return self.take(document, verdict.success, &options, asked_id);
        }
        let outer = std::mem::take(&mut self.splitter);
        self.read(document, true, &options, asked_id);
        if !self.splitter.is_at_top() {
            self.fail(b"", &options, asked_id);
        }
        self.splitter = outer;
    }

    /// Takes in a profile that could not be fetched: its ID, the error's code and message, and its issues as a JSON
    /// list. What is empty is not known.
    pub fn push_failure(&mut self, id: &str, code: &str, message: &str, issues: &str) {
        let issues = Value::of(issues.as_bytes()).and_then(Value::items).unwrap_or_default();
        self.list_reported(Reported { id: known(id), code: known(code), message: known(message), issues });
    }

    fn list_reported(&mut self, Reported { id, code, message, issues }: Reported<'_>) {
        for code in issues.iter().filter_map(|issue| issue.get("code")?.text()) {
            let known = IssueCode::ALL.iter().zip(&mut self.issues).find(|(known, _)| known.as_str() == code);
            if let Some((_, total)) = known {
                *total += 1;
            }
        }
        let listed = reported_issues(&issues, self.options.max_issues, self.failures.bytes_left());
        let first = issues.iter().find_map(|issue| issue.get("message")?.text());
        let first = first.unwrap_or(Cow::Borrowed("The profile could not be fetched"));
        let [code, message] =
            [code, message].map(|text| text.map(|text| beginning(&text, LONGEST_MESSAGE).to_string()));
        self.list_failure(id.map(shortened), code.as_deref(), message.as_deref(), &listed, &first);
    }

    /// Takes in all that is whole.
    fn work(&mut self, is_last: bool) {
        let room = std::mem::take(&mut self.buffer);
        let options = Options { max_issues: 0, ..self.options.clone() };
        self.read(room.get(..self.filled).unwrap_or_default(), is_last, &options, "");
        self.buffer = room;
        self.drop_taken();
    }

    /// Takes in all that is whole in the bytes at hand.
    fn read(&mut self, bytes: &[u8], is_last: bool, options: &Options, asked_id: &str) {
        while self.scalars <= MOST_SCALARS {
            let (at, wrapper) = match self.splitter.next(bytes, is_last) {
                Step::More => break,
                Step::Stray(at) => {
                    self.fail(bytes.get(at..at + 1).unwrap_or_default(), options, "");
                    continue;
                }
                Step::Profile(at) => (at, None),
                Step::Wrapped { at, wrapper } => (at, Some(wrapper)),
            };
            let document = bytes.get(at..).unwrap_or_default();
            match self.validator.check_first(document, options) {
                // A number that ends with the chunk may go on in the next.
                First::Complete(_, end)
                    if !is_last && end == document.len() && matches!(document.first(), Some(b'-' | b'0'..=b'9')) =>
                {
                    break;
                }
                First::Complete(verdict, end) => {
                    let document = document.get(..end).unwrap_or_default();
                    match wrapper {
                        None => {
                            self.take(document, verdict.success, options, asked_id);
                            self.splitter.resume(at + end);
                        }
                        Some(wrapper) => {
                            let value = Value::at(bytes, wrapper.start, wrapper.end);
                            let id = value.get("userId").and_then(Value::text).unwrap_or_default();
                            self.take(document, verdict.success, options, &id);
                            self.splitter.resume(wrapper.end);
                        }
                    }
                }
                First::Cut if !is_last => break,
                First::Cut | First::Broken(_) => {
                    let behind = self.behind_broken(bytes, at, options);
                    if behind.is_none() && !is_last {
                        break;
                    }
                    let end = behind.unwrap_or(bytes.len());
                    self.fail(bytes.get(at..end).unwrap_or_default(), options, asked_id);
                    match behind {
                        Some(_) => self.splitter.resume(end),
                        None => self.splitter.abandon(end),
                    }
                }
            }
        }
    }

    /// Where the next value begins after one that is broken; `None` where that cannot be told from these bytes. At the
    /// top what is broken within its line ends with it, so that each broken line of NDJSON is one failure.
    fn behind_broken(&mut self, bytes: &[u8], at: usize, options: &Options) -> Option<usize> {
        if !self.splitter.is_at_top() {
            return behind_brackets(bytes, at);
        }
        let line = bytes.get(at..)?;
        let line = line.get(..=line.iter().position(|byte| *byte == b'\n')?)?;
        let line_end = at + line.len() - 1;
        match self.validator.check_first(line, options) {
            First::Cut => self.splitter.behind_lines(bytes, line_end),
            _ => Some(line_end),
        }
    }

    /// Moves what is still needed to the front of the room.
    fn drop_taken(&mut self) {
        let taken = self.splitter.position().min(self.filled);
        self.buffer.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        self.splitter.drop_before();
        self.awaited = if self.filled == 0 { 0 } else { self.filled + self.filled / 2 + LEAST_AWAITED };
    }

    /// Takes in the document that was last checked.
    fn take(&mut self, document: &[u8], success: bool, options: &Options, asked_id: &str) {
        self.scalars = if matches!(document.first(), Some(b'{' | b'[')) { 0 } else { self.scalars + 1 };
        let is_other = self.validator.other_kind().is_some();
        match if is_other { Note::read(document) } else { None } {
            Some(Note::Failure(reported)) => self.list_reported(reported),
            Some(Note::Control) => {}
            _ if success => self.count(document),
            _ => self.fail_checked(document, options, asked_id),
        }
    }

    /// Counts the profile that was last checked, and passed.
    fn count(&mut self, document: &[u8]) {
        self.profiles += 1;
        self.count_issues();
        let view = self.validator.view(document);
        let repeated = self.validator.counts().get(IssueCode::DuplicateKey as usize);
        let others = other_policies(&view, repeated.is_some_and(|count| *count > 0));
        let site = site_of(&view, document);
        if let Some(export) = &mut self.export {
            return export.profile(&view, &others, site.as_deref(), document);
        }
        let mut unknown = Vec::new();
        for extra in &others {
            let name = unescape(view.span(extra.key.start, extra.key.end));
            if let Some(index) = self.unknown_names.own_index_of(&name) {
                unknown.push((index, PolicyState::of_unknown(view.unknown_policy(extra))));
            }
        }
        self.policies.add(&view, &unknown, 1);
        for (counter, text) in [
            (&mut self.sites, site.clone()),
            (&mut self.departments, view.text(row!("department"))),
            (&mut self.status, view.text(row!("status"))),
        ] {
            if let Some(text) = text {
                counter.add(&text, 1);
            }
        }
        let has_plans = count_plans(&view, &mut self.plans);
        let is_without_number =
            view.slot(row!("phone_numbers")).kind == SlotKind::List && view.slot(row!("phone_numbers")).count == 0;
        self.plans_without_numbers += u64::from(has_plans && is_without_number);
        self.emergency_addresses_missing += u64::from(lacks_address(&view));
        self.groups.add(&view, unknown, site.as_deref());
        if let Some(findings) = &mut self.findings {
            findings.add(&view, name_of(&view).as_deref());
        }
    }

    fn count_issues(&mut self) {
        for (total, count) in self.issues.iter_mut().zip(self.validator.counts()) {
            *total += *count as u64;
        }
    }

    /// Checks a document that fails, and lists it.
    fn fail(&mut self, document: &[u8], options: &Options, asked_id: &str) {
        self.validator.check(document, &Options { max_issues: 0, ..options.clone() });
        self.fail_checked(document, options, asked_id);
    }

    /// Lists the document that was last checked, without keeping its issues, and failed.
    fn fail_checked(&mut self, document: &[u8], options: &Options, asked_id: &str) {
        let is_listed = !self.failures.is_full() || self.export.is_some();
        let bytes_left = if is_listed { self.failures.bytes_left() } else { 0 };
        let listed = if bytes_left > 0 { self.options.max_issues } else { 0 };
        // An export says what is wrong first, however few are listed.
        let kept = if self.export.is_some() { listed.max(1) } else { listed };
        let options = Options { max_issues: kept, ..options.clone() };
        if kept > 0 {
            self.validator.check(document, &options);
        }
        self.count_issues();
        let own_id = self.validator.view(document).text(row!("id"));
        let id = own_id.or(known(asked_id)).map(|id| Cow::Owned(shortened(id).into_owned()));
        let found = if kept > 0 { self.validator.issues(document, &options) } else { Vec::new() };
        let first = found.iter().find(|issue| issue.severity == Severity::Error).or(found.first());
        let mut issues = String::new();
        push_list(&mut issues, found.get(..fitting(&found, bytes_left).min(listed)).unwrap_or(&found), push_issue);
        self.list_failure(id, None, None, &issues, first.map_or("", |issue| &issue.message));
    }

    /// Lists a profile that failed: why it could not be fetched, or which issues it has, `first` among them.
    fn list_failure(
        &mut self,
        id: Option<Cow<'_, str>>,
        code: Option<&str>,
        message: Option<&str>,
        issues: &str,
        first: &str,
    ) {
        let index = self.profiles;
        self.profiles += 1;
        self.failed += 1;
        if self.failures.is_full() && self.export.is_none() {
            return;
        }
        let failure = failure_json(index, id.as_deref(), code, message, issues);
        match &mut self.export {
            Some(export) => export.failure([id.as_deref(), code, message.or(Some(first))], &failure),
            None => self.failures.push(failure),
        }
    }

    /// The summary, as JSON in the form that JavaScript has.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.number("profiles", self.profiles);
        object.number("failed", self.failed);
        object.number("bytes", self.bytes);
        object.key("policies");
        self.policies.push_json(object.out, &self.unknown_names);
        for (key, counter) in [
            ("callingPlans", &self.plans),
            ("sites", &self.sites),
            ("departments", &self.departments),
            ("status", &self.status),
        ] {
            object.key(key);
            push_counts(object.out, &mut counter.iter());
        }
        object.number("plansWithoutNumbers", self.plans_without_numbers);
        object.number("emergencyAddressesMissing", self.emergency_addresses_missing);
        object.key("issues");
        let codes = IssueCode::ALL.iter().zip(self.issues).map(|(code, count)| (code.as_str(), count));
        push_counts(object.out, &mut codes.filter(|(_, count)| *count > 0));
        object.key("failures");
        self.failures.push_json(object.out);
        if self.groups.has_groups() {
            object.key("groups");
            self.groups.push_json(object.out, &self.unknown_names);
        }
        if let Some(findings) = &self.findings {
            object.key("findings");
            findings.push_json(object.out);
        }
        if self.groups.has_outliers() {
            object.key("samples");
            self.groups.push_samples(object.out);
        }
        object.end();
        json
    }
}

fn push_counts(out: &mut String, counts: &mut dyn Iterator<Item = (&str, u64)>) {
    let mut object = Object::begin(out);
    for (text, count) in counts {
        object.number(text, count);
    }
    object.end();
}
