//! A value within a valid document, parsed only where it is read. No tree is built.

use std::borrow::Cow;

use super::text::lossy;
use super::{Members, Reader, members, unescape};

/// A value, as it stands in its document.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a>(&'a [u8]);

impl<'a> Value<'a> {
    /// The value that a document is; `None` where it begins with none.
    pub fn of(document: &'a [u8]) -> Option<Value<'a>> {
        let mut reader = Reader::at(document, 0);
        reader.next_token();
        Self::next(document, &mut reader)
    }

    /// The value that a reader stands before; the reader goes on behind it.
    #[inline]
    fn next(document: &'a [u8], reader: &mut Reader<'a>) -> Option<Value<'a>> {
        let start = reader.position();
        reader.skip_value().ok()?;
        Some(Value::at(document, start, reader.position()))
    }

    /// The value that stands at a place, whose end is known.
    pub fn at(document: &'a [u8], start: usize, end: usize) -> Value<'a> {
        Value(document.get(start..end).unwrap_or_default())
    }

    /// The value as it stands in the document.
    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// The offset at which the value begins in the document that it was read from.
    pub fn offset_in(self, document: &[u8]) -> usize {
        self.0.as_ptr().addr().saturating_sub(document.as_ptr().addr())
    }

    /// The value as it stands in the document, as a text.
    pub fn raw(self) -> Cow<'a, str> {
        lossy(self.bytes())
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.bytes().starts_with(b"{")
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.bytes().starts_with(b"[")
    }

    /// The members of an object, those that are null left out; none where it is no object.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        self.all_members().filter(|(_, value)| !value.is_null())
    }

    /// The members of an object as they stand; none where it is no object.
    pub fn all_members(self) -> ValueMembers<'a> {
        ValueMembers { object: self.0, members: members(self.0, 0) }
    }

    /// The members of an object as they stand, read once for several look-ups; none if it is not an object.
    pub fn read_members(self) -> ReadMembers<'a> {
        let mut members = Vec::new();
        for member in self.all_members() {
            members.push(member);
        }
        ReadMembers(members)
    }

    /// The member of a name, if it is there and not null. Of several the last counts, as in `JSON.parse`.
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        let value = self.all_members().filter(|(key, _)| key == name).last().map(|(_, value)| value);
        value.filter(|value| !value.is_null())
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.bytes() == b"null"
    }

    /// The items of a list; `None` where it is no list.
    pub fn items(self) -> Option<Vec<Value<'a>>> {
        let mut reader = Reader::at(self.0, 0);
        if !reader.take(b'[') {
            return None;
        }
        let mut items = Vec::new();
        while reader.next_item(items.is_empty()).ok()? {
            reader.next_token();
            items.push(Self::next(self.0, &mut reader)?);
        }
        Some(items)
    }

    /// The first item of a list; `None` where it is no list, or has none.
    pub fn first_item(self) -> Option<Value<'a>> {
        let mut reader = Reader::at(self.0, 0);
        if !reader.take(b'[') || !reader.next_item(true).ok()? {
            return None;
        }
        reader.next_token();
        Self::next(self.0, &mut reader)
    }

    /// A text, with its escapes undone; `None` where it is none.
    #[inline]
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.bytes() {
            [b'"', text @ .., b'"'] => Some(unescape(text)),
            _ => None,
        }
    }

    /// `true` or `false`; `None` where it is neither.
    #[inline]
    pub fn boolean(self) -> Option<bool> {
        match self.bytes() {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }

    /// A whole number without a sign; `None` where it is none.
    pub fn number(self) -> Option<usize> {
        let number = Reader::at(self.0, 0).plain_integer()?;
        usize::try_from(number).ok()
    }
}

/// See [`Value::all_members`].
#[derive(Debug)]
pub struct ValueMembers<'a> {
    object: &'a [u8],
    members: Members<'a>,
}

impl<'a> Iterator for ValueMembers<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let member = self.members.next()?;
        let key = Value::at(self.object, member.key.start, member.key.end);
        Some((unescape(key.0), Value::at(self.object, member.start, member.end)))
    }
}

/// The members of an object, in the order of the document.
#[derive(Debug, Default)]
pub struct ReadMembers<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> ReadMembers<'a> {
    /// As [`Value::get`].
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let (_, value) = self.0.iter().rfind(|(key, _)| key == name)?;
        (!value.is_null()).then_some(*value)
    }

    /// All members, those that are null too.
    pub fn iter(&self) -> impl Iterator<Item = &(Cow<'a, str>, Value<'a>)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_name_and_the_last_of_a_name_counts() {
        let value = Value::of(br#" {"a":1,"b":{"c":["x","\u0079",null]},"a":true,"d":null}"#).unwrap();
        assert_eq!(value.get("a").and_then(Value::boolean), Some(true));
        assert!(value.get("d").is_none() && value.get("e").is_none());
        assert!(Value::of(br#"{"a":1,"a":null}"#).unwrap().get("a").is_none());
        let list = value.get("b").and_then(|value| value.get("c")).unwrap();
        let texts: Vec<_> = list.items().unwrap().into_iter().map(|item| item.text().map(Cow::into_owned)).collect();
        assert_eq!(texts, [Some("x".into()), Some("y".into()), None]);
        assert!(list.is_list() && list.get("c").is_none() && value.items().is_none());
        assert_eq!(list.first_item().and_then(Value::text).as_deref(), Some("x"));
        assert!(value.first_item().is_none() && Value::of(b"[ ]").unwrap().first_item().is_none());
    }

    #[test]
    fn a_value_is_of_one_kind() {
        for (document, object, list, text, boolean, number) in [
            ("{}", true, false, None, None, None),
            ("[]", false, true, None, None, None),
            ("\"a\"", false, false, Some("a"), None, None),
            ("\"\"", false, false, Some(""), None, None),
            ("true", false, false, None, Some(true), None),
            ("false", false, false, None, Some(false), None),
            ("null", false, false, None, None, None),
            ("0", false, false, None, None, Some(0)),
            (" 12 ", false, false, None, None, Some(12)),
            ("-1", false, false, None, None, None),
            ("1.5", false, false, None, None, None),
        ] {
            let value = Value::of(document.as_bytes()).unwrap();
            assert_eq!(value.raw(), document.trim());
            assert_eq!((value.is_object(), value.is_list()), (object, list), "{document}");
            assert_eq!((value.text().as_deref(), value.boolean()), (text, boolean), "{document}");
            assert_eq!(value.number(), number, "{document}");
        }
        assert!(Value::of(b"").is_none() && Value::of(b"[1").is_none());
    }
}
