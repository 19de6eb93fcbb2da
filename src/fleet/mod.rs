//! Many profiles, streamed: counted and listed without keeping any of them.
//!
//! A [`Fleet`] takes bytes in chunks that are cut anywhere. What it keeps is one chunk, the profile that is cut off at its
//! end, and counters: its memory does not grow with the length of the stream.
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
//! # Ok::<(), zoom_phone_profile::fleet::TooLarge>(())
//! ```

mod count;
mod export;
mod findings;
mod samples;
mod split;
mod tally;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::json::{Object, Value, push_decimal, push_list, push_text};
use crate::policy::{calling_plan, lacks_address};
use crate::row;
use crate::validate::{Extra, First, Issue, IssueCode, Options, PathSegment, Severity, Tag, Validator, View};
use count::{PolicyCounters, integer, other_policies};
use export::Export;
pub use export::ExportForm;
use findings::Findings;
use samples::Samples;
use split::{Splitter, Step, behind_brackets};
use tally::Tally;

/// Bytes that one profile may have. Real ones have a few thousand.
pub const LARGEST_PROFILE: usize = 16 << 20;

/// Bytes that are awaited at least before what was cut off is tried again.
const LEAST_AWAITED: usize = 4096;

/// Profiles that fail are listed up to this many, and counted beyond.
pub const LISTED_FAILURES: usize = 100;

/// Bytes of the texts that all of them are listed with, about.
const LISTED_TEXT: usize = 64 << 20;

/// Users that are named as examples: of each finding, and of each state of a policy within a group.
pub const EXAMPLES: usize = 10;

/// One profile of the stream has more than [`LARGEST_PROFILE`] bytes, or never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The profile's position in the stream, from 0.
    pub index: u64,
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "profile {} is larger than {LARGEST_PROFILE} bytes", self.index)
    }
}

impl std::error::Error for TooLarge {}

