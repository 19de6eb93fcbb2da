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

mod count;
mod export;
mod findings;
mod reported;
mod samples;
mod sniff;
mod split;
mod tally;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::json::{Object, Value, push_decimal, push_list, push_text, unescape};
use crate::policy::{PolicyState, calling_plan, lacks_address};
use crate::validate::{First, Issue, IssueCode, Options, PathSegment, Severity, Tag, Validator, View};
use crate::{numbered, row};
pub use count::{MOST_UNKNOWN_IN_GROUPS, MOST_UNKNOWN_POLICIES, MOST_VALUES};
use count::{PolicyCounters, Unknown, integer, other_policies};
use export::Export;
pub use export::ExportForm;
use findings::Findings;
use reported::{Note, Reported};
use samples::Samples;
use sniff::{Sniffed, sniff};
use split::{Splitter, Step, behind_brackets};
pub use tally::{LONGEST_NAME, OTHER};
use tally::{Tally, beginning, shortened};

/// Bytes that one profile may have. Real ones have a few thousand.
pub const LARGEST_PROFILE: usize = 16 << 20;

/// Bytes that are awaited at least before what was cut off is tried again.
const LEAST_AWAITED: usize = 4096;

/// Profiles that fail are listed up to this many, and counted beyond.
pub const LISTED_FAILURES: usize = 100;

/// Bytes that all of them are listed with, about.
const LISTED_TEXT: usize = 64 << 20;

/// Characters that are kept of why a profile could not be fetched.
const LONGEST_MESSAGE: usize = 1000;

/// Groups, sites, departments, calling plans and statuses are counted apart up to this many of each, and the rest as
/// [`OTHER`].
pub const COUNTED_APART: usize = 1000;

/// Users that are named as examples: of each finding, and of each state of a policy within a group.
pub const EXAMPLES: usize = 10;

/// Why a stream cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FleetError {
    /// One profile of the stream has more than [`LARGEST_PROFILE`] bytes, or never ends.
    TooLarge {
        /// The profile's position in the stream, from 0.
        index: u64,
    },
    /// The stream is another file than JSON: which, and what to do with it.
    NotJson(&'static str),
    /// More than [`MOST_SCALARS`] values in a row are no objects.
    NoObjects,
}

impl std::fmt::Display for FleetError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge { index } => write!(formatter, "profile {index} is larger than {LARGEST_PROFILE} bytes"),
            Self::NotJson(file) => write!(formatter, "the stream is {file}"),
            Self::NoObjects => formatter.write_str("the stream is a list of numbers, strings or nulls"),
        }
    }
}

impl std::error::Error for FleetError {}

/// Values in a row that may be numbers, strings or nulls in the place of profiles: each is a failure, whose row in an
/// export takes a hundred times as many bytes as the value.
pub const MOST_SCALARS: u32 = 1_000;

numbered! {
    /// By what profiles are grouped.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum GroupBy {
        /// `site_id`.
        Site = "site",
        /// `department`.
        Department = "department",
        /// `cost_center`.
        CostCenter = "cost_center",
        /// The names of `calling_plans`: a profile with several plans is in several groups.
        CallingPlan = "calling_plan",
    }
}

/// What is kept of a fleet.
#[derive(Debug)]
pub struct Fleet {
    options: Options,
    validator: Validator,
    splitter: Splitter,
    /// The chunk at hand, behind what was cut off at the end of the one before; the rest of the room is left over.
    room: Vec<u8>,
    filled: usize,
    /// What the stream's first bytes tell.
    /// Values that are no objects, in a row.
    scalars: u32,
    sniffed: Sniffed,
    /// Below this many bytes what was cut off is not tried again: in chunks of a few bytes it would be read over and
    /// over.
    awaited: usize,
    bytes: u64,
    profiles: u64,
    failed: u64,
    policies: PolicyCounters,
    /// Names of policies that the schema does not know, for all counters of policies.
    unknown_names: Tally,
    group_by: Option<GroupBy>,
    group_names: Tally,
    groups: Vec<Group>,
    has_outliers: bool,
    findings: Option<Findings>,
    export: Option<Export>,
    plans: Tally,
    sites: Tally,
    departments: Tally,
    status: Tally,
    plans_without_numbers: u64,
    emergency_addresses_missing: u64,
    issues: [u64; IssueCode::ALL.len()],
    failures: Vec<String>,
}

/// The profiles of one group.
#[derive(Debug, Default)]
struct Group {
    policies: PolicyCounters,
    /// Only where outliers are asked for.
    samples: Option<Samples>,
}

