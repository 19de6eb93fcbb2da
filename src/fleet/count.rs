//! Counts policies in one pass over a profile's slots. Their rows are looked up once.

use std::borrow::Cow;

use super::counter::Counter;
use crate::json::{Object, lossy, push_decimal, signed, unescape};
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Field, Kind, Row, Shape};
use crate::policy::{PolicyState, State};
use crate::row;
use crate::validate::{Integer, Slot, SlotKind, UnknownMember, View, parse_integer};

/// Policies that the schema does not know are counted up to this many names.
pub const MOST_UNKNOWN_POLICIES: usize = 256;

/// Of these names, as many are counted within groups: there may be a thousand groups.
pub const MOST_UNKNOWN_IN_GROUPS: usize = 32;

/// Values outside a vocabulary are counted apart up to this many for each field.
pub const MOST_VALUES: usize = 100;

/// The level of a lock that the profile does not name.
const UNNAMED_LEVEL: &str = "unknown";

/// What is counted of all policies.
#[derive(Debug, Clone)]
pub struct PolicyCounters {
    profiles: u64,
    known: Vec<Known>,
    /// Policies that the schema does not know, by the number of their names: `None` where no profile has one.
    unknown: Vec<Option<StateCounts>>,
}

/// A policy of a profile that the schema does not know: the number of its name, and what is counted of it.
pub type Unknown<'v> = (usize, PolicyState<'v>);

/// What is counted of any policy.
#[derive(Debug, Clone, Default)]
struct StateCounts {
    on: u64,
    off: u64,
    modified: u64,
    locked: Words,
}

/// A policy that the schema knows: its rows, and what is counted of it.
#[derive(Debug, Clone)]
struct Known {
    key: &'static str,
    row: Row,
    enable: Option<Row>,
    locked: Option<Row>,
    locked_by: Option<Row>,
    modified: Option<Row>,
    counts: StateCounts,
    fields: Vec<WordField>,
}

/// A field with a vocabulary: its row, and how often each value occurs.
#[derive(Debug, Clone)]
struct WordField {
    key: String,
    row: Row,
    is_list: bool,
    values: Words,
}

/// How often each value of a vocabulary occurs: documented ones by their number, others as strings.
#[derive(Debug, Clone)]
struct Words {
    vocabulary: Vocabulary,
    documented: Vec<u64>,
    others: Counter,
}

#[derive(Debug, Clone, Copy)]
enum Vocabulary {
    Words(&'static [&'static str]),
    Codes(&'static [i64]),
}

impl Default for Words {
    fn default() -> Self {
        Words::new(NO_WORDS)
    }
}

const NO_WORDS: Vocabulary = Vocabulary::Words(&[]);

impl Words {
    fn new(vocabulary: Vocabulary) -> Self {
        let length = match vocabulary {
            Vocabulary::Words(words) => words.len(),
            Vocabulary::Codes(codes) => codes.len(),
        };
        Self { vocabulary, documented: vec![0; length], others: Counter::bounded(MOST_VALUES) }
    }

    /// Counts the value of a slot, if there is one, so many times.
    fn add(&mut self, view: &View<'_>, row: Row, slot: Slot, times: u64) {
        match slot.kind {
            SlotKind::Text | SlotKind::Escaped | SlotKind::Number => {}
            _ => return,
        }
        match (slot.count as usize).checked_sub(1).and_then(|index| self.documented.get_mut(index)) {
            Some(count) => *count += times,
            None if slot.kind == SlotKind::Number => self.others.add(&number(view.raw(row).unwrap_or_default()), times),
            None => self.others.add(&view.text(row).unwrap_or_default(), times),
        }
    }

    fn add_text(&mut self, text: &str, times: u64) {
        let index = match self.vocabulary {
            Vocabulary::Words(words) => words.iter().position(|word| *word == text),
            Vocabulary::Codes(_) => None,
        };
        match index.and_then(|index| self.documented.get_mut(index)) {
            Some(count) => *count += times,
            None => self.others.add(text, times),
        }
    }

    /// Writes the values that occur, with their counts, as a JSON object.
    fn push_json(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for (index, count) in self.documented.iter().enumerate().filter(|(_, count)| **count > 0) {
            match self.vocabulary {
                Vocabulary::Words(words) => object.key(words.get(index).copied().unwrap_or_default()),
                Vocabulary::Codes(codes) => object.key(&signed(codes.get(index).copied().unwrap_or_default())),
            }
            push_decimal(object.out, *count);
        }
        for (text, count) in self.others.iter() {
            object.number(text, count);
        }
        object.end();
    }
}

impl Default for PolicyCounters {
    fn default() -> Self {
        let base = row!("policy").0 + 1;
        let known = Policy::SHAPE.fields.iter().map(|field| Known::new(field, Row(base + field.offset))).collect();
        Self { profiles: 0, known, unknown: Vec::new() }
    }
}

