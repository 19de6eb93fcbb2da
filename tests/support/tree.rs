//! A document as a tree that keeps everything in the JSON text: duplicate keys, numbers as written, and the positions
//! of values and keys. serde_json makes it, and splits a value into its parts level by level.

use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::naive_unescape;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Offset of its first byte.
    pub at: usize,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(String),
    /// What it says.
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Offset of its key's quote.
    pub at: usize,
    pub key: String,
    pub node: Node,
}

/// The tree of a sound document.
pub fn parse(document: &str) -> Node {
    let raw: &RawValue = serde_json::from_str(document).unwrap();
    node(document, raw.get())
}

fn node(document: &str, raw: &str) -> Node {
    let value = match raw.as_bytes()[0] {
        b'n' => Value::Null,
        b't' => Value::Boolean(true),
        b'f' => Value::Boolean(false),
        b'"' => Value::Text(text(raw)),
        b'[' => {
            let items = serde_json::Deserializer::from_str(raw).deserialize_seq(Items).unwrap();
            Value::List(items.iter().map(|item| node(document, item.get())).collect())
        }
        b'{' => {
            let members = serde_json::Deserializer::from_str(raw).deserialize_map(Members).unwrap();
            let member = |(key, value): &(&RawValue, &RawValue)| Member {
                at: offset(document, key.get()),
                key: text(key.get()),
                node: node(document, value.get()),
            };
            Value::Object(members.iter().map(member).collect())
        }
        _ => Value::Number(raw.into()),
    };
    Node { at: offset(document, raw), value }
}

/// Where a part of a document begins: parts are borrowed, not copied.
fn offset(document: &str, part: &str) -> usize {
    part.as_ptr() as usize - document.as_ptr() as usize
}

fn text(raw: &str) -> String {
    naive_unescape(&raw[1..raw.len() - 1])
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// A value that was not read, and stands nowhere.
impl From<Value> for Node {
    fn from(value: Value) -> Node {
        Node { at: 0, value }
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Boolean(*value),
            serde_json::Value::Number(number) => Value::Number(number.to_string()),
            serde_json::Value::String(text) => Value::Text(text.clone()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(|item| Value::from(item).into()).collect()),
            serde_json::Value::Object(members) => {
                Value::Object(members.iter().map(|(key, value)| Member::new(key, value.into())).collect())
            }
        }
    }
}

impl Member {
    pub fn new(key: &str, value: Value) -> Member {
        Member { at: 0, key: key.into(), node: value.into() }
    }
}

impl Node {
    /// The value of a member: of several, the last.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.iter().rev().find(|member| member.key == key).map(|member| &member.node),
            _ => None,
        }
    }
}
