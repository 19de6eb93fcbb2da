//! Lists of members and of disclaimers: which item of an earlier list is which of a later one, and what people may do.
//!
//! A share is one (`access_user_id`, `shared_id`), and what a person may do is the union of their shares. A share
//! without a `shared_id` is any of that person, and one without an `access_user_id` belongs to whoever has the share.
//! Items without IDs are identified by all their members. Equal items count once.

use std::borrow::Cow;

use super::same::{Keyed, Members, canonical, sort_distinct, sort_keys};
use super::values::RIGHTS;
use crate::json::Value;
use crate::model::schema::Shape;

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub index: usize,
    pub value: Value<'a>,
    /// All that it says.
    says: String,
    /// The person, or the language of a disclaimer.
    user: Option<String>,
    share: Option<String>,
    /// Rights, one bit each, in the order of [`RIGHTS`].
    rights: usize,
    /// The item of the other list that it is.
    pub partner: Option<usize>,
    /// It stands in the other list as it is, or stands in its own twice.
    pub is_settled: bool,
}

impl<'a> Item<'a> {
    fn of(shape: Option<&Shape>, index: usize, value: Value<'a>) -> Item<'a> {
        let members = Members::of(shape.map(|_| value));
        let id = |name: &str| {
            let is_known = shape?.fields.iter().any(|field| field.name == name);
            members.get(name).filter(|id| is_known && id.bytes() != b"\"\"").map(canonical)
        };
        let has = |right: &str| members.get(right).and_then(Value::boolean) == Some(true);
        let rights = RIGHTS.iter().enumerate().filter(|(_, (right, _))| has(right));
        let mut says = String::new();
        match shape.is_some() && value.is_object() {
            true => members.push_canonical(&mut says),
            false => says = canonical(value),
        }
        Item {
            index,
            value,
            says,
            user: id("access_user_id").or_else(|| id("language")),
            share: id("shared_id"),
            rights: rights.fold(0, |rights, (bit, _)| rights | 1 << bit),
            partner: None,
            is_settled: false,
        }
    }

    /// Who it gives rights to; `None` where it does not say.
    fn person(&self) -> Option<Cow<'_, str>> {
        let share = || Some(Cow::Owned(["share ", self.share.as_deref()?].concat()));
        self.user.as_deref().map(Cow::Borrowed).or_else(share)
    }
}

/// The items of two lists, matched.
#[derive(Debug)]
pub(super) struct Matched<'a> {
    pub before: Vec<Item<'a>>,
    pub after: Vec<Item<'a>>,
}

/// Rounds of matching: by both IDs; by the person, where one of the two has no share; by the share, where one has no
/// person.
const ROUNDS: usize = 5;

/// What an item is known by in a round of matching; `None` where it takes no part in it.
fn key(item: &Item<'_>, round: usize, is_before: bool) -> Option<String> {
    let (own, other) = if round < 3 { (&item.user, &item.share) } else { (&item.share, &item.user) };
    if round > 0 {
        let must_have_other = (round % 2 == 1) == is_before;
        return own.clone().filter(|_| other.is_some() == must_have_other);
    }
    (own.is_some() || other.is_some()).then(|| {
        let [own, other] = [own, other].map(|id| id.as_deref().unwrap_or_default());
        [own, "\n", other].concat()
    })
}

/// What the items are known by that have no partner yet, sorted.
fn open(items: &[Item<'_>], round: usize, is_before: bool) -> Vec<Keyed<'static>> {
    let mut keys: Vec<Keyed<'static>> = Vec::new();
    for item in items.iter().filter(|item| !item.is_settled && item.partner.is_none()) {
        if let Some(key) = key(item, round, is_before) {
            keys.push((key.into(), item.index));
        }
    }
    sort_keys(&mut keys);
    keys
}

/// The items of a list.
fn items<'a>(shape: Option<&Shape>, list: Value<'a>) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for value in list.items().unwrap_or_default() {
        items.push(Item::of(shape, items.len(), value));
    }
    items
}

