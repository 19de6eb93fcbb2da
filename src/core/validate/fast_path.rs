//! The quick verdict. It checks grammar, UTF-8 and types, all that *standard* requires, keeps nothing, and gives up at
//! the first deviation: the walk then decides.

use super::document_kind::{is_certain, tells_kind};
use super::key_prediction::{Cursor, KeyPredictor, Member, field};

use super::integer::{Integer, digits, parse_integer};
use crate::json::{MAX_DEPTH, Reader};
use crate::model::PROFILE;
use crate::model::schema::{Kind, Shape};
use crate::row;

/// Returns whether a document is certainly a profile by *standard*, and has no null member of a known field, which
/// would count as absent. `false` says nothing.
pub(super) fn passes_standard(document: &[u8], predictor: &mut KeyPredictor) -> bool {
    let mut look = Look { document, predictor, fields: 0, has_unknown: false };
    let mut reader = Reader::new(document);
    let is_object = reader.next_token() == Some(b'{');
    let start = reader.position();
    let is_valid = is_object && look.object(&mut reader, PROFILE, 0, 1).is_some() && reader.next_token().is_none();
    // A status alone, or beside an ID, may be that of a reply; unknown members may be those of another document. To
    // weigh them would bring 3 KB to each page that makes a call, and replies of the endpoint have a field that settles
    // it.
    let is_of_reply = look.fields & !ID == STATUS;
    let is_in_doubt = look.has_unknown || is_of_reply;
    is_valid && look.fields > 0 && (!is_in_doubt || is_certain(document, start))
}

/// Bits for fields: an ID, a status, any other.
const ID: u8 = 1;
const STATUS: u8 = 2;
const OTHER: u8 = 4;

/// The bit of the field at a row.
fn bit(row: usize) -> u8 {
    match row {
        _ if row == row!("id").index() => ID,
        _ if row == row!("status").index() => STATUS,
        _ => OTHER,
    }
}

/// One look at one document. Its steps give `None` where they give up.
struct Look<'a, 's> {
    document: &'a [u8],
    predictor: &'s mut KeyPredictor,
    /// The fields that have come, by their [`bit`]s.
    fields: u8,
    /// There is an unknown member where other documents have their own.
    has_unknown: bool,
}

impl<'a> Look<'a, '_> {
    /// Steps over an object of a known shape whose fields begin at `row`.
    fn object(&mut self, at: &mut Reader<'a>, shape: &'static Shape, row: usize, depth: usize) -> Option<()> {
        // A copy, whose position stays in a register.
        let mut reader = *at;
        let (mut first, mut cursor) = (true, Cursor::at_start_of(row));
        loop {
            if !reader.enter_or_next(first).ok()? {
                break;
            }
            first = false;
            let found = match self.predictor.guess(self.document, &mut reader, shape, cursor) {
                Some(found) => Some(found),
                None => self.find_field(&mut reader, shape, row, cursor)?,
            };
            let Some((field_row, member)) = found else {
                self.has_unknown |= tells_kind(row);
                any(&mut reader, depth + 1)?;
                continue;
            };
            cursor = Cursor::after(field_row);
            self.fields |= bit(field_row);
            reader.next_token();
            let kind = &member.field.kind;
            if !scalar(&mut reader, kind) {
                self.value(&mut reader, kind, field_row, depth)?;
            }
        }
        *at = reader;
        Some(())
    }

    /// Takes any key with its colon. Its field, if it is one of the shape's.
    #[inline(never)]
    fn find_field(
        &mut self,
        reader: &mut Reader<'a>,
        shape: &'static Shape,
        row: usize,
        cursor: Cursor,
    ) -> Option<Option<(usize, &'static Member)>> {
        let key = reader.key().ok()?;
        // An escaped one may be that of a field.
        if key.invalid || key.escaped {
            return None;
        }
        let name = self.document.get(key.start..key.end)?;
        Some(self.predictor.learn(shape, row, cursor, name))
    }

    /// Steps over a value of its documented type.
    #[inline(never)]
    fn value(&mut self, reader: &mut Reader<'a>, kind: &'static Kind, row: usize, depth: usize) -> Option<()> {
        match (*kind, reader.peek()?) {
            (Kind::Object(shape) | Kind::Switch(shape), b'{') => self.object(reader, shape, row + 1, depth + 1),
            (Kind::List(item), b'[') => self.list(reader, item, row, depth + 1),
            (Kind::Text | Kind::Word(_) | Kind::Country, b'"') => {
                let text = reader.text().ok()?;
                (!text.invalid).then_some(())
            }
            (Kind::Integer | Kind::Code(_), b'-' | b'0'..=b'9') => {
                let number = reader.number().ok()?;
                let is_whole = parse_integer(self.document.get(number.start..number.end)?) != Integer::Fraction;
                is_whole.then_some(())
            }
            (Kind::Integer, b'"') if field(row).is_some_and(|field| field.limits.digits) => {
                (_, *reader) = digits(self.document, *reader)?;
                Some(())
            }
            _ => None,
        }
    }

    fn list(&mut self, reader: &mut Reader<'a>, item: &'static Kind, row: usize, depth: usize) -> Option<()> {
        reader.take(b'[');
        let mut first = true;
        while reader.next_item(first).ok()? {
            first = false;
            reader.next_token();
            if !scalar(reader, item) {
                self.value(reader, item, row, depth)?;
            }
        }
        Some(())
    }
}

/// Takes a scalar of its documented type, as nearly all are; of any other value, nothing.
#[inline(always)]
fn scalar(reader: &mut Reader<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Boolean | Kind::Switch(_) => reader.take_boolean().is_some(),
        Kind::Text | Kind::Word(_) | Kind::Country => reader.plain_text().is_some(),
        Kind::Integer | Kind::Code(_) => reader.plain_integer().is_some(),
        Kind::Object(_) | Kind::List(_) => false,
    }
}

/// Steps over a value of which the schema knows nothing, and which lies at a depth.
#[inline(never)]
fn any(reader: &mut Reader<'_>, depth: usize) -> Option<()> {
    let byte = reader.next_token()?;
    if matches!(byte, b'{' | b'[') && depth > MAX_DEPTH {
        return None;
    }
    match byte {
        b'"' => (!reader.text().ok()?.invalid).then_some(()),
        b'{' => {
            reader.take(b'{');
            let mut first = true;
            while reader.next_member(first).ok()? {
                first = false;
                if reader.key().ok()?.invalid {
                    return None;
                }
                any(reader, depth + 1)?;
            }
            Some(())
        }
        b'[' => {
            reader.take(b'[');
            let mut first = true;
            while reader.next_item(first).ok()? {
                first = false;
                any(reader, depth + 1)?;
            }
            Some(())
        }
        b't' => reader.literal("true").ok(),
        b'f' => reader.literal("false").ok(),
        b'n' => reader.literal("null").ok(),
        _ => reader.number().ok().map(|_| ()),
    }
}
