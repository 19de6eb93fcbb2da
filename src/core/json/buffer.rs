//! A buffer that holds many short strings, one after another.

use std::fmt;

/// A text being written. It is for short pieces: the copying that comes with a `String` costs an engine as much for one
/// byte as for a hundred, five times what it costs here.
#[derive(Debug, Default)]
pub struct TextBuffer {
    /// Memory that is kept from text to text: bytes behind `length` are left over from earlier ones.
    bytes: Vec<u8>,
    length: usize,
    is_cut: bool,
}

/// The most bytes that are written: four times as many are the longest text of some engines.
const MOST: usize = 1 << 27;

/// A buffer larger than this is freed, in bytes.
const KEPT_BYTES: usize = 1 << 20;

impl TextBuffer {
    /// Forgets what has been written.
    pub fn clear(&mut self) {
        (self.length, self.is_cut) = (0, false);
        if self.bytes.len() > KEPT_BYTES {
            self.bytes = Vec::new();
        }
    }

    /// How many bytes have been written.
    #[inline]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What has been written, which is UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Writes a text.
    #[inline]
    pub fn push_str(&mut self, text: &str) {
        let end = self.length + text.len();
        if end > self.bytes.len() {
            self.grow(end);
        }
        if let Some(target) = self.bytes.get_mut(self.length..end) {
            copy(text.as_bytes(), target);
            self.length = end;
        }
    }

    /// Grows, if there is memory for it: or else what does not fit is left out, and the text is never whole again.
    #[cold]
    fn grow(&mut self, length: usize) {
        let size = length.next_power_of_two().max(4096);
        let more = size - self.bytes.len();
        self.is_cut |= length > MOST || self.bytes.try_reserve_exact(more).is_err();
        if !self.is_cut {
            self.bytes.resize(size, 0);
        }
    }

    /// Whether something was left out because it was too much.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Writes a character.
    #[inline]
    pub fn push(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }
}

impl fmt::Write for TextBuffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

impl From<TextBuffer> for String {
    fn from(mut texts: TextBuffer) -> String {
        texts.bytes.truncate(texts.length);
        String::from_utf8(texts.bytes).unwrap_or_default()
    }
}

/// Copies bytes to a slice of the same length, short ones by their two ends.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    match from.len() {
        1 => ends::<1>(from, to),
        2..=3 => ends::<2>(from, to),
        4..=7 => ends::<4>(from, to),
        8..=15 => ends::<8>(from, to),
        16..=32 => ends::<16>(from, to),
        _ => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
    }
}

/// Copies the first and the last `N` bytes, which may overlap.
#[inline(always)]
fn ends<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(first), Some(to)) = (from.first_chunk::<N>(), to.first_chunk_mut()) {
        *to = *first;
    }
    if let (Some(last), Some(to)) = (from.last_chunk::<N>(), to.last_chunk_mut()) {
        *to = *last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::push_decimal;

    #[test]
    fn pieces_of_every_length_come_out_as_they_went_in() {
        let alphabet: String = ('a'..='z').chain('A'..='Z').chain(['é', '😀', '0']).collect();
        let source = alphabet.repeat(300);
        let (mut texts, mut expected) = (TextBuffer::default(), String::new());
        for end in (0..130).chain([5_000, source.len()]) {
            let piece = source.get(..end).unwrap_or("–");
            texts.push_str(piece);
            expected.push_str(piece);
        }
        for character in ['x', 'é', '–', '😀'] {
            texts.push(character);
            expected.push(character);
        }
        for number in [0, 9, 10, 4_711, u64::MAX] {
            push_decimal(&mut texts, number);
            expected.push_str(&number.to_string());
        }
        assert_eq!((texts.len(), texts.is_empty()), (expected.len(), false));
        assert_eq!(texts.as_bytes(), expected.as_bytes());
        assert_eq!(String::from(texts), expected);
    }

    #[test]
    fn what_is_cleared_is_gone_and_large_room_given_back() {
        let mut texts = TextBuffer::default();
        texts.push_str("abc");
        texts.clear();
        assert_eq!((texts.as_bytes(), texts.is_empty(), texts.bytes.len()), (&b""[..], true, 4096));
        texts.push_str(&"x".repeat(KEPT_BYTES + 1));
        texts.clear();
        assert_eq!((texts.len(), texts.bytes.len()), (0, 0));
        texts.push_str("d");
        assert_eq!(texts.as_bytes(), b"d");
    }
}
