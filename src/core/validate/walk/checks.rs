//! Checks strings and numbers against what the schema documents: values, lengths, forms and ranges.

use super::super::integer::{Integer, parse_integer};
use super::super::issue::IssueCode;
use super::super::issues::IssueDetail;
use super::super::slots::SlotKind;
use super::Walk;
use super::count::{characters, is_beyond, ordinal};
use super::frame::Frame;
use crate::json::{Text, unescape};
use crate::model::schema::{Field, Kind};

impl Walk<'_> {
    /// Checks a text. The number of its word, if it is a documented one.
    #[inline(never)]
    pub(super) fn check_text(&mut self, field: &'static Field, kind: &'static Kind, text: Text, frame: &Frame) -> u32 {
        if text.invalid {
            self.bad_utf8(text, frame);
        }
        let raw = self.document.get(text.start..text.end).unwrap_or_default();
        match *kind {
            Kind::Word(words) => {
                let word = unescape(raw);
                let number = ordinal(words.iter().position(|known| *known == word));
                if number == 0 {
                    self.report_text(IssueCode::UnknownValue, text, IssueDetail::Field(field), frame);
                }
                return number;
            }
            Kind::Country => {
                let code = unescape(raw);
                let length = characters(&code);
                if is_beyond(length, field.limits.max_length) {
                    let about = IssueDetail::Count { found: length, most: field.limits.max_length };
                    self.report_text(IssueCode::TooLong, text, about, frame);
                } else if length != 2 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                    self.report_text(IssueCode::InvalidFormat, text, IssueDetail::Field(field), frame);
                }
            }
            _ if is_beyond(raw.len(), field.limits.max_length) => {
                let length = characters(&unescape(raw));
                if is_beyond(length, field.limits.max_length) {
                    let about = IssueDetail::Count { found: length, most: field.limits.max_length };
                    self.report_text(IssueCode::TooLong, text, about, frame);
                }
            }
            _ => {}
        }
        0
    }

    /// Checks a number. What its slot is to say: its slot_kind, and its number if it is a documented code.
    pub(super) fn check_number(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        start: usize,
        end: usize,
        frame: &Frame,
    ) -> (SlotKind, u32) {
        let number = parse_integer(self.document.get(start..end).unwrap_or_default());
        let code = match (number, *kind) {
            (Integer::Fraction, _) => {
                self.report(IssueCode::WrongType, start, end, IssueDetail::Field(field), frame);
                return (SlotKind::Wrong, 0);
            }
            (Integer::Exact(value), Kind::Code(codes)) if codes.contains(&value) => {
                return (SlotKind::Number, ordinal(codes.iter().position(|code| *code == value)));
            }
            (_, Kind::Code(_)) => IssueCode::UnknownValue,
            (Integer::Exact(0..), _) => return (SlotKind::Number, 0),
            _ => IssueCode::OutOfRange,
        };
        self.report(code, start, end, IssueDetail::Field(field), frame);
        (SlotKind::Number, 0)
    }
}
