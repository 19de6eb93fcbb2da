//! Positions of bytes for people: line, column, and the offset in UTF-16 units that JavaScript uses.

use super::swar::{any, equals, is_ascii};

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// Offset in bytes.
    pub bytes: usize,
    /// Offset in UTF-16 units.
    pub utf16: usize,
    /// Line, from 1. Lines end with `\n`, `\r\n` or `\r`.
    pub line: usize,
    /// Column, from 1, in UTF-16 units.
    pub column: usize,
}

/// Finds the positions of ascending offsets in one pass over the document.
#[derive(Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    utf16: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of a document.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, utf16: 0, line: 1, line_start: 0 }
    }

    /// The position of an offset, which must not be less than the one asked for before.
    pub fn position(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let span = self.bytes.get(self.at..offset).unwrap_or_default();
        // Looking first: most spans have no line end.
        if has_line_end(span) {
            for line in span.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                self.advance(line);
            }
        } else {
            self.utf16 += utf16_length(span);
        }
        self.at = offset;
        Position { bytes: offset, utf16: self.utf16, line: self.line, column: self.utf16 - self.line_start + 1 }
    }

    /// Steps over bytes of which only the last may end a line.
    fn advance(&mut self, line: &[u8]) {
        self.utf16 += utf16_length(line);
        self.at += line.len();
        let ends = match line.last() {
            Some(b'\n') => true,
            Some(b'\r') => self.bytes.get(self.at) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            self.line += 1;
            self.line_start = self.utf16;
        }
    }
}

/// UTF-16 units of UTF-8 text: one for each character, two for those of four bytes.
#[inline(never)]
pub fn utf16_length(bytes: &[u8]) -> usize {
    if is_ascii(bytes) {
        return bytes.len();
    }
    // By parts whose sums fit a byte: the compiler makes vectors of bytes of them, not of words.
    let units = |byte: u8| u8::from(byte & 0xC0 != 0x80) + u8::from(byte >= 0xF0);
    let part = |part: &[u8]| part.iter().fold(0, |sum: u8, byte| sum.wrapping_add(units(*byte)));
    bytes.chunks(usize::from(u8::MAX / 2)).map(|bytes| usize::from(part(bytes))).sum()
}

fn has_line_end(bytes: &[u8]) -> bool {
    any(bytes, |word| equals(word, b'\n') | equals(word, b'\r')) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_looked_at_wherever_they_stand() {
        // Next to line ends, and with their bits but for the highest, as well.
        for filler in [b'a', b'\x0b', b'\x0e', b'\x00', b'\x7f'] {
            for (length, byte) in (0..20).flat_map(|length| (0..=u8::MAX).map(move |byte| (length, byte))) {
                for at in 0..length {
                    let mut bytes = vec![filler; length];
                    bytes[at] = byte;
                    assert_eq!(is_ascii(&bytes), byte < 0x80, "{bytes:x?}");
                    assert_eq!(has_line_end(&bytes), matches!(byte, b'\n' | b'\r'), "{bytes:x?}");
                }
            }
        }
        assert!(!is_ascii(&[0x8a; 8]) && !has_line_end(&[0x8a; 8]) && !has_line_end(&[0x8d; 9]));
        assert!(is_ascii(b"") && !has_line_end(b""));
    }

    #[test]
    fn units_are_those_of_the_text() {
        for text in ["", "a", "é", "日本語", "😀", "aé😀日".repeat(200).as_str()] {
            assert_eq!(utf16_length(text.as_bytes()), text.encode_utf16().count(), "{text}");
        }
    }
}
