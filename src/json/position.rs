//! Where a byte stands for people: line, column, and the offset in UTF-16 units that JavaScript counts in.

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
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
        // Counting first: most spans have no line end.
        let breaks = sum(span, |byte| u8::from(matches!(byte, b'\n' | b'\r')));
        if breaks == 0 {
            self.utf16 += utf16_length(span);
        } else {
            for line in span.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                self.advance(line);
            }
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
pub fn utf16_length(bytes: &[u8]) -> usize {
    sum(bytes, |byte| u8::from(byte & 0xC0 != 0x80) + u8::from(byte >= 0xF0))
}

/// The sum over all bytes of what `count` makes of each, which is 2 at most. By parts whose sums fit a byte: the compiler makes
/// vectors of bytes of them, not of words.
#[inline(always)]
fn sum(bytes: &[u8], count: impl Fn(u8) -> u8) -> usize {
    let part = |part: &[u8]| part.iter().fold(0, |sum: u8, byte| sum.wrapping_add(count(*byte)));
    bytes.chunks(usize::from(u8::MAX / 2)).map(|bytes| usize::from(part(bytes))).sum()
}
