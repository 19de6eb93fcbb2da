//! What is counted of the drift between two fleets.

use super::super::bounds::COUNTED_APART;
use super::super::count::MOST_UNKNOWN_POLICIES;
use super::super::counter::{Counter, shortened};
use super::super::groups::GroupBy;
use crate::json::Object;
use crate::model::Policy;
use crate::model::schema::DeclaredShape;
use crate::policy::{FIELDS, FieldChange, PolicyChange};
use crate::validate::View;

/// The most users that the summary lists under `worst`.
pub const MOST_WORST: usize = 100;

/// Changes by what they permit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    weakened: u64,
    strengthened: u64,
    other: u64,
}

impl Ways {
    pub fn of(changes: &[PolicyChange]) -> Ways {
        let mut ways = Ways::default();
        changes.iter().for_each(|change| ways.count(change));
        ways
    }

    fn count(&mut self, change: &PolicyChange) {
        match change.weakens {
            Some(true) => self.weakened += 1,
            Some(false) => self.strengthened += 1,
            None => self.other += 1,
        }
    }

    fn add(&mut self, ways: Ways) {
        self.weakened += ways.weakened;
        self.strengthened += ways.strengthened;
        self.other += ways.other;
    }

    fn push_members(self, object: &mut Object<'_>) {
        object.number("weakened", self.weakened);
        object.number("strengthened", self.strengthened);
        object.number("other", self.other);
    }
}

/// What became of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Added,
    Removed,
    Changed,
    Unchanged,
}

impl Fate {
    const ALL: [(Fate, &'static str); 4] = [
        (Fate::Added, "added"),
        (Fate::Removed, "removed"),
        (Fate::Changed, "changed"),
        (Fate::Unchanged, "unchanged"),
    ];

    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(fate, _)| *fate == self).map_or("", |(_, name)| name)
    }
}

/// Users by what became of them, and their changes.
#[derive(Debug, Default)]
struct Group {
    users: [u64; 4],
    ways: Ways,
}

impl Group {
    fn add(&mut self, fate: Fate, ways: Ways) {
        let users = Fate::ALL.iter().zip(&mut self.users).find(|((candidate, _), _)| *candidate == fate);
        if let Some((_, count)) = users {
            *count += 1;
        }
        self.ways.add(ways);
    }

    fn push_users(&self, object: &mut Object<'_>) {
        for ((_, name), count) in Fate::ALL.iter().zip(self.users) {
            object.number(name, count);
        }
    }
}

/// A user with changes for the worse list.
#[derive(Debug)]
struct Worst {
    user: String,
    ways: Ways,
    fields: u64,
}

impl Worst {
    /// Whether a user comes before another one: by changes that permit more, by all changes of policies, by fields,
    /// then by name as JavaScript orders strings, where parts of a fleet are merged: by UTF-16 units.
    fn is_before(&self, other: &Worst) -> bool {
        let rank = |worst: &Worst| {
            let Ways { weakened, strengthened, other } = worst.ways;
            (weakened, weakened + strengthened + other, worst.fields)
        };
        let by_name = || self.user.encode_utf16().cmp(other.user.encode_utf16());
        rank(other).cmp(&rank(self)).then_with(by_name).is_lt()
    }
}

/// See the head of this file.
#[derive(Debug)]
pub struct Tally {
    all: Group,
    by: Option<GroupBy>,
    names: Counter,
    groups: Vec<Group>,
    policies: Counter,
    by_policy: Vec<Ways>,
    fields: [u64; FIELDS.len()],
    worst: Vec<Worst>,
}

impl Tally {
    pub fn new(by: Option<GroupBy>) -> Self {
        Self {
            all: Group::default(),
            by,
            names: Counter::bounded(COUNTED_APART),
            groups: Vec::new(),
            policies: Counter::bounded(Policy::SHAPE.fields.len() + MOST_UNKNOWN_POLICIES),
            by_policy: Vec::new(),
            fields: [0; FIELDS.len()],
            worst: Vec::new(),
        }
    }

    /// Counts a user: of those that are in both fleets by the later profile.
    pub fn add(&mut self, fate: Fate, view: &View<'_>, changes: &[PolicyChange], fields: &[FieldChange]) {
        let ways = Ways::of(changes);
        self.all.add(fate, ways);
        if let Some(by) = self.by {
            by.each_name(view, &mut |name| self.add_to_group(name, fate, ways));
        }
        for change in changes {
            let index = self.policies.index_of(&change.policy);
            at(&mut self.by_policy, index, |ways| ways.count(change));
        }
        for change in fields {
            let count = FIELDS.iter().zip(&mut self.fields).find(|((name, _), _)| *name == change.field);
            if let Some((_, count)) = count {
                *count += 1;
            }
        }
    }

    fn add_to_group(&mut self, name: &str, fate: Fate, ways: Ways) {
        let index = self.names.index_of(name);
        at(&mut self.groups, index, |group| group.add(fate, ways));
    }

    /// Lists a user who has changed, if few have changed for the worse as much.
    pub fn rank(&mut self, user: &str, changes: &[PolicyChange], fields: &[FieldChange]) {
        let user = shortened(user.into()).into_owned();
        let worst = Worst { user, ways: Ways::of(changes), fields: fields.len() as u64 };
        let place = self.worst.partition_point(|listed| listed.is_before(&worst));
        self.worst.insert(place, worst);
        self.worst.truncate(MOST_WORST);
    }

    /// Writes the members of a summary.
    pub fn push_members(&self, object: &mut Object<'_>) {
        self.all.push_users(object);
        self.all.ways.push_members(object);
        object.key("policies");
        let mut policies = Object::begin(object.out);
        for ((name, _), ways) in self.policies.iter().zip(&self.by_policy) {
            policies.key(name);
            let mut counts = Object::begin(policies.out);
            ways.push_members(&mut counts);
            counts.end();
        }
        policies.end();
        object.key("fields");
        let mut fields = Object::begin(object.out);
        for ((name, _), count) in FIELDS.iter().zip(self.fields).filter(|(_, count)| *count > 0) {
            fields.number(name, count);
        }
        fields.end();
        object.key("worst");
        crate::json::push_list(object.out, &self.worst, |out, worst| {
            let mut user = Object::begin(out);
            user.text("userId", &worst.user);
            worst.ways.push_members(&mut user);
            user.number("fields", worst.fields);
            user.end();
        });
        if self.by.is_some() {
            self.push_groups(object);
        }
    }

    fn push_groups(&self, object: &mut Object<'_>) {
        object.key("groups");
        let mut groups = Object::begin(object.out);
        for ((name, _), group) in self.names.iter().zip(&self.groups) {
            groups.key(name);
            let mut counts = Object::begin(groups.out);
            group.push_users(&mut counts);
            group.ways.push_members(&mut counts);
            counts.end();
        }
        groups.end();
    }
}

/// Changes an element of a list that grows as far as it must.
fn at<T: Default>(list: &mut Vec<T>, index: usize, change: impl FnOnce(&mut T)) {
    if list.len() <= index {
        list.resize_with(index + 1, T::default);
    }
    if let Some(element) = list.get_mut(index) {
        change(element);
    }
}