impl Fleet {
    /// An empty fleet, whose profiles are validated with these options. At most `max_issues` are listed for each that
    /// fails.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            validator: Validator::new(),
            splitter: Splitter::default(),
            room: Vec::new(),
            filled: 0,
            scalars: 0,
            sniffed: Sniffed::More,
            awaited: 0,
            bytes: 0,
            profiles: 0,
            failed: 0,
            policies: PolicyCounters::default(),
            unknown_names: Tally::bounded(MOST_UNKNOWN_POLICIES),
            group_by: None,
            group_names: Tally::bounded(COUNTED_APART),
            groups: Vec::new(),
            has_outliers: false,
            findings: None,
            export: None,
            plans: Tally::bounded(COUNTED_APART),
            sites: Tally::bounded(COUNTED_APART),
            departments: Tally::bounded(COUNTED_APART),
            status: Tally::bounded(COUNTED_APART),
            plans_without_numbers: 0,
            emergency_addresses_missing: 0,
            issues: [0; IssueCode::ALL.len()],
            failures: Vec::new(),
        }
    }

    /// Counts policies by group as well.
    pub fn group_by(mut self, group_by: GroupBy) -> Self {
        self.group_by = Some(group_by);
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
        self.has_outliers = true;
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
        if self.room.len() < needed {
            self.room.resize(needed, 0);
        }
        self.room.get_mut(self.filled..).unwrap_or_default()
    }

    /// Takes in the chunk that was written to the room made by [`Fleet::reserve`].
    pub fn filled(&mut self, length: usize) -> Result<(), FleetError> {
        self.filled = (self.filled + length).min(self.room.len());
        self.bytes += length as u64;
        if self.sniffed == Sniffed::More {
            self.scalars = 0;
            self.sniffed = sniff(self.room.get(..self.filled).unwrap_or_default());
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
        let mut room = self.room_for_failures();
        let fits = |issue: &&Value<'_>| {
            room = room.saturating_sub(issue.bytes().len());
            room > 0
        };
        let fitting = issues.iter().take(self.options.max_issues).take_while(fits).count();
        let mut listed = String::new();
        push_list(&mut listed, issues.get(..fitting).unwrap_or_default(), |out, issue| out.push_str(&issue.raw()));
        let first = issues.iter().find_map(|issue| issue.get("message")?.text());
        let first = first.unwrap_or(Cow::Borrowed("The profile could not be fetched"));
        let [code, message] =
            [code, message].map(|text| text.map(|text| beginning(&text, LONGEST_MESSAGE).to_string()));
        self.list_failure(id.map(shortened), code.as_deref(), message.as_deref(), &listed, &first);
    }

    /// Takes in all that is whole.
    fn work(&mut self, is_last: bool) {
        let room = std::mem::take(&mut self.room);
        let options = Options { max_issues: 0, ..self.options.clone() };
        self.read(room.get(..self.filled).unwrap_or_default(), is_last, &options, "");
        self.room = room;
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
                First::Whole(_, end)
                    if !is_last && end == document.len() && matches!(document.first(), Some(b'-' | b'0'..=b'9')) =>
                {
                    break;
                }
                First::Whole(verdict, end) => {
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
        self.room.copy_within(taken..self.filled, 0);
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
        for (tally, text) in [
            (&mut self.sites, site.clone()),
            (&mut self.departments, view.text(row!("department"))),
            (&mut self.status, view.text(row!("status"))),
        ] {
            if let Some(text) = text {
                tally.add(&text, 1);
            }
        }
        let has_plans = count_plans(&view, &mut self.plans);
        let is_without_number =
            view.slot(row!("phone_numbers")).tag == Tag::List && view.slot(row!("phone_numbers")).count == 0;
        self.plans_without_numbers += u64::from(has_plans && is_without_number);
        self.emergency_addresses_missing += u64::from(lacks_address(&view));
        if self.group_by.is_some() || self.has_outliers {
            let mut groups = Groups {
                names: &mut self.group_names,
                groups: &mut self.groups,
                is_counted: self.group_by.is_some(),
                user: if self.has_outliers { Some(name_of(&view)) } else { None },
            };
            unknown.retain(|(index, _)| *index < MOST_UNKNOWN_IN_GROUPS);
            groups.add_all(&view, &unknown, self.group_by, site.as_deref());
        }
        if let Some(findings) = &mut self.findings {
            findings.add(&view, name_of(&view).as_deref());
        }
    }

    fn count_issues(&mut self) {
        for (total, count) in self.issues.iter_mut().zip(self.validator.counts()) {
            *total += *count as u64;
        }
    }

    /// Bytes that failures may still be listed with.
    fn room_for_failures(&self) -> usize {
        LISTED_TEXT.saturating_sub(self.failures.iter().map(String::len).sum())
    }

    /// Checks a document that fails, and lists it.
    fn fail(&mut self, document: &[u8], options: &Options, asked_id: &str) {
        self.validator.check(document, &Options { max_issues: 0, ..options.clone() });
        self.fail_checked(document, options, asked_id);
    }

    /// Lists the document that was last checked, without keeping its issues, and failed.
    fn fail_checked(&mut self, document: &[u8], options: &Options, asked_id: &str) {
        let is_listed = self.failures.len() < LISTED_FAILURES || self.export.is_some();
        let room = if is_listed { self.room_for_failures() } else { 0 };
        let listed = if room > 0 { self.options.max_issues } else { 0 };
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
        push_list(&mut issues, found.get(..fitting(&found, room).min(listed)).unwrap_or(&found), push_issue);
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
        if self.failures.len() == LISTED_FAILURES && self.export.is_none() {
            return;
        }
        let mut failure = String::new();
        let mut object = Object::begin(&mut failure);
        object.number("index", index);
        for (key, text) in [("id", id.as_deref()), ("code", code), ("message", message)] {
            if let Some(text) = text {
                object.text(key, text);
            }
        }
        object.key("issues");
        object.out.push_str(issues);
        object.end();
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
        for (key, tally) in [
            ("callingPlans", &self.plans),
            ("sites", &self.sites),
            ("departments", &self.departments),
            ("status", &self.status),
        ] {
            object.key(key);
            push_tally(object.out, &mut tally.iter());
        }
        object.number("plansWithoutNumbers", self.plans_without_numbers);
        object.number("emergencyAddressesMissing", self.emergency_addresses_missing);
        object.key("issues");
        let codes = IssueCode::ALL.iter().zip(self.issues).map(|(code, count)| (code.as_str(), count));
        push_tally(object.out, &mut codes.filter(|(_, count)| *count > 0));
        object.key("failures");
        push_list(object.out, &self.failures, |out, failure| out.push_str(failure));
        if self.group_by.is_some() {
            object.key("groups");
            self.push_groups(object.out);
        }
        if let Some(findings) = &self.findings {
            object.key("findings");
            findings.push_json(object.out);
        }
        if self.has_outliers {
            object.key("samples");
            self.push_samples(object.out);
        }
        object.end();
        json
    }

    fn push_groups(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for ((name, _), Group { policies, .. }) in self.group_names.iter().zip(&self.groups) {
            object.key(name);
            let mut group = Object::begin(object.out);
            group.number("profiles", policies.profiles());
            group.key("policies");
            policies.push_json(group.out, &self.unknown_names);
            group.end();
        }
        object.end();
    }

    fn push_samples(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for ((name, _), group) in self.group_names.iter().zip(&self.groups) {
            if let Some(samples) = &group.samples {
                object.key(name);
                samples.push_json(object.out);
            }
        }
        object.end();
    }
}

