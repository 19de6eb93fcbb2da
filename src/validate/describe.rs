//! Issues in words: what should stand there, what stands there, and a sentence for people.

use super::collect::{About, Found, Step};
use super::issue::{Issue, IssueCode, PathSegment};
use super::walk::Looks;
use super::whole::{MAX_SAFE_INTEGER, Whole, whole};
use crate::json::{Position, Reader, unescape};
use crate::model::schema::{Field, Kind};

/// Characters of a text that a message quotes.
const QUOTED: usize = 40;

/// The issue that a record stands for.
pub(super) fn issue(document: &[u8], found: &Found, steps: &[Step], position: Option<Position>) -> Issue {
    let path = path(document, steps);
    let value = Value { document, start: found.at, end: found.end };
    let name = dotted(&path);
    let expected = expected(found);
    let received = received(found, value);
    let mut message = sentence(found, &name, expected.as_deref(), received.as_deref(), value);
    if let Some(position) = position {
        message.push_str(" (line ");
        message.push_str(&position.line.to_string());
        message.push(')');
    }
    Issue {
        code: found.code,
        severity: found.code.severity(),
        pointer: pointer(&path),
        path,
        message,
        expected,
        received,
        position,
    }
}

/// A path of the walk, as keys and indices.
pub(super) fn path(document: &[u8], steps: &[Step]) -> Vec<PathSegment> {
    let segment = |step: &Step| match step {
        Step::Field(name) => PathSegment::Key((*name).into()),
        Step::Key(key) => PathSegment::Key(unescape(document.get(key.start..key.end).unwrap_or_default()).into()),
        Step::Index(index) => PathSegment::Index(*index),
    };
    steps.iter().map(segment).collect()
}

/// A path as an RFC 6901 pointer.
fn pointer(path: &[PathSegment]) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            PathSegment::Key(key) => {
                for character in key.chars() {
                    match character {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        _ => pointer.push(character),
                    }
                }
            }
            PathSegment::Index(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// A path as people write it: `phone_numbers[1].number`, in backticks.
fn dotted(path: &[PathSegment]) -> String {
    if path.is_empty() {
        return "The document".into();
    }
    let mut name = String::from("`");
    for segment in path {
        match segment {
            PathSegment::Key(key) if is_plain(key) => {
                if name.len() > 1 {
                    name.push('.');
                }
                name.push_str(key);
            }
            PathSegment::Key(key) => {
                name.push('[');
                name.push_str(&quoted(key));
                name.push(']');
            }
            PathSegment::Index(index) => {
                name.push('[');
                name.push_str(&index.to_string());
                name.push(']');
            }
        }
    }
    name.push('`');
    name
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A value of the document.
#[derive(Clone, Copy)]
struct Value<'a> {
    document: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Value<'a> {
    fn bytes(self) -> &'a [u8] {
        self.document.get(self.start..self.end).unwrap_or_default()
    }

    /// The text between the quotes, if it is one.
    fn text(self) -> Option<std::borrow::Cow<'a, str>> {
        match self.bytes() {
            [b'"', text @ .., b'"'] => Some(unescape(text)),
            _ => None,
        }
    }

    /// What stands there, with its article.
    fn describe(self) -> String {
        if let Some(text) = self.text() {
            return match &*text {
                "" => "an empty text".into(),
                text => concat(&["the text ", &quoted(text)]),
            };
        }
        match self.bytes() {
            [b't', ..] => "true".into(),
            [b'f', ..] => "false".into(),
            [b'n', ..] => "null".into(),
            [b'{', ..] => "an object".into(),
            [b'[', ..] => "a list".into(),
            [byte, ..] if *byte < b' ' => foreign(*byte).into(),
            number => concat(&["the number ", &shortened(&String::from_utf8_lossy(number))]),
        }
    }
}

/// What JSON cannot carry, by the byte that stands for it.
fn foreign(byte: u8) -> &'static str {
    match byte {
        1 => "undefined",
        2 => "a function",
        3 => "a symbol",
        4 => "a BigInt",
        5 => "NaN or Infinity",
        6 => "a Map",
        7 => "a Set",
        8 => "a Date",
        14 => "an instance of a class",
        15 => "a getter or setter",
        16 => "a reference to an object that contains it",
        17 => "something that cannot be read",
        _ => "something that JSON cannot carry",
    }
}