impl PolicyCounters {
    /// Counts the policies of a profile so many times.
    pub fn add(&mut self, view: &View<'_>, unknown: &[Unknown<'_>], times: u64) {
        self.profiles += times;
        if !view.has(row!("policy")) {
            return;
        }
        for policy in &mut self.known {
            policy.add(view, times);
        }
        for (index, policy) in unknown {
            if self.unknown.len() <= *index {
                self.unknown.resize(index + 1, None);
            }
            if let Some(state) = self.unknown.get_mut(*index) {
                state.get_or_insert_default().add(policy, times);
            }
        }
    }

    /// Whether each policy of the schema is on, in the schema's order; `None` where the profile does not say.
    pub fn states<'v>(&'v self, view: &'v View<'_>) -> impl Iterator<Item = Option<bool>> + 'v {
        self.known.iter().map(|policy| policy.state(view))
    }

    /// The levels of the locks of a profile, by policy.
    pub fn locks<'v>(&'v self, view: &'v View<'_>) -> impl Iterator<Item = (&'static str, Cow<'v, str>)> + 'v {
        self.known.iter().filter_map(|policy| Some((policy.key, policy.lock(view)?)))
    }

    /// Profiles counted.
    pub fn profiles(&self) -> u64 {
        self.profiles
    }

    /// Writes the counts as a JSON object, by policy; `names` are those of the policies that the schema does not know.
    pub fn push_json(&self, out: &mut String, names: &Counter) {
        let mut object = Object::begin(out);
        for policy in &self.known {
            object.key(policy.key);
            policy.counts.push_json(object.out, self.profiles, &policy.fields);
        }
        for ((name, _), state) in names.iter().zip(&self.unknown) {
            let Some(state) = state else { continue };
            object.key(name);
            state.push_json(object.out, self.profiles, &[]);
        }
        object.end();
    }
}

impl Known {
    fn new(field: &'static Field, row: Row) -> Self {
        let shape = match field.kind {
            Kind::Object(shape) | Kind::Switch(shape) => Some(shape),
            _ => None,
        };
        let below = |name: &str| shape.and_then(|shape| shape.fields.iter().find(|field| field.name == name));
        let row_of = |name: &str| below(name).map(|field| Row(row.0 + 1 + field.offset));
        let level = below("locked_by").and_then(|field| vocabulary(field.kind)).unwrap_or(NO_WORDS);
        let mut fields = Vec::new();
        if let Some(shape) = shape {
            find_fields(shape, row, "", &mut fields);
        }
        let state = StateCounts { locked: Words::new(level), ..StateCounts::default() };
        Self {
            key: field.name,
            row,
            enable: row_of("enable"),
            locked: row_of("locked"),
            locked_by: row_of("locked_by"),
            modified: row_of("modified"),
            counts: state,
            fields,
        }
    }

    /// Whether the policy is on; `None` where the profile does not say.
    #[inline(always)]
    fn state(&self, view: &View<'_>) -> Option<bool> {
        let slot = view.slot(self.row);
        let slot_kind = match slot.kind {
            SlotKind::List => return Some(slot.count > 0),
            SlotKind::Object => view.slot(self.enable?).kind,
            slot_kind => slot_kind,
        };
        match slot_kind {
            SlotKind::True => Some(true),
            SlotKind::False => Some(false),
            _ => None,
        }
    }

    /// The level of the lock, `"unknown"` if the profile names none; `None` if the policy is not locked.
    fn lock<'v>(&self, view: &View<'v>) -> Option<Cow<'v, str>> {
        let (is_locked, level) = match self.undocumented(view) {
            Some(policy) => (policy.locked == Some(true), policy.locked_by),
            None => {
                let is_locked = view.slot(self.row).kind == SlotKind::Object && is_on(view, self.locked);
                (is_locked, self.locked_by.and_then(|row| view.text(row)))
            }
        };
        is_locked.then(|| level.filter(|level| !level.is_empty()).unwrap_or(Cow::Borrowed(UNNAMED_LEVEL)))
    }

    /// What an object states of which the schema has rows for a part only.
    #[inline(always)]
    fn undocumented<'v>(&self, view: &View<'v>) -> Option<PolicyState<'v>> {
        let is_partly_known = view.has_undocumented_state(self.row) && view.slot(self.row).kind == SlotKind::Object;
        if is_partly_known { view.value(self.row).map(PolicyState::of) } else { None }
    }

    fn add(&mut self, view: &View<'_>, times: u64) {
        match self.undocumented(view) {
            Some(policy) => self.counts.add(&policy, times),
            None => self.add_state(view, times),
        }
        if view.slot(self.row).kind != SlotKind::Object {
            return;
        }
        for field in &mut self.fields {
            let slot = view.slot(field.row);
            match slot.kind {
                SlotKind::Absent => {}
                SlotKind::List if field.is_list => {
                    view.each_text(field.row, |text| field.values.add_text(text, times));
                }
                _ => field.values.add(view, field.row, slot, times),
            }
        }
    }

    /// Counts what the slots say of the policy's state.
    #[inline(always)]
    fn add_state(&mut self, view: &View<'_>, times: u64) {
        let state = self.state(view);
        self.counts.on += times_if(state == Some(true), times);
        self.counts.off += times_if(state == Some(false), times);
        if view.slot(self.row).kind != SlotKind::Object {
            return;
        }
        self.counts.modified += times_if(is_on(view, self.modified), times);
        if is_on(view, self.locked) {
            match self.locked_by.map(|row| (row, view.slot(row))) {
                Some((row, slot))
                    if matches!(slot.kind, SlotKind::Text | SlotKind::Escaped) && slot.start < slot.end =>
                {
                    self.counts.locked.add(view, row, slot, times);
                }
                _ => self.counts.locked.others.add(UNNAMED_LEVEL, times),
            }
        }
    }
}