fn known(text: &str) -> Option<Cow<'_, str>> {
    if text.is_empty() { None } else { Some(Cow::Borrowed(text)) }
}

/// How many issues can be listed in so many bytes: each has its path twice, which may be as long as its profile, and
/// six times as long with escapes.
fn fitting(issues: &[Issue], mut room: usize) -> usize {
    let fits = |issue: &&Issue| {
        room = room.saturating_sub(12 * issue.pointer.len());
        room > 0
    };
    issues.iter().take_while(fits).count()
}

/// Counts the calling plans of a profile by their names. Whether it has any.
fn count_plans(view: &View<'_>, plans: &mut Tally) -> bool {
    let mut has_plans = false;
    each_plan(view, &mut |name| {
        has_plans = true;
        plans.add(name, 1);
    });
    has_plans
}

/// Calls back with the name of each calling plan: that in Zoom's table, else the reply's own, else the code.
fn each_plan(view: &View<'_>, visit: &mut dyn FnMut(&str)) {
    let Some(mut items) = view.items(row!("calling_plans")) else { return };
    while let Some((_, item)) = items.next() {
        let Some(code) = item.integer(row!("calling_plans[].type")) else { continue };
        let own = || item.text(row!("calling_plans[].name")).filter(|name| !name.is_empty());
        match calling_plan(code) {
            Some(name) => visit(name),
            None => visit(&own().unwrap_or_else(|| Cow::Owned(integer(code)))),
        }
    }
}