/// By what profiles are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// `site_id`.
    Site,
    /// `department`.
    Department,
    /// `cost_center`.
    CostCenter,
    /// The names of `calling_plans`: a profile with several plans is in several groups.
    CallingPlan,
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
    /// Below this many bytes what was cut off is not tried again: in chunks of a few bytes it would be read over and over.
    awaited: usize,
    bytes: u64,
    profiles: u64,
    failed: u64,
    policies: PolicyCounters,
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
            awaited: 0,
            bytes: 0,
            profiles: 0,
            failed: 0,
            policies: PolicyCounters::default(),
            group_by: None,
            group_names: Tally::default(),
            groups: Vec::new(),
            has_outliers: false,
            findings: None,
            export: None,
            plans: Tally::default(),
            sites: Tally::default(),
            departments: Tally::default(),
            status: Tally::default(),
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
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
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
    pub fn filled(&mut self, length: usize) -> Result<(), TooLarge> {
        self.filled = (self.filled + length).min(self.room.len());
        self.bytes += length as u64;
        if self.filled >= self.awaited {
            self.work(false);
        }
        if self.filled > LARGEST_PROFILE { Err(TooLarge { index: self.profiles }) } else { Ok(()) }
    }

    /// Ends the stream. A profile that is cut off, or a list that is not closed, counts as one that failed.
    pub fn end(&mut self) {
        self.work(true);
        if !self.splitter.is_at_top() {
            self.fail(b"", false);
        }
        self.splitter = Splitter::default();
        (self.filled, self.awaited) = (0, 0);
    }

    /// Takes in one profile that was made from a JavaScript object.
    pub fn push_value(&mut self, document: &[u8]) {
        let options = Options { from_object: true, max_issues: 0, ..self.options.clone() };
        let verdict = self.validator.check(document, &options);
        if verdict.success { self.count(document) } else { self.fail(document, true) }
    }

    /// Takes in a profile that could not be had at all: its id, its issues as a JSON list, and why.
    pub fn push_failure(&mut self, id: &str, issues: &str, message: &str) {
        let issues = Value::of(issues.as_bytes()).and_then(Value::items).unwrap_or_default();
        for code in issues.iter().filter_map(|issue| issue.get("code")?.text()) {
            let known = IssueCode::ALL.iter().zip(&mut self.issues).find(|(known, _)| known.as_str() == code);
            if let Some((_, total)) = known {
                *total += 1;
            }
        }
        let mut listed = String::new();
        let listed_issues = issues.get(..self.options.max_issues).unwrap_or(&issues);
        push_list(&mut listed, listed_issues, |out, issue| out.push_str(&issue.raw()));
        self.list_failure(Some(id), &listed, message);
    }

    /// Takes in all that is whole.
    fn work(&mut self, is_last: bool) {
        let room = std::mem::take(&mut self.room);
        let bytes = room.get(..self.filled).unwrap_or_default();
        let options = Options { max_issues: 0, ..self.options.clone() };
        loop {
            let at = match self.splitter.next(bytes, is_last) {
                Step::More => break,
                Step::Stray(at) => {
                    self.fail(bytes.get(at..at + 1).unwrap_or_default(), false);
                    continue;
                }
                Step::Profile(at) => at,
            };
            let document = bytes.get(at..).unwrap_or_default();
            match self.validator.check_first(document, &options) {
                // A number that ends with the chunk may go on in the next.
                First::Whole(_, end)
                    if !is_last && end == document.len() && matches!(document.first(), Some(b'-' | b'0'..=b'9')) =>
                {
                    break;
                }
                First::Whole(verdict, end) => {
                    let document = document.get(..end).unwrap_or_default();
                    if verdict.success {
                        self.count(document)
                    } else {
                        self.fail(document, false)
                    }
                    self.splitter.resume(at + end);
                }
                First::Cut if !is_last => break,
                First::Cut | First::Broken(_) => {
                    let behind = self.behind_broken(bytes, at, &options);
                    if behind.is_none() && !is_last {
                        break;
                    }
                    let end = behind.unwrap_or(self.filled);
                    self.fail(bytes.get(at..end).unwrap_or_default(), false);
                    match behind {
                        Some(_) => self.splitter.resume(end),
                        None => self.splitter.abandon(end),
                    }
                }
            }
        }
        self.room = room;
        self.drop_taken();
    }

    /// Where the next value begins after one that is broken; `None` where that cannot be told from these bytes. At the top what is
    /// broken within its line ends with it, so that each broken line of NDJSON is one failure.
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

    /// Counts the profile that was last checked, and passed.
    fn count(&mut self, document: &[u8]) {
        self.profiles += 1;
        self.count_issues();
        let view = self.validator.view(document);
        let repeated = self.validator.counts().get(IssueCode::DuplicateKey as usize);
        let others = other_policies(&view, repeated.is_some_and(|count| *count > 0));
        if let Some(export) = &mut self.export {
            return export.profile(&view, &others, document);
        }
        self.policies.add(&view, &others);
        for (tally, row) in [
            (&mut self.sites, row!("site_id")),
            (&mut self.departments, row!("department")),
            (&mut self.status, row!("status")),
        ] {
            if let Some(text) = view.text(row) {
                tally.add(&text);
            }
        }
        let has_plans = count_plans(&view, &mut self.plans);
        let is_without_number =
            view.slot(row!("phone_numbers")).tag == Tag::List && view.slot(row!("phone_numbers")).count == 0;
        self.plans_without_numbers += u64::from(has_plans && is_without_number);
        self.emergency_addresses_missing += u64::from(lacks_address(&view));
        if self.group_by.is_some() || self.has_outliers {
            let user = self.has_outliers.then(|| name_of(&view));
            let groups = (&mut self.group_names, &mut self.groups);
            count_groups(&view, &others, self.group_by, user.as_ref().map(Option::as_deref), groups);
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

    /// Lists the profile that was last checked, and failed.
    fn fail(&mut self, document: &[u8], from_object: bool) {
        let is_listed = self.failures.len() < LISTED_FAILURES || self.export.is_some();
        let room = LISTED_TEXT.saturating_sub(self.failures.iter().map(String::len).sum());
        let listed = if is_listed && room > 0 { self.options.max_issues } else { 0 };
        // An export says what is wrong first, however few are listed.
        let kept = if self.export.is_some() { listed.max(1) } else { listed };
        let options = Options { from_object, max_issues: kept, ..self.options.clone() };
        self.validator.check(document, &options);
        self.count_issues();
        let view = self.validator.view(document);
        let id = view.text(row!("id")).map(|id| id.into_owned());
        let found = if kept > 0 { self.validator.issues(document, &options) } else { Vec::new() };
        let first = found.iter().find(|issue| issue.severity == Severity::Error).or(found.first());
        let message = first.map_or(String::new(), |issue| issue.message.clone());
        let mut issues = String::new();
        push_list(&mut issues, found.get(..fitting(&found, room).min(listed)).unwrap_or(&found), push_issue);
        self.list_failure(id.as_deref(), &issues, &message);
    }

    fn list_failure(&mut self, id: Option<&str>, issues: &str, message: &str) {
        let index = self.profiles;
        self.profiles += 1;
        self.failed += 1;
        if self.failures.len() == LISTED_FAILURES && self.export.is_none() {
            return;
        }
        let mut failure = String::new();
        let mut object = Object::begin(&mut failure);
        object.number("index", index);
        if let Some(id) = id {
            object.text("id", id);
        }
        object.key("issues");
        object.out.push_str(issues);
        object.end();
        match &mut self.export {
            Some(export) => export.failure(id, &failure, message),
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
        self.policies.push_json(object.out);
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
            policies.push_json(group.out);
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

/// How many issues can be listed in so many bytes: each has its path twice, which may be as long as its profile, and six times as long
/// with escapes.
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
        plans.add(name);
    });
    has_plans
}

/// Calls back with the name of each calling plan; with its code where Zoom's table has no name.
fn each_plan(view: &View<'_>, visit: &mut dyn FnMut(&str)) {
    let Some(mut items) = view.items(row!("calling_plans")) else { return };
    while let Some((_, item)) = items.next() {
        let Some(code) = item.integer(row!("calling_plans[].type")) else { continue };
        match calling_plan(code) {
            Some(name) => visit(name),
            None => visit(&integer(code)),
        }
    }
}

/// The name that a user goes by in lists: the id, else the e-mail address.
fn name_of<'v>(view: &View<'v>) -> Option<Cow<'v, str>> {
    [row!("id"), row!("email")].into_iter().find_map(|row| view.text(row).filter(|text| !text.is_empty()))
}