#[inline(always)]
fn times_if(is_so: bool, times: u64) -> u64 {
    if is_so { times } else { 0 }
}

#[inline(always)]
fn is_on(view: &View<'_>, row: Option<Row>) -> bool {
    row.is_some_and(|row| view.slot(row).kind == SlotKind::True)
}

fn vocabulary(kind: Kind) -> Option<Vocabulary> {
    match kind {
        Kind::Word(words) => Some(Vocabulary::Words(words)),
        Kind::Code(codes) => Some(Vocabulary::Codes(codes)),
        Kind::List(item) => vocabulary(*item),
        _ => None,
    }
}

/// Finds the fields below a row that have a vocabulary, by their paths. Items of lists of objects are left out: their
/// slots hold the last one only.
fn find_fields(shape: &Shape, row: Row, prefix: &str, found: &mut Vec<WordField>) {
    for field in shape.fields.iter().filter(|field| !(prefix.is_empty() && field.name == "locked_by")) {
        let row = Row(row.0 + 1 + field.offset);
        let key = [prefix, field.name].concat();
        match (field.kind, vocabulary(field.kind)) {
            (kind, Some(vocabulary)) => {
                let is_list = matches!(kind, Kind::List(_));
                found.push(WordField { key, row, is_list, values: Words::new(vocabulary) });
            }
            (Kind::Object(below), None) => find_fields(below, row, &[key.as_str(), "."].concat(), found),
            _ => {}
        }
    }
}

impl StateCounts {
    /// Counts a policy by what most policies have, whether the schema knows it or not.
    #[inline(never)]
    fn add(&mut self, policy: &PolicyState<'_>, times: u64) {
        self.on += times_if(policy.state == State::On, times);
        self.off += times_if(policy.state == State::Off, times);
        self.modified += times_if(policy.modified == Some(true), times);
        if policy.locked == Some(true) {
            self.locked.add_text(policy.locked_by.as_deref().unwrap_or(UNNAMED_LEVEL), times);
        }
    }

    fn push_json(&self, out: &mut String, profiles: u64, fields: &[WordField]) {
        let mut object = Object::begin(out);
        object.number("on", self.on);
        object.number("off", self.off);
        object.number("unknown", profiles.saturating_sub(self.on + self.off));
        object.key("locked");
        self.locked.push_json(object.out);
        object.number("modified", self.modified);
        object.key("values");
        let mut values = Object::begin(object.out);
        for field in fields.iter().filter(|field| !field.values.is_empty()) {
            values.key(&field.key);
            field.values.push_json(values.out);
        }
        values.end();
        object.end();
    }
}

impl Words {
    fn is_empty(&self) -> bool {
        self.documented.iter().all(|count| *count == 0) && self.others.iter().next().is_none()
    }
}

/// The policies that the schema does not know, those that are null left out. Where keys stand twice in the profile, the
/// last of a name alone, as `JSON.parse` has it.
pub fn other_policies(view: &View<'_>, has_repeated: bool) -> Vec<UnknownMember> {
    let (mut names, mut last) = (Counter::default(), Vec::new());
    for extra in view.unknown_policies() {
        let index = match has_repeated {
            true => names.index_of(&unescape(view.span(extra.key.start, extra.key.end))),
            false => last.len(),
        };
        match last.get_mut(index) {
            Some(earlier) => *earlier = *extra,
            None => last.push(*extra),
        }
    }
    last.retain(|extra| view.unknown_policy(extra).bytes() != b"null");
    last
}

/// A whole number as JavaScript writes it, whatever its notation; as it stands where JavaScript would round it.
fn number(raw: &[u8]) -> Cow<'_, str> {
    // Nearly all numbers stand in the document as JavaScript writes them: up to 15 digits without a sign.
    if let [b'1'..=b'9', digits @ ..] = raw
        && raw.len() <= 15
        && digits.iter().all(u8::is_ascii_digit)
    {
        return lossy(raw);
    }
    match parse_integer(raw) {
        Integer::Exact(value) => Cow::Owned(signed(value)),
        _ => lossy(raw),
    }
}
