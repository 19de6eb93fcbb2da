//! The laws of changes, on pairs of profiles made at random: a profile does not differ from itself; what was added one
//! way was removed the other way; and every pointer leads to the value that the change names, in the profile that has
//! it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use support::random::Random;
use support::rounds;
use support::typed::{Style, complete, object, write};
use zoom_phone_profile::model::PROFILE;
use zoom_phone_profile::model::schema::Kind;
use zoom_phone_profile::policy::{ChangeKind, PolicyChange, diff};
use zoom_phone_profile::validate::Document;

fn changes(before: &str, after: &str) -> Vec<PolicyChange> {
    let [before, after] = [before, after].map(|document| Document::read(document.as_bytes().to_vec()));
    diff(&before.view(), &after.view())
}

/// Something that the model does not know.
fn unknown(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 2 { 4 } else { 7 }) {
        0 => json!(true),
        1 => json!(random.below(3)),
        2 => json!("a/b~c"),
        3 => Value::Null,
        4 => (0..random.below(3)).map(|_| unknown(random, depth + 1)).collect(),
        _ => {
            let names = ["enable", "a/b~c", "", "zz", "locked"];
            (0..random.below(4)).map(|_| (random.choose(&names).to_string(), unknown(random, depth + 1))).collect()
        }
    }
}

/// Changes some things anywhere: drops, replaces and adds members and items, and moves items.
fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) => {
            if random.once_in(12) {
                let name = random.choose(&["tomorrow", "a/b~", "enable", "access_user_id"]);
                members.insert(name.into(), unknown(random, 0));
            }
            if random.once_in(12)
                && let Some(name) = members.keys().next().cloned()
            {
                members.remove(&name);
            }
            members.values_mut().for_each(|value| change(value, random));
        }
        Value::Array(items) => {
            if random.once_in(3) && !items.is_empty() {
                let (from, to) = (random.below(items.len()), random.below(items.len()));
                items.swap(from, to);
            }
            if random.once_in(4) && !items.is_empty() {
                let index = random.below(items.len());
                if random.once_in(2) { drop(items.remove(index)) } else { items.push(items[index].clone()) }
            }
            items.iter_mut().for_each(|item| change(item, random));
        }
        Value::Bool(value) if random.once_in(6) => *value = !*value,
        other if random.once_in(10) => *other = unknown(random, 1),
        _ => {}
    }
}

fn raw(value: &Option<zoom_phone_profile::policy::Json>) -> Option<Value> {
    value.as_ref().map(|value| serde_json::from_str(value.as_str()).unwrap())
}

fn mirrored(kind: ChangeKind) -> ChangeKind {
    match kind {
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        ChangeKind::Changed => ChangeKind::Changed,
    }
}

/// What a change is, whichever way it is read: without its pointer, since an item may stand elsewhere on the other
/// side.
fn sides(change: &PolicyChange, is_mirrored: bool) -> String {
    let (before, after) = (raw(&change.before), raw(&change.after));
    let (kind, before, after, weakens) = match is_mirrored {
        true => (mirrored(change.kind), after, before, change.weakens.map(|weakens| !weakens)),
        false => (change.kind, before, after, change.weakens),
    };
    let keys: Vec<_> = change.pointer.split('/').filter(|key| key.parse::<usize>().is_err()).collect();
    // A list that gained and lost items permits something new either way.
    let weakens = if before.as_ref().is_some_and(Value::is_array) { None } else { weakens };
    // Of a policy in its two shapes, one side may name the state and the other the policy.
    format!("{} {kind:?} {before:?} {after:?} {weakens:?}", keys.join("/").trim_end_matches("/enable"))
}

fn hold(before: &str, after: &str, seen: &mut BTreeMap<String, usize>) {
    let [profile_before, profile_after]: [Value; 2] = [before, after].map(|text| serde_json::from_str(text).unwrap());
    let found = changes(before, after);
    for change in &found {
        let (profile, value) = match change.kind {
            ChangeKind::Removed => (&profile_before, &change.before),
            _ => (&profile_after, &change.after),
        };
        let context = format!("{:?} {} of\n{before}\nto\n{after}", change.kind, change.pointer);
        assert_eq!(profile.pointer(&change.pointer).cloned(), raw(value), "{context}");
        let is_removed = change.kind == ChangeKind::Removed;
        assert_eq!((change.before.is_some(), change.after.is_some()), (change.kind != ChangeKind::Added, !is_removed));
        *seen.entry(format!("{:?} {:?}", change.kind, change.weakens)).or_default() += 1;
    }
    let mut one: Vec<_> = found.iter().map(|change| sides(change, false)).collect();
    let mut other: Vec<_> = changes(after, before).iter().map(|change| sides(change, true)).collect();
    one.sort();
    other.sort();
    assert_eq!(one, other, "\nof\n{before}\nto\n{after}");
}

