//! Whether two values are equal. The order of keys and the notation of strings and whole numbers make no difference;
//! null counts as absent, and of duplicate keys the last counts, as in `JSON.parse`.
//!
//! All by sorting: comparing each with each would take time that grows with the square of their number.

use std::borrow::Cow;

use super::json::integer;
use crate::json::{Value, push_text, signed};
use crate::validate::heap_sort;

/// A key, and the index of what it belongs to.
pub(super) type Keyed<'a> = (Cow<'a, str>, usize);

/// Sorts by keys, then by index. One function for all of its callers.
#[inline(never)]
pub(super) fn sort_keys(keys: &mut [Keyed<'_>]) {
    heap_sort(keys);
}

/// Sorts, and keeps the first of each key; `repeated` receives its index, and that of each one that is left out.
#[inline(never)]
pub(super) fn sort_distinct<'a>(
    mut keys: Vec<Keyed<'a>>,
    repeated: &mut dyn FnMut(&mut usize, usize),
) -> Vec<Keyed<'a>> {
    sort_keys(&mut keys);
    let mut kept: Vec<Keyed<'a>> = Vec::new();
    for (key, index) in keys {
        match kept.last_mut().filter(|(last, _)| *last == key) {
            Some((_, first)) => repeated(first, index),
            None => kept.push((key, index)),
        }
    }
    kept
}

/// The members of an object, by name.
#[derive(Debug, Default)]
pub(super) struct Members<'a> {
    names: Vec<Keyed<'a>>,
    values: Vec<Value<'a>>,
}

impl<'a> Members<'a> {
    /// None where there is no object.
    pub fn of(object: Option<Value<'a>>) -> Members<'a> {
        let Some(object) = object else { return Members::default() };
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for (name, value) in object.all_members() {
            names.push((name, values.len()));
            values.push(value);
        }
        let mut names = sort_distinct(names, &mut |kept, later| *kept = later);
        names.retain(|(_, index)| values.get(*index).is_some_and(|value| !value.is_null()));
        Members { names, values }
    }

    /// An object with one member.
    pub fn one(name: &'static str, value: Value<'a>) -> Members<'a> {
        Members { names: vec![(name.into(), 0)], values: vec![value] }
    }

    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let place = self.names.binary_search_by(|(candidate, _)| candidate.as_ref().cmp(name)).ok()?;
        let (_, index) = self.names.get(place)?;
        self.values.get(*index).copied()
    }

    pub fn names(&self) -> &[Keyed<'a>] {
        &self.names
    }

    /// What the object says: see [`canonical`].
    pub fn push_canonical(&self, out: &mut String) {
        out.push('{');
        for (name, index) in &self.names {
            if let Some(value) = self.values.get(*index) {
                push_text(out, name);
                out.push(':');
                push_canonical(out, *value);
                out.push(',');
            }
        }
        out.push('}');
    }
}

/// The same string for values that say the same, and another one for any other.
pub(super) fn canonical(value: Value<'_>) -> String {
    let mut text = String::new();
    push_canonical(&mut text, value);
    text
}

fn push_canonical(out: &mut String, value: Value<'_>) {
    if let Some(text) = value.text() {
        push_text(out, &text);
    } else if let Some(items) = value.items() {
        out.push('[');
        for item in items {
            push_canonical(out, item);
            out.push(',');
        }
        out.push(']');
    } else if value.is_object() {
        Members::of(Some(value)).push_canonical(out);
    } else {
        match integer(value) {
            Some(number) => out.push_str(&signed(number)),
            None => out.push_str(&value.raw()),
        }
    }
}

/// Whether two values say the same.
pub(super) fn same(a: Value<'_>, b: Value<'_>) -> bool {
    a.bytes() == b.bytes() || canonical(a) == canonical(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(a: &str, b: &str) -> bool {
        same(Value::of(a.as_bytes()).unwrap(), Value::of(b.as_bytes()).unwrap())
    }

    #[test]
    fn values_are_the_same_however_they_are_written() {
        for (a, b) in [
            (r#"{"a":1,"b":[2,{"c":null}]}"#, r#" { "b" : [ 2.0, { } ] , "a" : 1e0 }"#),
            (r#"{"a":"é\n"}"#, r#"{"\u0061":"\u00e9\u000a"}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            (r#"{"a":1,"a":null}"#, "{}"),
            ("-1", "-1.0"),
        ] {
            assert!(is_same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn values_that_say_something_else_differ() {
        for (a, b) in [
            ("1", r#""1""#),
            ("[1,2]", "[2,1]"),
            ("[[1],2]", "[1,[2]]"),
            ("[]", "{}"),
            (r#"["a","b"]"#, r#"["a,b"]"#),
            (r#"{"a":"b"}"#, r#"{"a:b":""}"#),
            (r#"{"a":{"b":1}}"#, r#"{"a":{},"b":1}"#),
            ("1.5", "1"),
            ("null", "false"),
        ] {
            assert!(!is_same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn of_members_the_last_of_a_name_counts_and_null_is_absent() {
        let members = Members::of(Value::of(br#"{"b":1,"a":2,"b":null,"c":null,"c":3,"a":4}"#));
        let found: Vec<_> =
            members.names().iter().map(|(name, _)| (&**name, members.get(name).unwrap().number())).collect();
        assert_eq!(found, [("a", Some(4)), ("c", Some(3))]);
        assert!(members.get("a").is_some() && members.get("b").is_none() && members.get("d").is_none());
    }
}