/// The name that a user goes by in lists: the ID, else the email address.
fn name_of<'v>(view: &View<'v>) -> Option<Cow<'v, str>> {
    let name = [row!("id"), row!("email")].into_iter().find_map(|row| view.text(row).filter(|text| !text.is_empty()));
    name.map(shortened)
}

/// The ID of a user's site. A row of the list of users, which has no policy, has it in an object of its own.
fn site_of<'v>(view: &View<'v>, document: &'v [u8]) -> Option<Cow<'v, str>> {
    let of_row = || Value::at(document, 0, document.len()).get("site")?.get("id")?.text();
    view.text(row!("site_id")).or_else(|| if view.has(row!("policy")) { None } else { of_row() })
}

/// The groups of a fleet, and a user who is to be counted in some of them.
struct Groups<'f> {
    names: &'f mut Tally,
    groups: &'f mut Vec<Group>,
    /// Whether policies are counted by group.
    is_counted: bool,
    /// With outliers: who the user is, if that can be told.
    user: Option<Option<Cow<'f, str>>>,
}

impl Groups<'_> {
    /// Counts a profile in its groups. What has no such field is in the group without a name, as is everybody where
    /// there are no groups.
    fn add_all(&mut self, view: &View<'_>, unknown: &[Unknown<'_>], group_by: Option<GroupBy>, site: Option<&str>) {
        let text = |row| view.text(row).unwrap_or_default();
        let name = match group_by {
            None => Cow::Borrowed(""),
            Some(GroupBy::Site) => Cow::Borrowed(site.unwrap_or_default()),
            Some(GroupBy::Department) => text(row!("department")),
            Some(GroupBy::CostCenter) => text(row!("cost_center")),
            Some(GroupBy::CallingPlan) => return self.add_by_plan(view, unknown),
        };
        let index = self.names.index_of(&name);
        self.add(view, unknown, index, 1);
    }

    /// Counts a profile once for each of its calling plans. Those beyond the bound are counted at once: there may be
    /// thousands.
    fn add_by_plan(&mut self, view: &View<'_>, unknown: &[Unknown<'_>]) {
        let (mut plans, mut beyond) = (Tally::default(), 0);
        each_plan(view, &mut |name| plans.add(name, 1));
        if plans.iter().next().is_none() {
            plans.add("", 1);
        }
        for (name, _) in plans.iter() {
            match self.names.own_index_of(name) {
                Some(index) => self.add(view, unknown, index, 1),
                None => beyond += 1,
            }
        }
        if beyond > 0 {
            let index = self.names.index_of(OTHER);
            self.add(view, unknown, index, beyond);
        }
    }

    fn add(&mut self, view: &View<'_>, unknown: &[Unknown<'_>], index: usize, times: u64) {
        if self.groups.len() <= index {
            self.groups.resize_with(index + 1, Group::default);
        }
        let Some(group) = self.groups.get_mut(index) else { return };
        if self.is_counted {
            group.policies.add(view, unknown, times);
        }
        if let Some(user) = &self.user {
            group.samples.get_or_insert_default().add(group.policies.states(view), user.as_deref());
        }
    }
}

fn push_tally(out: &mut String, counts: &mut dyn Iterator<Item = (&str, u64)>) {
    let mut object = Object::begin(out);
    for (text, count) in counts {
        object.number(text, count);
    }
    object.end();
}

/// Writes an issue as JSON, in the form that JavaScript has. Its place is within the profile's own text.
fn push_issue(out: &mut String, issue: &Issue) {
    let mut object = Object::begin(out);
    object.text("code", issue.code.as_str());
    object.text("severity", issue.severity.as_str());
    object.key("path");
    push_list(object.out, &issue.path, |out, segment| match segment {
        PathSegment::Key(key) => push_text(out, key),
        PathSegment::Index(index) => push_decimal(out, *index as u64),
    });
    object.text("pointer", &issue.pointer);
    object.text("message", &issue.message);
    for (key, text) in [("expected", &issue.expected), ("received", &issue.received)] {
        if let Some(text) = text {
            object.text(key, text);
        }
    }
    if let Some(position) = issue.position {
        object.number("offset", position.bytes as u64);
        object.number("line", position.line as u64);
        object.number("column", position.column as u64);
    }
    object.end();
}
