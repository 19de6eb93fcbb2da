//! Predicts the next key of an object from earlier documents: one comparison then replaces reading the key and
//! searching for its field.

use std::sync::OnceLock;

use crate::json::{Reader, same};
use crate::model::schema::{Field, Row, Shape};
use crate::model::{PROFILE, ROWS};

/// Bytes that are compared in one stroke.
const WINDOW: usize = 32;
const WORDS: usize = WINDOW / 8;

/// A field of the schema as a member of its object: `"name":`.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) field: &'static Field,
    /// Its cursor among the fields of its object.
    pub(super) index: u8,
    /// How many bytes the key takes, with quotes and colon.
    length: u8,
    /// The first bytes of the key, and which of a window they are.
    words: [u64; WORDS],
    masks: [u64; WORDS],
    /// What of the key the window has no room for.
    rest: Box<[u8]>,
}

impl Member {
    #[cold]
    fn new(field: &'static Field, index: usize) -> Member {
        let key = [b"\"", field.name.as_bytes(), b"\":"].concat();
        let (mut words, mut masks) = ([0; WORDS], [0; WORDS]);
        for (at, byte) in key.iter().enumerate().take(WINDOW) {
            if let (Some(word), Some(mask)) = (words.get_mut(at / 8), masks.get_mut(at / 8)) {
                *word |= u64::from(*byte) << (at % 8 * 8);
                *mask |= 0xFF << (at % 8 * 8);
            }
        }
        let rest = key.get(WINDOW..).unwrap_or_default().into();
        Member { field, index: index as u8, length: key.len() as u8, words, masks, rest }
    }

    /// The offset behind the key and its colon, if that is what stands at `position`. Within the last bytes of a
    /// document it is never seen: there the key is to be read.
    // No branch on the key's length, which is another one for each member.
    #[inline(always)]
    pub(super) fn behind(&self, document: &[u8], position: usize) -> Option<usize> {
        let window = document.get(position..)?.first_chunk::<WINDOW>()?;
        let (words, _) = window.as_chunks::<8>();
        let differences = words
            .iter()
            .zip(&self.masks)
            .zip(&self.words)
            .fold(0, |all, ((word, mask), key)| all | ((u64::from_le_bytes(*word) & mask) ^ key));
        if differences != 0 {
            return None;
        }
        let end = position + usize::from(self.length);
        (self.rest.is_empty() || same(document.get(position + WINDOW..end)?, &self.rest)).then_some(end)
    }
}

/// The members of a profile, by row.
#[inline]
fn members() -> &'static [Member] {
    static MEMBERS: OnceLock<Vec<Member>> = OnceLock::new();
    MEMBERS.get_or_init(|| {
        let mut members = Vec::with_capacity(ROWS);
        push_members(PROFILE, &mut members);
        members
    })
}

/// The field of a row.
#[inline]
pub(super) fn field(row: usize) -> Option<&'static Field> {
    members().get(row).map(|member| member.field)
}

/// The name of the field of a row.
#[inline]
pub(super) fn name(row: Row) -> &'static str {
    field(row.index()).map(|field| field.name).unwrap_or_default()
}

/// Rows are numbered in this very order: a field, then what is below it.
fn push_members(shape: &'static Shape, members: &mut Vec<Member>) {
    for (index, field) in shape.fields.iter().enumerate() {
        members.push(Member::new(field, index));
        if let Some(below) = field.kind.shape() {
            push_members(below, members);
        }
    }
}

/// Which member is to be expected next: at first the one declared next, then what came in the documents before. Zoom
/// keeps an order, so that a guess, or what follows it, is nearly always right and saves a search.
#[derive(Debug)]
pub(super) struct KeyPredictor {
    rows: [u16; 2 * ROWS],
    members: &'static [Member],
}

/// Where the walk stands in an object: before its first member, or behind one of its fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor(usize);

impl Cursor {
    /// Before the first member of the object whose fields begin at a row.
    pub(super) fn at_start_of(row: usize) -> Cursor {
        Cursor(ROWS + row)
    }

    /// Behind the field of a row.
    pub(super) fn after(row: usize) -> Cursor {
        Cursor(row)
    }
}

impl Default for KeyPredictor {
    fn default() -> Self {
        let mut predictor = Self { rows: [u16::MAX; 2 * ROWS], members: members() };
        predictor.declare(PROFILE, 0);
        predictor
    }
}