/// Counts a profile's policies in its groups, and notes the user where one is given, by name if they have one. What has no
/// such field is in the group without a name, as is everybody where there are no groups.
fn count_groups(
    view: &View<'_>,
    others: &[Extra],
    group_by: Option<GroupBy>,
    user: Option<Option<&str>>,
    (names, groups): (&mut Tally, &mut Vec<Group>),
) {
    let mut add = |name: &str| {
        let index = names.index_of(name);
        if groups.len() <= index {
            groups.resize_with(index + 1, Group::default);
        }
        let Some(group) = groups.get_mut(index) else { return };
        if group_by.is_some() {
            group.policies.add(view, others);
        }
        if let Some(user) = user {
            group.samples.get_or_insert_default().add(group.policies.states(view), user);
        }
    };
    let row = match group_by {
        None => return add(""),
        Some(GroupBy::Site) => row!("site_id"),
        Some(GroupBy::Department) => row!("department"),
        Some(GroupBy::CostCenter) => row!("cost_center"),
        Some(GroupBy::CallingPlan) => {
            let mut plans = Tally::default();
            each_plan(view, &mut |name| plans.add(name));
            plans.iter().for_each(|(name, _)| add(name));
            if plans.iter().next().is_none() {
                add("");
            }
            return;
        }
    };
    add(&view.text(row).unwrap_or_default());
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
