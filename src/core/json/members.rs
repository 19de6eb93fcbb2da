//! Iterates over the members of an object that was validated before.

use super::{Reader, Text};

/// A member: its key, and where its value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub key: Text,
    /// Offset of the value's first byte.
    pub start: usize,
    /// Offset behind the value's last byte.
    pub end: usize,
}

/// The members of the object that stands at an offset; none where there is no object, and no more from where the
/// document turns out not to be valid JSON.
pub fn members(document: &[u8], at: usize) -> Members<'_> {
    let mut reader = Reader::at(document, at);
    let is_open = reader.next_token() == Some(b'{') && reader.take(b'{');
    Members { reader, is_first: true, is_open }
}

/// See [`members`].
#[derive(Debug)]
pub struct Members<'a> {
    reader: Reader<'a>,
    is_first: bool,
    is_open: bool,
}

impl Members<'_> {
    /// The offset behind the object, once all its members have been had.
    pub fn position(&self) -> usize {
        self.reader.position()
    }

    fn read(&mut self) -> Option<Member> {
        if !self.is_open || !self.reader.next_member(self.is_first).ok()? {
            return None;
        }
        let key = self.reader.key().ok()?;
        self.reader.next_token();
        let start = self.reader.position();
        self.reader.skip_value().ok()?;
        Some(Member { key, start, end: self.reader.position() })
    }
}

impl Iterator for Members<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        let member = self.read();
        self.is_first = false;
        self.is_open = member.is_some();
        member
    }
}
