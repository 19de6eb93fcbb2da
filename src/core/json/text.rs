//! Undoes escapes in strings, and writes numbers and pointers.

use std::borrow::Cow;
use std::fmt::Write;

/// Undoes the escapes of a valid string, given without its quotes. Lone surrogates and bytes that are not UTF-8 become
/// U+FFFD, as they do when an engine encodes such a string.
pub fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if !raw.contains(&b'\\') {
        return lossy(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (plain, escape) = rest.split_at(at);
        text.push_str(&lossy(plain));
        let (character, behind) = unescaped(escape);
        text.push(character);
        rest = behind;
    }
    text.push_str(&lossy(rest));
    Cow::Owned(text)
}

/// Bytes as a string, with U+FFFD for what is not UTF-8, as `String::from_utf8_lossy`. That one has a decoder of its
/// own, 0.4 KB of every page; this one asks the checking function, which is linked anyway, and quicker.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) if text.is_empty() => return Cow::Borrowed(valid),
            Ok(valid) => {
                text.push_str(valid);
                return Cow::Owned(text);
            }
            Err(error) => {
                let (valid, broken) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                text.push(char::REPLACEMENT_CHARACTER);
                // Without a length, the bytes end within a character.
                rest = error.error_len().and_then(|length| broken.get(length..)).unwrap_or_default();
            }
        }
    }
}

/// Undoes the escape at the start of `bytes`, and gives what comes behind it too.
fn unescaped(bytes: &[u8]) -> (char, &[u8]) {
    let (character, length) = match bytes {
        [_, b'u', rest @ ..] => return unicode(rest),
        [_, b'n', ..] => ('\n', 2),
        [_, b't', ..] => ('\t', 2),
        [_, b'r', ..] => ('\r', 2),
        [_, b'b', ..] => ('\u{8}', 2),
        [_, b'f', ..] => ('\u{c}', 2),
        [_, other, ..] => (char::from(*other), 2),
        _ => ('\\', 1),
    };
    (character, bytes.get(length..).unwrap_or_default())
}

/// Undoes `\uXXXX`, given behind its `u`; a pair of surrogates makes one character.
fn unicode(bytes: &[u8]) -> (char, &[u8]) {
    let Some((mut code, mut rest)) = hex4(bytes) else { return (char::REPLACEMENT_CHARACTER, bytes) };
    if let (0xD800..=0xDBFF, [b'\\', b'u', low @ ..]) = (code, rest)
        && let Some((low @ 0xDC00..=0xDFFF, behind)) = hex4(low)
    {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        rest = behind;
    }
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

#[inline(never)]
fn hex4(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(4)?;
    let code = digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))?;
    Some((code, rest))
}

/// Writes a whole number. The formatting machinery of the standard library would cost a tenth of the wasm.
pub fn push_decimal(text: &mut impl Write, number: u64) {
    if number > 9 {
        push_decimal(text, number / 10);
    }
    // Nothing that is written to in memory refuses.
    let _ = text.write_char(char::from(b'0' + (number % 10) as u8));
}

/// Writes a key as a segment of an RFC 6901 pointer.
pub fn push_segment(pointer: &mut impl Write, key: &str) {
    let mut rest = key;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'~' | b'/')) {
        let (plain, special) = rest.split_at_checked(at).unwrap_or_default();
        let _ = pointer.write_str(plain);
        let _ = pointer.write_str(if special.starts_with('~') { "~0" } else { "~1" });
        rest = special.get(1..).unwrap_or_default();
    }
    let _ = pointer.write_str(rest);
}

/// A whole number as a text.
pub fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}

/// A whole number with its sign as a text.
pub fn signed(number: i64) -> String {
    let mut text = String::from(if number < 0 { "-" } else { "" });
    push_decimal(&mut text, number.unsigned_abs());
    text
}

/// The offset of the first byte that is not UTF-8, if any.
pub fn invalid_utf8(bytes: &[u8]) -> Option<usize> {
    std::str::from_utf8(bytes).err().map(|error| error.valid_up_to())
}