fn expected(found: &Found) -> Option<String> {
    let words = match (found.code, found.about) {
        (IssueCode::WrongType, About::Field(field)) => type_name(field.kind).into(),
        (IssueCode::WrongType, About::Item(Field { kind: Kind::List(item), .. })) => type_name(**item).into(),
        (IssueCode::WrongType, About::Words(words)) => words.into(),
        (IssueCode::WrongType, _) => "something that JSON can carry".into(),
        (IssueCode::UnknownValue, About::Field(field)) => listed(field.kind),
        (IssueCode::OutOfRange, _) => concat(&["a whole number from 0 to ", &MAX_SAFE_INTEGER.to_string()]),
        (IssueCode::InvalidFormat, _) => "two letters (ISO 3166-1 alpha-2)".into(),
        (IssueCode::TooLong, About::Count { most, .. }) => concat(&["at most ", &most.to_string(), " characters"]),
        (IssueCode::TooMany, About::Count { most, .. }) => concat(&["at most ", &most.to_string(), " items"]),
        (IssueCode::InvalidJson, About::Words(words)) => words.into(),
        (IssueCode::InvalidUtf8, _) => "UTF-8".into(),
        (IssueCode::TooDeep, _) => "at most 64 levels".into(),
        (IssueCode::NotAProfile, _) => "an object with at least one field of a profile".into(),
        _ => return None,
    };
    Some(words)
}

/// A documented type.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "true or false",
        Kind::Integer | Kind::Code(_) => "a whole number",
        Kind::Text | Kind::Word(_) => "a text",
        Kind::Country => "a country of two letters",
        Kind::Object(_) => "an object",
        Kind::List(_) => "a list",
        Kind::Switch(_) => "true or false, or an object with `enable`",
    }
}

/// The documented values.
fn listed(kind: Kind) -> String {
    match kind {
        Kind::Word(words) => join(words.iter().map(|word| quoted(word))),
        Kind::Code(codes) => join(codes.iter().map(ToString::to_string)),
        Kind::List(item) => listed(*item),
        _ => String::new(),
    }
}

fn join(values: impl Iterator<Item = String>) -> String {
    let mut list = String::from("one of ");
    for (index, value) in values.enumerate() {
        if index > 0 {
            list.push_str(", ");
        }
        list.push_str(&value);
    }
    list
}

fn received(found: &Found, value: Value<'_>) -> Option<String> {
    let words = match (found.code, found.about) {
        (IssueCode::InvalidJson, _) => match value.bytes() {
            [] => "the end of the text".into(),
            [byte @ b'!'..=b'~'] => concat(&["`", &char::from(*byte).to_string(), "`"]),
            [byte] => concat(&["the byte ", &byte.to_string()]),
            _ => return None,
        },
        (IssueCode::InvalidUtf8, _) => match value.bytes() {
            [byte, ..] => concat(&["the byte ", &byte.to_string()]),
            [] => return None,
        },
        (IssueCode::TooLong, About::Count { found, .. }) => concat(&[&found.to_string(), " characters"]),
        (IssueCode::TooMany, About::Count { found, .. }) => concat(&[&found.to_string(), " items"]),
        (
            IssueCode::UnknownField
            | IssueCode::DeprecatedField
            | IssueCode::DuplicateKey
            | IssueCode::DuplicateItem
            | IssueCode::TooDeep,
            _,
        ) => return None,
        (IssueCode::NotAProfile, About::Looks(looks)) => looks_like(looks, value),
        _ => value.describe(),
    };
    Some(words)
}

