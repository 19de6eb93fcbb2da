//! Writes JSON: strings with their escapes, and objects member by member.

use super::push_decimal;

/// Writes a text in quotes, escaped as RFC 8259 asks.
pub fn push_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    // Runs without escapes are copied as a whole: most of a document is such.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let (plain, special) = rest.split_at_checked(at).unwrap_or_default();
        out.push_str(plain);
        push_escape(out, special.as_bytes().first().copied().unwrap_or_default());
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

fn push_escape(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        control => {
            out.push_str("\\u00");
            out.push(if control < 16 { '0' } else { '1' });
            out.push(char::from_digit(u32::from(control) & 15, 16).unwrap_or('0'));
        }
    }
}

/// Writes a list, its items by `push`.
pub fn push_list<T>(out: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}

/// A JSON object being written.
#[derive(Debug)]
pub struct Object<'o> {
    /// Where it is written to: a value that is to follow a key goes here.
    pub out: &'o mut String,
    is_first: bool,
}

impl<'o> Object<'o> {
    /// Opens an object.
    pub fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_first: true }
    }

    /// Writes a key; its value is to follow.
    pub fn key(&mut self, key: &str) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        push_text(self.out, key);
        self.out.push(':');
    }

    /// Writes a member that is a number.
    pub fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        push_decimal(self.out, number);
    }

    /// Writes a member that is a text.
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        push_text(self.out, text);
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_where_they_must_be_and_nowhere_else() {
        let mut out = String::new();
        push_text(&mut out, "\"\\/\n\r\t\u{8}\u{f}\u{10}\u{1f} \u{7f}é😀");
        assert_eq!(out, "\"\\\"\\\\/\\n\\r\\t\\u0008\\u000f\\u0010\\u001f \u{7f}é😀\"");
    }

    #[test]
    fn objects_and_lists_have_commas_between_their_parts() {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("a", "x\"");
        object.number("b", 1_200);
        object.key("c");
        push_list(object.out, &[1, 2, 3], |out, item| push_decimal(out, *item));
        object.key("d");
        Object::begin(object.out).end();
        object.end();
        push_list(&mut out, &[0; 0], |_, _| {});
        assert_eq!(out, r#"{"a":"x\"","b":1200,"c":[1,2,3],"d":{}}[]"#);
    }
}
