//! Writes documents in every way that JSON allows: white space anywhere, escapes of any kind.

use super::random::Random;
use super::tree::{Member, Value};

/// Writes a value as JSON, differently for each seed.
pub fn write_loosely(value: &Value, random: &mut Random, text: &mut String) {
    space(random, text);
    match value {
        Value::Null => text.push_str("null"),
        Value::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number),
        Value::Text(string) => write_text(string, random, text),
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write_loosely(&item.value, random, text);
            }
            space(random, text);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, Member { key, node, .. }) in members.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                space(random, text);
                write_text(key, random, text);
                space(random, text);
                text.push(':');
                write_loosely(&node.value, random, text);
            }
            space(random, text);
            text.push('}');
        }
    }
    space(random, text);
}

fn space(random: &mut Random, text: &mut String) {
    while random.once_in(4) {
        text.push(random.choose(&[' ', '\n', '\r', '\t']));
    }
}

fn write_text(string: &str, random: &mut Random, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        let short = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '/' => "\\/",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => "",
        };
        let must_escape = character < ' ' || matches!(character, '"' | '\\');
        if !short.is_empty() && random.once_in(2) {
            text.push_str(short);
        } else if must_escape || random.once_in(10) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let hex = if random.once_in(2) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
                text.push_str(&hex);
            }
        } else {
            text.push(character);
        }
    }
    text.push('"');
}
