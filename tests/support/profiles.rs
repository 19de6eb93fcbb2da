//! Profiles generated from the table of facts, and mutations of them that know their structure.

use super::random::Random;
use super::tree::{Member, Node, Value};
use super::twin::Twin;

/// A profile as documented: most fields are there, most values are listed ones.
pub fn profile(twin: &Twin, random: &mut Random) -> Value {
    object(twin, "", random)
}

fn object(twin: &Twin, path: &str, random: &mut Random) -> Value {
    let mut members: Vec<Member> = Vec::new();
    // Now and then an object that is nearly empty, so that what is left decides.
    let sparse = if random.once_in(4) { 6 } else { 1 };
    for field in twin.children(path) {
        let is_there = if sparse > 1 { random.once_in(sparse) } else { !random.once_in(5) };
        if is_there {
            let name = field.rsplit('.').next().unwrap();
            members.push(Member::new(name, value(twin, field, random)));
        }
    }
    if random.once_in(3) {
        shuffle(&mut members, random);
    }
    Value::Object(members)
}

fn value(twin: &Twin, path: &str, random: &mut Random) -> Value {
    let listed = twin.documented(path, "enum").and_then(|listed| listed.as_array());
    match (twin.kind(path), listed) {
        ("boolean", _) if !twin.children(path).is_empty() && random.once_in(2) => object(twin, path, random),
        ("boolean", _) => Value::Boolean(random.once_in(2)),
        (_, Some(listed)) => (&listed[random.below(listed.len())]).into(),
        ("integer", _) => Value::Number(random.below(100_000).to_string()),
        ("array", _) => {
            let count = random.below(4);
            Value::List((0..count).map(|_| value(twin, &format!("{path}[]"), random).into()).collect())
        }
        ("object", _) => object(twin, path, random),
        _ => text(path, random),
    }
}

fn text(path: &str, random: &mut Random) -> Value {
    let text = match path {
        _ if path.contains("countr") => random.choose(&["US", "DE", "jp"]),
        _ => random.choose(&[
            "",
            "a",
            "Vertrieb München",
            "営業部",
            "😀\u{1f}\"\\/",
            "a text of more than sixteen bytes",
        ]),
    };
    Value::Text(text.into())
}

fn shuffle<T>(list: &mut [T], random: &mut Random) {
    for at in (1..list.len()).rev() {
        list.swap(at, random.below(at + 1));
    }
}

/// Changes one thing somewhere.
pub fn mutate(root: &mut Value, random: &mut Random) {
    let mut count = 0;
    visit(root, &mut |_| count += 1);
    let chosen = random.below(count);
    let mut index = 0;
    visit(root, &mut |value| {
        if index == chosen {
            change(value, random);
        }
        index += 1;
    });
}

/// Visits a value and all below it. What a visitor puts in place of a value is visited as well.
fn visit(value: &mut Value, visitor: &mut impl FnMut(&mut Value)) {
    visitor(value);
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| visit(&mut item.value, visitor)),
        Value::Object(members) => members.iter_mut().for_each(|member| visit(&mut member.node.value, visitor)),
        _ => {}
    }
}

const KEYS: [&str; 20] = [
    "lockedBy",
    "Site-Id",
    "autoCallRecording",
    "extension_number",
    "id",
    "enable",
    "locked",
    "locked_by",
    "policy",
    "sms",
    "default",
    "__proto__",
    "constructor",
    "a/b~c",
    "",
    "ключ",
    "Enable",
    "sms.enable",
    "calling_plans[]",
    "status",
];
const NUMBERS: [&str; 22] = [
    "0",
    "-0",
    "1",
    "-1",
    "5",
    "100",
    "1e2",
    "1E+2",
    "100.0",
    "0.1e1",
    "1.5",
    "1e-1",
    "10e-1",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740991",
    "1e400",
    "-1e400",
    "1e-400",
    "123456789012345678",
    "1234567890123456789",
    "0.0e999999999999999999999",
];
const TEXTS: [&str; 14] =
    ["", "yes", "12", "-3", "1.5", "account", "invalid", "activate", "Activate", "USA", "U1", "U", "é", "us"];

fn any(random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 | 2 => Value::Boolean(random.once_in(2)),
        3 => Value::Number(random.choose(&NUMBERS).into()),
        4 => Value::Text(random.choose(&TEXTS).into()),
        5 => Value::Text("é".repeat(random.choose(&[2, 59, 60, 61, 499, 500, 501]))),
        6 => Value::List((0..random.below(3)).map(|_| any(random).into()).collect()),
        _ => Value::Object((0..random.below(3)).map(|_| Member::new(random.choose(&KEYS), any(random))).collect()),
    }
}

