//! Shared by several tests: a seeded generator, a slow tree that records positions, naive positions. Everything here is
//! meant to be obvious, not fast: fast code is compared with it.
#![allow(dead_code)]

pub mod profiles;
pub mod random;
pub mod tree;
pub mod twin;
pub mod typed;
pub mod verdict;
pub mod write;

use serde::de::IgnoredAny;

/// Zoom's sample, as the page of the operation has it.
pub const SAMPLE: &str = include_str!("../fixtures/sample-response.json");

/// So many rounds, or the share of them (a hundredth each) that `ROUNDS_PERCENT` asks for: mutation testing runs the
/// tests often.
pub fn rounds(full: usize) -> usize {
    let percent = std::env::var("ROUNDS_PERCENT").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(100);
    full * percent / 100
}

/// Whether serde_json finds JSON's grammar kept. It bounds no depth here, looks at no value of a number and at no
/// UTF-8.
pub fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// Whether bytes could still become JSON: they are JSON, or what is missing is their end.
pub fn may_become_json(bytes: &[u8]) -> bool {
    let is_short =
        |bytes: &[u8]| serde_json::from_slice::<IgnoredAny>(bytes).map_or_else(|error| error.is_eof(), |_| true);
    // serde_json calls a number that is cut short wrong, where a digit helps; and `\u` short, whatever stands behind
    // it.
    !has_broken_escape(bytes) && (is_short(bytes) || is_short(&[bytes, b"0"].concat()))
}

/// Whether something other than hexadecimal digits stands behind `\u` in a text.
fn has_broken_escape(bytes: &[u8]) -> bool {
    let (mut in_text, mut at) = (false, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'\\', b'u', digits @ ..] if in_text => {
                if !digits.iter().take(4).all(u8::is_ascii_hexdigit) {
                    return true;
                }
                at += 1;
            }
            [b'\\', ..] if in_text => at += 1,
            [b'"', ..] => in_text = !in_text,
            _ => {}
        }
        at += 1;
    }
    false
}

/// The deepest nesting of JSON, by counting brackets outside of texts.
pub fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut at) = (0usize, 0, false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest
}

/// Line, column and UTF-16 offset of a byte's offset in sound text, character by character.
pub fn naive_position(text: &str, offset: usize) -> (usize, usize, usize) {
    let (mut line, mut column, mut utf16) = (1, 1, 0);
    let mut characters = text[..offset].chars().chain(text[offset..].chars().next()).peekable();
    let mut read = 0;
    while read < offset {
        let Some(character) = characters.next() else { break };
        read += character.len_utf8();
        utf16 += character.len_utf16();
        let ends = character == '\n' || (character == '\r' && characters.peek() != Some(&'\n'));
        (line, column) = if ends { (line + 1, 1) } else { (line, column + character.len_utf16()) };
    }
    (line, column, utf16)
}

/// What a text says, given as it stands between its quotes: units of UTF-16 one by one, lone surrogates replaced.
pub fn naive_unescape(raw: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            units.extend(character.encode_utf16(&mut [0; 2]).iter());
            continue;
        }
        units.push(match characters.next() {
            Some('u') => {
                let digits: String = characters.by_ref().take(4).collect();
                u16::from_str_radix(&digits, 16).unwrap()
            }
            Some('n') => 10,
            Some('t') => 9,
            Some('r') => 13,
            Some('b') => 8,
            Some('f') => 12,
            Some(other) => other as u16,
            None => panic!("a text ends within an escape"),
        });
    }
    String::from_utf16_lossy(&units)
}
