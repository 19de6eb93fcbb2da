//! The pull parser. Invariant: `position` is the first unread byte, and all bytes before it are valid JSON.

use super::swar::{HIGHS, ONES, equals, word};

/// Deepest nesting of lists and objects that is read; the outermost has depth 1.
pub const MAX_DEPTH: usize = 64;

/// Where a document stops being JSON, and what would have made sense there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The offending byte's offset; the document's length where it ends too early.
    pub at: usize,
    /// What was expected, in words.
    pub expected: &'static str,
}

/// A text as it stands between its quotes: the range of its bytes, and what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Offset of the first byte after the opening quote.
    pub start: usize,
    /// Offset of the closing quote.
    pub end: usize,
    /// It has escapes: it is not what it looks like.
    pub escaped: bool,
    /// It has bytes beyond ASCII.
    pub unicode: bool,
    /// Some of those bytes are not UTF-8.
    pub invalid: bool,
}

/// A number as it stands: the range of its bytes, and whether it is written as a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// It has neither fraction nor exponent.
    pub plain: bool,
}

/// A pull parser over a whole document.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a document, behind its byte order mark if it has one.
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Self {
        let position = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { bytes, position }
    }

    /// A reader at a byte within a document.
    pub fn at(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    /// The offset of the first byte not yet read.
    #[inline]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The next byte, if any.
    #[inline(always)]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Steps over white space, and gives the next byte.
    #[inline(always)]
    pub fn next_token(&mut self) -> Option<u8> {
        // Most documents have none here: one comparison settles it.
        let byte = self.peek()?;
        if byte > b' ' {
            return Some(byte);
        }
        self.position = behind_whitespace(self.bytes, self.position);
        self.peek()
    }

    /// Takes one byte if it is the next.
    #[inline(always)]
    pub fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.position += usize::from(taken);
        taken
    }

    /// A fault at the next byte.
    #[inline]
    pub fn fault(&self, expected: &'static str) -> Fault {
        Fault { at: self.position, expected }
    }

    /// Takes a byte if it is the next, and `following` comes directly behind it; else takes nothing.
    #[inline(always)]
    pub fn take_before(&mut self, following: u8, byte: u8) -> bool {
        let found = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk::<2>);
        let taken = found == Some(&[byte, following]);
        self.position += usize::from(taken);
        taken
    }

    /// Steps to the next member of an object: past `{` when `first`, else past a comma. `false` at the end, which is
    /// taken. After `true` the reader stands at the key's quote.
    #[inline]
    pub fn next_member(&mut self, first: bool) -> Result<bool, Fault> {
        match self.next_token() {
            Some(b'}') => {
                self.position += 1;
                return Ok(false);
            }
            Some(b',') if !first => {
                self.position += 1;
                self.next_token();
            }
            _ if first => {}
            _ => return Err(self.fault("\",\" or \"}\"")),
        }
        if self.peek() == Some(b'"') {
            Ok(true)
        } else {
            Err(self.fault(if first { "a key in quotes, or \"}\"" } else { "a key in quotes" }))
        }
    }

    /// Steps into an object, which the reader is at, when `first`, or to its next member, as [`Reader::next_member`]
    /// does. Where there is no white space, one comparison settles it.
    #[inline(always)]
    pub fn enter_or_next(&mut self, first: bool) -> Result<bool, Fault> {
        if self.take_before(b'"', if first { b'{' } else { b',' }) {
            return Ok(true);
        }
        if first {
            self.take(b'{');
        }
        self.next_member(first)
    }

    /// Takes a key and its colon.
    #[inline]
    pub fn key(&mut self) -> Result<Text, Fault> {
        let key = self.text()?;
        self.next_token();
        if self.take(b':') { Ok(key) } else { Err(self.fault("\":\" after the key")) }
    }

    /// Steps to the next item of a list: past `[` when `first`, else past a comma. `false` at the end, which is taken.
    #[inline]
    pub fn next_item(&mut self, first: bool) -> Result<bool, Fault> {
        match self.next_token() {
            Some(b']') => {
                self.position += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.position += 1;
                Ok(true)
            }
            _ if first => Ok(true),
            _ => Err(self.fault("\",\" or \"]\"")),
        }
    }

    /// Takes a text, from its opening quote.
    #[inline]
    pub fn text(&mut self) -> Result<Text, Fault> {
        if let Some(text) = self.plain_text() {
            return Ok(text);
        }
        let (text, position) = any_text(*self)?;
        self.position = position;
        Ok(text)
    }

    /// Takes a text of ASCII without escapes, as nearly all are; of any other, nothing.
    #[inline(always)]
    pub fn plain_text(&mut self) -> Option<Text> {
        let mut reader = *self;
        if !reader.take(b'"') {
            return None;
        }
        let start = reader.position;
        reader.skip_plain();
        let end = reader.position;
        if !reader.take(b'"') {
            return None;
        }
        self.position = reader.position;
        Some(Text { start, end, escaped: false, unicode: false, invalid: false })
    }

    /// Steps over bytes that need no thought within a text, eight at a time. Vectors of 16 were tried: in texts as
    /// short as a profile's they gain nothing.
    #[inline(always)]
    fn skip_plain(&mut self) {
        while let Some(block) = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk::<8>) {
            let word = word(block);
            // The high bit of a byte is set where the byte is a quote, a backslash, a control character or beyond
            // ASCII; the lowest is taken, which is right.
            let controls = word.wrapping_sub(ONES * 0x20);
            let stops = equals(word, b'"') | equals(word, b'\\') | (controls | word) & HIGHS;
            if stops != 0 {
                self.position += (stops.trailing_zeros() / 8) as usize;
                return;
            }
            self.position += 8;
        }
        while let Some(byte) = self.peek() {
            if matches!(byte, b'"' | b'\\' | 0..0x20 | 0x80..) {
                return;
            }
            self.position += 1;
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.position += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.position += 1,
            Some(b'u') => {
                self.position += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.fault("four hexadecimal digits after \\u"));
                    }
                    self.position += 1;
                }
            }
            _ => return Err(self.fault("one of \" \\ / b f n r t u after a backslash")),
        }
        Ok(())
    }

    /// Steps over one character beyond ASCII; over one byte, with `false`, where it is not UTF-8 (RFC 3629).
    #[inline]
    fn multibyte(&mut self) -> bool {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let length = match *rest {
            [0xC2..=0xDF, 0x80..=0xBF, ..] => 2,
            [0xE0, 0xA0..=0xBF, 0x80..=0xBF, ..]
            | [0xE1..=0xEC | 0xEE..=0xEF, 0x80..=0xBF, 0x80..=0xBF, ..]
            | [0xED, 0x80..=0x9F, 0x80..=0xBF, ..] => 3,
            [0xF0, 0x90..=0xBF, 0x80..=0xBF, 0x80..=0xBF, ..]
            | [0xF1..=0xF3, 0x80..=0xBF, 0x80..=0xBF, 0x80..=0xBF, ..]
            | [0xF4, 0x80..=0x8F, 0x80..=0xBF, 0x80..=0xBF, ..] => 4,
            _ => 0,
        };
        self.position += length.max(1);
        length != 0
    }

    /// Takes a number.
    #[inline]
    pub fn number(&mut self) -> Result<Number, Fault> {
        let start = self.position;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits("a digit")?;
        }
        let mut plain = true;
        if self.take(b'.') {
            plain = false;
            self.digits("a digit after the decimal point")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            plain = false;
            self.position += 1;
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits("a digit in the exponent")?;
        }
        Ok(Number { start, end: self.position, plain })
    }

    #[inline]
    fn digits(&mut self, expected: &'static str) -> Result<(), Fault> {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        if self.position == start { Err(self.fault(expected)) } else { Ok(()) }
    }

    /// Takes `true` or `false` if it is what comes next; else takes nothing. Without a branch on which of them it is:
    /// in a profile that cannot be foreseen.
    #[inline(always)]
    pub fn take_boolean(&mut self) -> Option<bool> {
        const TRUE: u64 = u64::from_le_bytes(*b"true\0\0\0\0");
        const FALSE: u64 = u64::from_le_bytes(*b"false\0\0\0");
        let Some(window) = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk::<8>) else {
            let (value, position) = last_boolean(*self)?;
            self.position = position;
            return Some(value);
        };
        let word = word(window);
        let is_true = word & 0xFFFF_FFFF == TRUE;
        let is_false = word & 0xFF_FFFF_FFFF == FALSE;
        let taken = is_true | is_false;
        self.position += usize::from(taken) * 4 + usize::from(is_false);
        taken.then_some(is_true)
    }

    /// Takes a whole number of at most 15 digits, without sign, fraction and exponent; of any other, nothing.
    #[inline(always)]
    pub fn plain_integer(&mut self) -> Option<i64> {
        let (start, mut value) = (self.position, 0i64);
        let mut position = start;
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(position) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            position += 1;
        }
        let length = position - start;
        let has_leading_zero = length > 1 && self.peek() == Some(b'0');
        let goes_on = matches!(self.bytes.get(position), Some(b'.' | b'e' | b'E'));
        if !(1..=15).contains(&length) || has_leading_zero || goes_on {
            return None;
        }
        self.position = position;
        Some(value)
    }

    /// Takes `true`, `false` or `null` if it is what comes next; else takes nothing.
    #[inline(always)]
    pub fn take_literal(&mut self, word: &'static str) -> bool {
        let end = self.position + word.len();
        let taken = self.bytes.get(self.position..end) == Some(word.as_bytes());
        if taken {
            self.position = end;
        }
        taken
    }

    /// Takes `true`, `false` or `null`, from its first letter.
    #[inline]
    pub fn literal(&mut self, word: &'static str) -> Result<(), Fault> {
        if self.take_literal(word) {
            return Ok(());
        }
        let found = self.bytes.get(self.position..).unwrap_or_default();
        let common = found.iter().zip(word.as_bytes()).take_while(|(a, b)| a == b).count();
        Err(Fault { at: self.position + common, expected: word })
    }

    /// Steps over a value that is known to be valid JSON. Returns the fault of one that is not, at the end of the bytes
    /// where it is cut off. Nesting is bounded by [`MAX_DEPTH`], and needs no stack.
    pub fn skip_value(&mut self) -> Result<(), Fault> {
        let mut depth = 0usize;
        loop {
            match self.next_token().ok_or_else(|| self.fault("a value"))? {
                b'"' => {
                    self.text()?;
                }
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                open @ (b'{' | b'[') => {
                    if depth == MAX_DEPTH {
                        return Err(self.fault("a value that is nested less deep"));
                    }
                    self.take(open);
                    depth += 1;
                    continue;
                }
                close @ (b'}' | b']') => {
                    self.take(close);
                    depth = depth.checked_sub(1).ok_or_else(|| self.fault("a value"))?;
                }
                separator @ (b',' | b':') => {
                    self.take(separator);
                    continue;
                }
                _ => {
                    self.number()?;
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

// Out of line, and by value: a reader whose address is nowhere taken stays in registers.

/// The offset of the first byte from `position` on that is no white space.
#[inline(never)]
fn behind_whitespace(bytes: &[u8], position: usize) -> usize {
    let rest = bytes.get(position..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
    position + length
}

/// Takes `true` or `false` within the last bytes of a document, and gives the position behind it.
#[cold]
fn last_boolean(mut reader: Reader<'_>) -> Option<(bool, usize)> {
    let value = reader.take_literal("true");
    (value || reader.take_literal("false")).then_some((value, reader.position))
}

/// Takes any text, and gives the position behind it.
#[inline(never)]
fn any_text(mut reader: Reader<'_>) -> Result<(Text, usize), Fault> {
    if !reader.take(b'"') {
        return Err(reader.fault("a string in quotes"));
    }
    let start = reader.position;
    let (mut escaped, mut unicode, mut invalid) = (false, false, false);
    loop {
        reader.skip_plain();
        match reader.peek() {
            Some(b'"') => {
                let text = Text { start, end: reader.position, escaped, unicode, invalid };
                return Ok((text, reader.position + 1));
            }
            Some(b'\\') => {
                escaped = true;
                reader.escape()?;
            }
            Some(byte) if byte >= 0x80 => {
                unicode = true;
                invalid |= !reader.multibyte();
            }
            Some(_) => return Err(reader.fault("an escape such as \\n in place of a control character")),
            None => return Err(reader.fault("the closing quote of a string")),
        }
    }
}