/// Matches the items of two lists; without a shape, by all that they say.
pub(super) fn matched<'a>(shape: Option<&Shape>, before: Value<'a>, after: Value<'a>) -> Matched<'a> {
    let (mut before, mut after) = (items(shape, before), items(shape, after));
    settle(&mut before, &mut after);
    for round in 0..ROUNDS {
        for (one, other) in pairs(open(&before, round, true), open(&after, round, false)) {
            if let (Some(item), Some(partner)) = (before.get_mut(one), after.get_mut(other)) {
                (item.partner, partner.partner) = (Some(other), Some(one));
            }
        }
    }
    Matched { before, after }
}

impl Matched<'_> {
    /// What people may do by each of the lists.
    pub fn rights(&self) -> [Rights<'_>; 2] {
        [Rights::of(&self.before), Rights::of(&self.after)]
    }
}

/// The rights of people: the union of their shares.
#[derive(Debug)]
pub(super) struct Rights<'i>(Vec<Keyed<'i>>);

impl<'i> Rights<'i> {
    fn of(items: &'i [Item<'_>]) -> Rights<'i> {
        Rights::of_those(items, |_| true)
    }

    /// The rights of people who are named without a share.
    pub fn of_any_share(items: &'i [Item<'_>]) -> Rights<'i> {
        Rights::of_those(items, |item| item.share.is_none())
    }

    fn of_those(items: &'i [Item<'_>], is_counted: fn(&Item<'_>) -> bool) -> Rights<'i> {
        let mut shares = Vec::new();
        for item in items.iter().filter(|item| is_counted(item)) {
            if let Some(person) = item.person() {
                shares.push((person, item.rights));
            }
        }
        Rights(sort_distinct(shares, &mut |all, rights| *all |= rights))
    }

    /// What the person of an item may do; `None` where they are not in the list, or the item names nobody.
    pub fn get(&self, item: &Item<'_>) -> Option<usize> {
        let person = item.person()?;
        let index = self.0.binary_search_by(|(candidate, _)| candidate.cmp(&person)).ok()?;
        self.0.get(index).map(|(_, rights)| *rights)
    }

    /// Whether an item adds to what its person may do: their first share does, since it gives access. `None` where it
    /// adds nothing, or is not a share at all.
    pub fn are_added_to(&self, item: &Item<'_>) -> Option<bool> {
        let adds = self.get(item).is_none_or(|rights| item.rights & !rights != 0);
        (adds && item.value.is_object()).then_some(true)
    }
}

/// Marks items that stand in both lists as they are, and those that stand in one list twice.
fn settle(before: &mut [Item<'_>], after: &mut [Item<'_>]) {
    for (one, other) in pairs(distinct(before), distinct(after)) {
        if let (Some(item), Some(partner)) = (before.get_mut(one), after.get_mut(other)) {
            (item.is_settled, partner.is_settled) = (true, true);
        }
    }
}

/// What items say, each once; the others are settled.
fn distinct(items: &mut [Item<'_>]) -> Vec<Keyed<'static>> {
    let mut keys: Vec<Keyed<'static>> = Vec::new();
    for item in &mut *items {
        keys.push((std::mem::take(&mut item.says).into(), item.index));
    }
    sort_distinct(keys, &mut |_, index| {
        if let Some(item) = items.get_mut(index) {
            item.is_settled = true;
        }
    })
}

/// Pairs of indices with the same key, the first with the first, the second with the second. Both are sorted.
fn pairs(before: Vec<Keyed<'_>>, after: Vec<Keyed<'_>>) -> Vec<(usize, usize)> {
    let (mut at_before, mut at_after, mut pairs) = (0, 0, Vec::new());
    while let (Some((key, index)), Some((other_key, other))) = (before.get(at_before), after.get(at_after)) {
        let order = key.cmp(other_key);
        if order.is_eq() {
            pairs.push((*index, *other));
        }
        at_before += usize::from(order.is_le());
        at_after += usize::from(order.is_ge());
    }
    pairs
}

/// The items that only one of two lists has, each once: those that are gone, and those that have come.
pub(super) fn set_difference<'a>(before: Value<'a>, after: Value<'a>) -> (Vec<Value<'a>>, Vec<Value<'a>>) {
    let Matched { before, after } = matched(None, before, after);
    (unsettled(&before), unsettled(&after))
}

/// The items that are in one list only.
fn unsettled<'a>(items: &[Item<'a>]) -> Vec<Value<'a>> {
    let mut values = Vec::new();
    for item in items.iter().filter(|item| !item.is_settled) {
        values.push(item.value);
    }
    values
}
