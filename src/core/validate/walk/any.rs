//! Walks values of which the schema knows nothing, or of a type that it does not expect: for JSON's grammar, UTF-8 and
//! duplicate keys alone.

use super::super::issue::IssueCode;
use super::super::issues::{IssueDetail, Step};
use super::frame::Frame;
use super::{Stop, Walk};
use crate::json::Reader;

impl Walk<'_> {
    /// Walks a value of which the schema knows nothing, or of a type that it does not expect.
    pub(super) fn any(&mut self, frame: &Frame) -> Result<(), Stop> {
        match self.reader.next_token() {
            Some(b'"') => {
                let text = self.read_or_stop(Reader::text, frame)?;
                if text.invalid {
                    self.bad_utf8(text, frame);
                }
                Ok(())
            }
            Some(b'{') => self.any_object(frame),
            Some(b'[') => self.any_list(frame),
            Some(b't') => self.read_or_stop(|reader| reader.literal("true"), frame),
            Some(b'f') => self.read_or_stop(|reader| reader.literal("false"), frame),
            Some(b'n') => self.read_or_stop(|reader| reader.literal("null"), frame),
            Some(b'-' | b'0'..=b'9') => self.read_or_stop(Reader::number, frame).map(|_| ()),
            Some(byte) if self.from_object && self.take_foreign(byte) => {
                let at = self.reader.position() - 1;
                self.report(IssueCode::WrongType, at, at + 1, IssueDetail::Nothing, frame);
                Ok(())
            }
            _ => self.read_or_stop(|reader| Err(reader.fault("a value")), frame),
        }
    }

    fn any_object(&mut self, frame: &Frame) -> Result<(), Stop> {
        self.enter(frame)?;
        self.reader.take(b'{');
        let keys = self.keys.len();
        let mut first = true;
        while self.read_or_stop(|reader| reader.next_member(first), frame)? {
            first = false;
            let key = self.read_or_stop(Reader::key, frame)?;
            self.keys.push(key);
            let below = Frame::below(frame, Step::Key(key));
            if key.invalid {
                self.bad_utf8(key, &below);
            }
            self.any(&below)?;
        }
        self.repeated_unknown(keys, frame);
        Ok(())
    }

    fn any_list(&mut self, frame: &Frame) -> Result<(), Stop> {
        self.enter(frame)?;
        self.reader.take(b'[');
        let mut index = 0;
        while self.read_or_stop(|reader| reader.next_item(index == 0), frame)? {
            self.any(&Frame::below(frame, Step::Index(index)))?;
            index += 1;
        }
        Ok(())
    }
}