fn change(value: &mut Value, random: &mut Random) {
    let is_changed = match value {
        Value::Object(members) if !members.is_empty() && !random.once_in(5) => {
            change_members(members, random);
            true
        }
        Value::List(items) if !random.once_in(5) => {
            change_items(items, random);
            true
        }
        Value::Number(number) => {
            *number = random.choose(&NUMBERS).into();
            !random.once_in(4)
        }
        Value::Text(text) if random.once_in(3) => {
            *text = text.repeat(random.below(40));
            true
        }
        _ => false,
    };
    if !is_changed {
        *value = any(random);
    }
}

fn change_members(members: &mut Vec<Member>, random: &mut Random) {
    let at = random.below(members.len());
    match random.below(9) {
        0 => drop(members.remove(at)),
        1 => members[at].node = any(random).into(),
        2 => members[at].key = random.choose(&KEYS).into(),
        3 => members.insert(at, Member::new(random.choose(&KEYS), any(random))),
        4 => shuffle(members, random),
        // Twice, with another value or the same, beside the first or far from it.
        5 => {
            let (key, place) = (members[at].key.clone(), random.below(members.len() + 1));
            members.insert(place, Member::new(&key, any(random)));
        }
        6 => {
            let (member, place) = (members[at].clone(), random.below(members.len() + 1));
            members.insert(place, member);
        }
        7 => members.push(Member::new(random.choose(&KEYS), any(random))),
        _ => {
            let other = random.below(members.len());
            members[at].node = members[other].node.clone();
        }
    }
}

fn change_items(items: &mut Vec<Node>, random: &mut Random) {
    let at = random.below(items.len() + 1);
    match (random.below(5), items.get(at).cloned()) {
        (0, Some(_)) => drop(items.remove(at)),
        (1, Some(item)) => items.insert(random.below(items.len() + 1), item),
        // The same members in another order are the same item.
        (2, Some(mut item)) => {
            if let Value::Object(members) = &mut item.value {
                shuffle(members, random);
            }
            items.push(item);
        }
        (3, Some(item)) => {
            let most = random.choose(&[9, 10, 11, 50, 51, 100, 101, 150, 151, 258]);
            items.resize(most, item);
        }
        _ => items.insert(at, any(random).into()),
    }
}

/// A profile whose policies have what documentation does not foresee: wrong types, undocumented words and codes, empty
/// strings, unknown fields, and objects of which half the fields are absent.
pub fn unusual_profile(twin: &Twin, random: &mut Random) -> Value {
    Value::Object(vec![Member::new("policy", unusual_object(twin, "policy", random))])
}

fn unusual_object(twin: &Twin, path: &str, random: &mut Random) -> Value {
    let mut members = Vec::new();
    for field in twin.children(path) {
        let name = field.rsplit('.').next().unwrap();
        // Switches are mostly there: what is below them is what is tested.
        if !random.once_in(if name == "enable" { 6 } else { 3 }) {
            members.push(Member::new(name, unusual_value(twin, field, random)));
        }
    }
    if random.once_in(8) {
        members.push(Member::new(random.choose(&["allow_more", "x", ""]), any(random)));
    }
    shuffle(&mut members, random);
    Value::Object(members)
}

fn unusual_value(twin: &Twin, path: &str, random: &mut Random) -> Value {
    match (twin.kind(path), random.below(10)) {
        (_, 0) => any(random),
        ("string", 1) => Value::Text(random.choose(&["", "other", "user", "windows", "invalid", "5", "true"]).into()),
        ("integer", 1) => {
            Value::Number(random.choose(&["7", "51", "-1", "0", "5e0", "2.5", "9007199254740993"]).into())
        }
        ("boolean", _) if !twin.children(path).is_empty() && random.once_in(2) => unusual_object(twin, path, random),
        ("boolean", _) => Value::Boolean(!random.once_in(4)),
        ("array", _) => {
            let count = random.below(5);
            let items = (0..count).map(|_| unusual_value(twin, &format!("{path}[]"), random).into());
            Value::List(items.collect())
        }
        ("object", _) => unusual_object(twin, path, random),
        _ => value(twin, path, random),
    }
}