#[test]
fn changes_resolve_mirror_and_vanish_between_the_same() {
    let mut random = Random(15_003);
    let mut seen = BTreeMap::new();
    for _ in 0..rounds(6_000) {
        let style = Style::any(&mut random);
        let mut before = object(PROFILE, style, &mut random);
        if random.once_in(2) {
            change(&mut before, &mut random);
        }
        let mut after = before.clone();
        assert_eq!(changes(&write(&before, &mut random), &write(&after, &mut random)), [], "{before}");
        match random.below(3) {
            0 => after = object(PROFILE, Style::any(&mut random), &mut random),
            1 => complete(&mut after, Kind::Object(PROFILE), Style::any(&mut random), &mut random),
            _ => {}
        }
        change(&mut after, &mut random);
        hold(&write(&before, &mut random), &write(&after, &mut random), &mut seen);
    }
    for expected in ["Added None", "Added Some(true)", "Removed None", "Removed Some(false)", "Changed Some(true)"] {
        assert!(seen.contains_key(expected), "{expected}: {seen:?}");
    }
}

fn shares(list: &[Value]) -> String {
    Map::from_iter([("policy".to_string(), json!({ "voicemail_access_members": list }))])
        .into_iter()
        .collect::<Value>()
        .to_string()
}

/// The changes between two lists of shares, as `kind pointer weakens`.
fn of_shares(before: &[Value], after: &[Value]) -> Vec<String> {
    let found = changes(&shares(before), &shares(after));
    let place = |change: &PolicyChange| change.pointer.replace("/policy/voicemail_access_members", "");
    found.iter().map(|change| format!("{} {} {:?}", change.kind.as_str(), place(change), change.weakens)).collect()
}

#[test]
fn a_share_is_one_of_a_person_whose_rights_are_the_union_of_their_shares() {
    let share = |id: &str| json!({"access_user_id": "u", "shared_id": id});
    let deleting = |id: &str| json!({"access_user_id": "u", "shared_id": id, "allow_delete": true});
    let anyones = || json!({"access_user_id": "u"});
    let cases: &[(&[Value], &[Value], &[&str])] = &[
        // A second share weakens where it adds a right, and not where it adds none.
        (&[share("s1")], &[share("s1"), deleting("s2")], &["added /1 Some(true)"]),
        (&[share("s1")], &[share("s1"), share("s2")], &["added /1 None"]),
        (&[deleting("s1")], &[deleting("s1"), deleting("s2")], &["added /1 None"]),
        (&[deleting("s1"), deleting("s2")], &[deleting("s1")], &["removed /1 None"]),
        (&[share("s1"), deleting("s2")], &[share("s1")], &["removed /1 Some(false)"]),
        (&[deleting("s1")], &[], &["removed /0 Some(false)"]),
        (&[], &[share("s1")], &["added /0 Some(true)"]),
        // A right that another share gives as well.
        (&[share("s1"), deleting("s2")], &[deleting("s1"), deleting("s2")], &["added /0/allow_delete None"]),
        (&[deleting("s1"), deleting("s2")], &[share("s1"), deleting("s2")], &["removed /0/allow_delete None"]),
        (&[share("s1")], &[deleting("s1")], &["added /0/allow_delete Some(true)"]),
        // Moved from one share to another of the same person.
        (&[deleting("s1")], &[deleting("s2")], &["removed /0 None", "added /0 None"]),
        // A share without its ID is any of that person, and one without its person belongs to whoever has it.
        (
            &[share("s1"), json!({"access_user_id": "v"})],
            &[json!({"access_user_id": "v"}), anyones()],
            &["removed /0/shared_id None"],
        ),
        (&[anyones()], &[share("s1")], &["added /0/shared_id None"]),
        (&[anyones()], &[share("s1"), share("s2")], &["added /0/shared_id None", "added /1 None"]),
        (&[json!({"shared_id": "s1"})], &[share("s1")], &["added /0/access_user_id None"]),
        (
            &[json!({"access_user_id": "", "shared_id": ""})],
            &[json!({})],
            &["removed /0 Some(false)", "added /0 Some(true)"],
        ),
        // Order and repetition say nothing.
        (&[share("s1"), deleting("s2")], &[deleting("s2"), share("s1"), deleting("s2")], &[]),
        (&[share("s1"), deleting("s1")], &[deleting("s1")], &["removed /0 None"]),
        // IDs and items of other types are what they are.
        (
            &[json!({"access_user_id": 5}), json!(5), json!(null)],
            &[json!(5), json!({"access_user_id": 5.0})],
            &["removed /2 None"],
        ),
        (&[json!("u")], &[anyones()], &["removed /0 None", "added /0 Some(true)"]),
        (
            &[json!({"access_user_id": "u", "allow_delete": "yes"})],
            &[json!({"access_user_id": "u", "allow_delete": true})],
            &["changed /0/allow_delete None"],
        ),
    ];
    for (before, after, expected) in cases {
        assert_eq!(of_shares(before, after), *expected, "{before:?} to {after:?}");
    }
}