fn sentence(found: &Found, name: &str, expected: Option<&str>, received: Option<&str>, value: Value<'_>) -> String {
    let expected = expected.unwrap_or_default();
    let received = received.unwrap_or_default();
    match (found.code, found.about) {
        (IssueCode::InvalidJson, _) => {
            let place = if name.starts_with('`') { concat(&[" within ", name]) } else { String::new() };
            concat(&["This is not JSON: expected ", expected, place.as_str(), ", found ", received])
        }
        (IssueCode::InvalidUtf8, _) => concat(&[name, " holds bytes that are not UTF-8: ", received]),
        (IssueCode::TooDeep, _) => concat(&[name, " is nested deeper than 64 levels"]),
        (IssueCode::NotAProfile, _) => {
            concat(&["This is not a profile: it has none of a profile's fields; it is ", received])
        }
        (IssueCode::TooLong | IssueCode::TooMany, _) => {
            concat(&[name, " should have ", expected, "; it has ", received])
        }
        (IssueCode::DuplicateItem, About::SameAs(index)) => {
            concat(&[name, " is the same as item ", &index.to_string(), " of the list"])
        }
        (IssueCode::DuplicateKey, _) => concat(&[name, " stands twice in its object; the later one counts"]),
        (IssueCode::Inconsistent, About::Words(why)) => concat(&[name, " is at odds with another field: ", why]),
        (IssueCode::UnknownField, _) => concat(&[name, " is not a field that this version knows; it is kept"]),
        (IssueCode::DeprecatedField, About::Field(Field { deprecated: Some(instead), .. })) => {
            concat(&[name, " is deprecated by Zoom: ", instead])
        }
        (IssueCode::NullValue, _) => concat(&[name, " is null, and counts as absent"]),
        _ => {
            let hint = number_in_text(found, value);
            concat(&[name, " should be ", expected, "; it is ", received, hint.as_str()])
        }
    }
}

/// Numbers that come as text are the commonest slip.
fn number_in_text(found: &Found, value: Value<'_>) -> String {
    let is_number = matches!(
        (found.code, found.about),
        (IssueCode::WrongType, About::Field(Field { kind: Kind::Integer | Kind::Code(_), .. }))
    );
    let Some(text) = value.text().filter(|_| is_number) else { return String::new() };
    let mut reader = Reader::new(text.as_bytes());
    match reader.number() {
        Ok(number) if number.end == text.len() => match whole(text.as_bytes()) {
            Whole::Integer(number) => concat(&[", which looks like the number ", &number.to_string()]),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// What a document that is no profile looks like.
fn looks_like(looks: Looks, value: Value<'_>) -> String {
    let words = match looks {
        Looks::Unknown => "an object of another kind",
        Looks::Empty => "an empty object",
        Looks::List => "a list; a profile is one object",
        Looks::Page => "a page of a list, such as `GET /phone/users` returns",
        Looks::TokenRefusal => "a refusal of Zoom's token endpoint",
        Looks::Token => "a reply of Zoom's token endpoint",
        Looks::Error => {
            return match error_parts(value) {
                (Some(code), message) => {
                    let message = message.map_or_else(String::new, |text| concat(&[": ", &quoted(&text)]));
                    concat(&["an error of Zoom's, code ", &code, &message])
                }
                _ => "an error of Zoom's".into(),
            };
        }
    };
    words.into()
}

/// The code and the message of Zoom's error body.
fn error_parts(value: Value<'_>) -> (Option<String>, Option<String>) {
    let (mut code, mut message, mut first) = (None, None, true);
    let mut reader = Reader::at(value.document, value.start);
    reader.take(b'{');
    while let Ok(true) = reader.next_member(first) {
        first = false;
        let Ok(key) = reader.key() else { break };
        reader.next_token();
        let start = reader.position();
        if super::digest::digest(value.document, &mut reader).is_none() {
            break;
        }
        let member = Value { document: value.document, start, end: reader.position() };
        match value.document.get(key.start..key.end) {
            Some(b"code") => code = Some(shortened(&String::from_utf8_lossy(member.bytes()))),
            Some(b"message" | b"error_message") => message = member.text().map(|text| text.into_owned()),
            _ => {}
        }
    }
    (code, message)
}

/// A text in quotes, shortened, with its control characters made visible.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for (index, character) in text.chars().enumerate() {
        if index == QUOTED {
            quoted.push('…');
            break;
        }
        match character {
            '"' => quoted.push_str("\\\""),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => quoted.push('\u{FFFD}'),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => concat(&[text.get(..end).unwrap_or_default(), "…"]),
        None => text.into(),
    }
}

/// Texts one after another. The formatting machinery of the standard library would cost a tenth of the wasm.
fn concat(parts: &[&str]) -> String {
    parts.concat()
}
