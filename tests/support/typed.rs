//! Profiles generated from the model's own tables: of documented and wrong types, with documented and other words.

use serde_json::{Map, Value, json};
use zoom_phone_profile::model::schema::{Kind, Shape};

use super::random::Random;

/// How a document is made: out of a hundred, how many fields are absent, how many values are of a wrong type, and how
/// many booleans are true.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub absent: usize,
    pub wrong: usize,
    pub yes: usize,
}

impl Style {
    pub fn any(random: &mut Random) -> Style {
        Style {
            absent: random.choose(&[0, 10, 40, 80]),
            wrong: random.choose(&[0, 0, 5]),
            yes: random.choose(&[5, 50, 50, 95]),
        }
    }
}

fn percent(random: &mut Random, share: usize) -> bool {
    random.below(100) < share
}

pub fn object(shape: &Shape, style: Style, random: &mut Random) -> Value {
    let mut members = Map::new();
    for field in shape.fields {
        if !percent(random, style.absent) {
            members.insert(field.name.into(), value(field.kind, style, random));
        }
    }
    Value::Object(members)
}

pub fn value(kind: Kind, style: Style, random: &mut Random) -> Value {
    if percent(random, style.wrong) {
        return random.choose(&[
            || Value::Null,
            || json!(5),
            || json!("x"),
            || json!({"enable": true}),
            || json!([{}]),
            || json!(true),
        ])();
    }
    match kind {
        Kind::Boolean => json!(percent(random, style.yes)),
        Kind::Integer => json!(random.below(1_000)),
        Kind::Code(codes) => json!(if random.once_in(6) { 7_777 } else { random.choose(codes) }),
        Kind::Word(_) if random.once_in(8) => json!(random.choose(&["", "other"])),
        Kind::Word(words) => json!(random.choose(words)),
        Kind::Text | Kind::Country if random.once_in(4) => json!(random.choose(&["", " \t"])),
        Kind::Text => json!(random.choose(&["x", "y", "z"])),
        Kind::Country => json!(random.choose(&["US", "CA", "DE", "us"])),
        Kind::Object(shape) => object(shape, style, random),
        Kind::Switch(_) if random.once_in(2) => json!(percent(random, style.yes)),
        Kind::Switch(shape) => object(shape, style, random),
        Kind::List(item) => (0..random.below(4)).map(|_| value(*item, style, random)).collect(),
    }
}

/// Fills some of what is absent or null: of an object, and of what lies in it. What is there stays, and lists stay as
/// long.
pub fn complete(value: &mut Value, kind: Kind, style: Style, random: &mut Random) {
    match (value, kind) {
        (Value::Object(members), Kind::Object(shape) | Kind::Switch(shape)) => {
            for field in shape.fields {
                match members.get_mut(field.name).filter(|value| !value.is_null()) {
                    Some(value) => complete(value, field.kind, style, random),
                    None if percent(random, style.absent) => {}
                    None => {
                        members.insert(field.name.into(), self::value(field.kind, style, random));
                    }
                }
            }
        }
        (Value::Array(items), Kind::List(item)) => {
            items.iter_mut().for_each(|value| complete(value, *item, style, random));
        }
        _ => {}
    }
}

/// A value as JSON: its members in any order, some of them twice, of which the last counts.
pub fn write(value: &Value, random: &mut Random) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(key, value)| (key, write(value, random))).collect();
            for at in (1..members.len()).rev() {
                members.swap(at, random.below(at + 1));
            }
            if random.once_in(8) && !members.is_empty() {
                let key = members[random.below(members.len())].0;
                members.insert(0, (key, random.choose(&["true", "false", "null", "[]"]).into()));
            }
            let members: Vec<_> = members.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| write(item, random)).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}