impl KeyPredictor {
    fn declare(&mut self, shape: &Shape, base: usize) {
        let mut cursor = Cursor::at_start_of(base);
        for field in shape.fields {
            let row = base + usize::from(field.offset);
            self.expect(cursor, row);
            cursor = Cursor::after(row);
            if let Some(below) = field.kind.shape() {
                self.declare(below, row + 1);
            }
        }
    }

    /// Takes a key with its colon if it is one of those to be expected, and gives its row. What is missing here and was
    /// there before leaves a gap: then the field is nearly always a few guesses further on.
    // Inlined by force: through a call, the reader's position would leave its register.
    #[inline(always)]
    pub(super) fn guess<'a>(
        &self,
        document: &'a [u8],
        reader: &mut Reader<'a>,
        shape: &'static Shape,
        cursor: Cursor,
    ) -> Option<(usize, &'static Member)> {
        let mut cursor = cursor;
        for _ in shape.fields {
            let (row, member) = self.expected(cursor)?;
            if let Some(position) = member.behind(document, reader.position()) {
                *reader = Reader::at(document, position);
                return Some((row, member));
            }
            cursor = Cursor::after(row);
        }
        None
    }

    /// The row of the member to be expected, and the member.
    #[inline]
    pub(super) fn expected(&self, cursor: Cursor) -> Option<(usize, &'static Member)> {
        let row = usize::from(*self.rows.get(cursor.0)?);
        Some((row, self.members.get(row)?))
    }

    /// The row of a shape's field by its name, and its member: from now on that is what is expected at the cursor.
    pub(super) fn learn(
        &mut self,
        shape: &Shape,
        row: usize,
        cursor: Cursor,
        name: &[u8],
    ) -> Option<(usize, &'static Member)> {
        let field = shape.fields.iter().find(|field| same(field.name.as_bytes(), name))?;
        self.expect(cursor, row + usize::from(field.offset));
        self.expected(cursor)
    }

    /// Remembers what has come.
    pub(super) fn expect(&mut self, cursor: Cursor, row: usize) {
        if let Some(expected) = self.rows.get_mut(cursor.0) {
            *expected = row as u16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_at_their_rows() {
        fn check(shape: &'static Shape, base: usize) {
            for (index, field) in shape.fields.iter().enumerate() {
                let row = base + usize::from(field.offset);
                let member = members().get(row).map(|member| (member.field.name, usize::from(member.index)));
                assert_eq!(member, Some((field.name, index)));
                if let Some(below) = field.kind.shape() {
                    check(below, row + 1);
                }
            }
        }
        check(PROFILE, 0);
        assert_eq!(members().len(), ROWS);
    }

    #[test]
    fn the_member_declared_next_is_expected_until_another_has_come() {
        let mut predictor = KeyPredictor::default();
        let name = |predictor: &KeyPredictor, cursor| predictor.expected(cursor).map(|(_, member)| member.field.name);
        let fields = PROFILE.fields;
        assert_eq!(name(&predictor, Cursor::at_start_of(0)), Some(fields[0].name));
        for pair in fields.windows(2) {
            assert_eq!(name(&predictor, Cursor::after(pair[0].offset.into())), Some(pair[1].name));
        }
        let first_policy =
            fields.iter().find(|field| field.name == "policy").and_then(|field| field.kind.shape()).unwrap().fields[0];
        assert_eq!(name(&predictor, Cursor::at_start_of(crate::row!("policy").index() + 1)), Some(first_policy.name));
        let last = fields[fields.len() - 1];
        assert_eq!(name(&predictor, Cursor::after(last.offset.into())), None);
        predictor.expect(Cursor::at_start_of(0), last.offset.into());
        assert_eq!(name(&predictor, Cursor::at_start_of(0)), Some(last.name));
    }

    #[test]
    fn a_member_is_its_key_and_nothing_else() {
        for member in members() {
            let name = member.field.name;
            let key = format!("\"{name}\":");
            let document = format!("{key}{}", " ".repeat(64));
            assert_eq!(member.behind(document.as_bytes(), 0), Some(key.len()));
            // One byte is another, or two that stand at the same cursor of two words.
            for places in (0..key.len()).map(|at| [at, at]).chain((8..key.len()).map(|at| [at - 8, at])) {
                let mut other = document.clone().into_bytes();
                for at in places {
                    other[at] = key.as_bytes()[at] ^ 1;
                }
                assert_eq!(member.behind(&other, 0), None, "{name} {places:?}");
            }
            for short in 0..WINDOW {
                assert_eq!(member.behind(&document.as_bytes()[..short], 0), None);
            }
        }
    }
}
