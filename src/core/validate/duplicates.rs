//! Finds duplicate keys and items by digests of their values, which ignore white space, escapes and the order of keys.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::foreign::is_foreign;
use super::sort::heap_sort;
use crate::json::{Reader, unescape};

/// The digest of the valid value at the reader, which is stepped over.
pub(super) fn digest(document: &[u8], reader: &mut Reader<'_>) -> Option<u64> {
    let value = match reader.next_token()? {
        b'"' => text(document, reader)?,
        b'{' => {
            reader.take(b'{');
            // A sum: members may come in any order.
            let (mut sum, mut first) = (1u64, true);
            while reader.next_member(first).ok()? {
                first = false;
                let key = text(document, reader)?;
                reader.next_token();
                reader.take(b':');
                sum = sum.wrapping_add(mix(key ^ digest(document, reader)?.rotate_left(17)));
            }
            sum
        }
        b'[' => {
            reader.take(b'[');
            let (mut chain, mut first) = (2u64, true);
            while reader.next_item(first).ok()? {
                first = false;
                chain = mix(chain ^ digest(document, reader)?);
            }
            chain
        }
        b't' => reader.literal("true").map(|()| 3).ok()?,
        b'f' => reader.literal("false").map(|()| 4).ok()?,
        b'n' => reader.literal("null").map(|()| 5).ok()?,
        _ => {
            let number = reader.number().ok()?;
            bytes(document.get(number.start..number.end)?, 6)
        }
    };
    Some(mix(value))
}

fn text(document: &[u8], reader: &mut Reader<'_>) -> Option<u64> {
    let text = reader.text().ok()?;
    let raw = document.get(text.start..text.end)?;
    Some(if text.escaped || text.invalid { key_digest(raw) } else { bytes(raw, 7) })
}

/// The digest of a text, given as it stands between its quotes.
pub(super) fn key_digest(raw: &[u8]) -> u64 {
    bytes(&identity(raw), 7)
}

/// What tells a text from others, given as it stands between its quotes: its characters, whatever their escapes. Halves
/// of characters are no characters, and stay as they are written.
#[inline(never)]
pub(super) fn identity(raw: &[u8]) -> Cow<'_, [u8]> {
    const REPLACED: [u8; 3] = [0xEF, 0xBF, 0xBD];
    match unescape(raw) {
        Cow::Owned(text) if text.as_bytes().windows(REPLACED.len()).all(|bytes| bytes != REPLACED) => {
            Cow::Owned(text.into_bytes())
        }
        _ => Cow::Borrowed(raw),
    }
}

fn bytes(bytes: &[u8], seed: u64) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let digest = words.iter().fold(seed ^ (bytes.len() as u64), |digest, word| mix(digest ^ u64::from_le_bytes(*word)));
    mix(digest ^ rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value ^ (value >> 29)
}

/// Items of a list that are compared with each other one by one. Real lists have no more; the rest is compared by
/// digests, at the list's end.
const COMPARED_ITEMS: usize = 256;

/// The items of a list that have come before.
#[derive(Debug, Default)]
pub(super) struct DuplicateFinder {
    /// The first is looked at only when there is a second.
    first: Option<Range<usize>>,
    items: Vec<Item>,
    /// Where those behind them stand.
    rest: Vec<Range<usize>>,
}

/// An item that has come before: its index, that of the earlier one, and where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Repeated {
    pub(super) index: usize,
    pub(super) same_as: usize,
    pub(super) range: Range<usize>,
}

/// An item: where it stands, and the sum of its bytes without white space. Values that are the same have the same sum
/// unless there are escapes; so a digest, which takes much longer, is nearly never needed.
#[derive(Debug)]
struct Item {
    range: Range<usize>,
    sum: u32,
    has_escapes: bool,
    digest: OnceCell<Option<u64>>,
}

impl DuplicateFinder {
    /// Begins with another list.
    pub(super) fn clear(&mut self) {
        self.first = None;
        self.items.clear();
        self.rest.clear();
    }

    /// The index of the earlier item that is the same as the one that stands here, if there is one.
    pub(super) fn find(&mut self, document: &[u8], item: Range<usize>) -> Option<usize> {
        let Some(first) = &self.first else {
            self.first = Some(item);
            return None;
        };
        match self.items.len() {
            0 => self.items.push(Item::new(document, first.clone())),
            COMPARED_ITEMS => {
                self.rest.push(item);
                return None;
            }
            _ => {}
        }
        let item = Item::new(document, item);
        let same = self.items.iter().position(|earlier| earlier.is_same(&item, document));
        self.items.push(item);
        same
    }

    /// The items that were not compared as they came, and are the same as an earlier one.
    pub(super) fn rest(&mut self, document: &[u8]) -> Vec<Repeated> {
        let digest_at = |range: &Range<usize>| digest(document, &mut Reader::at(document, range.start));
        let first = self.items.iter().map(|item| item.digest(document));
        let digests = first.chain(self.rest.iter().map(digest_at)).zip(0..);
        let mut pairs: Vec<(u64, usize)> = digests.filter_map(|(digest, index)| Some((digest?, index))).collect();
        heap_sort(&mut pairs);
        let mut earliest = None;
        let mut repeated = Vec::new();
        for (digest, index) in pairs {
            match earliest {
                Some((other, same_as)) if other == digest => {
                    let range = index.checked_sub(COMPARED_ITEMS).and_then(|at| self.rest.get(at)).cloned();
                    repeated.extend(range.map(|range| Repeated { index, same_as, range }));
                }
                _ => earliest = Some((digest, index)),
            }
        }
        self.rest.clear();
        repeated
    }

    /// Whether there are any that were not compared as they came.
    pub(super) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }
}

impl Item {
    #[inline]
    fn new(document: &[u8], range: Range<usize>) -> Item {
        let bytes = document.get(range.clone()).unwrap_or_default();
        let (mut sum, mut has_escapes) = (0, false);
        for byte in bytes {
            sum += if *byte > b' ' { u32::from(*byte) } else { 0 };
            has_escapes |= *byte == b'\\';
        }
        Item { range, sum, has_escapes, digest: OnceCell::new() }
    }

    fn is_same(&self, other: &Item, document: &[u8]) -> bool {
        let may_be = self.sum == other.sum || self.has_escapes || other.has_escapes;
        may_be && (self.is_written_as(other, document) || self.has_digest_of(other, document))
    }

    fn is_written_as(&self, other: &Item, document: &[u8]) -> bool {
        let bytes = self.bytes(document);
        // Two things that JSON cannot carry may be of one kind, and still differ.
        bytes == other.bytes(document) && !bytes.iter().any(|byte| is_foreign(*byte))
    }

    /// What holds something that JSON cannot carry has no digest.
    fn has_digest_of(&self, other: &Item, document: &[u8]) -> bool {
        self.digest(document).is_some_and(|digest| other.digest(document) == Some(digest))
    }

    fn bytes<'a>(&self, document: &'a [u8]) -> &'a [u8] {
        document.get(self.range.clone()).unwrap_or_default()
    }

    fn digest(&self, document: &[u8]) -> Option<u64> {
        *self.digest.get_or_init(|| digest(document, &mut Reader::at(document, self.range.start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the second of two items is the same as the first.
    fn are_same(one: &str, other: &str) -> bool {
        let document = format!("[{one},{other}]");
        let mut earlier = DuplicateFinder::default();
        assert_eq!(earlier.find(document.as_bytes(), 1..1 + one.len()), None);
        earlier.find(document.as_bytes(), one.len() + 2..document.len() - 1).is_some()
    }

    #[test]
    fn items_are_the_same_however_they_are_written() {
        for (one, other) in [
            (r#"{"a":1,"b":[2,{"c":null}]}"#, r#"{ "b" : [ 2, { "c" : null } ] , "a" : 1 }"#),
            (r#"{"a":"é\n"}"#, r#"{"\u0061":"\u00e9\u000a"}"#),
            (r#""\u0061bcdefghi""#, r#""abcdefgh\u0069""#),
            ("[true,false,null]", "[ true , false , null ]"),
            ("{}", "{ }"),
        ] {
            assert!(are_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn items_of_the_same_characters_in_another_order_differ() {
        for (one, other) in [
            ("12", "21"),
            ("[1,2]", "[2,1]"),
            ("[[1],2]", "[1,[2]]"),
            (r#"["1",2]"#, r#"[1,"2"]"#),
            (r#"["12",12]"#, r#"[12,"12"]"#),
            (r#"{"a":1,"b":2}"#, r#"{"a":2,"b":1}"#),
            (r#"{"a":null,"b":true}"#, r#"{"a":true,"b":null}"#),
            (r#"{"a":false,"b":[]}"#, r#"{"a":[],"b":false}"#),
            (r#"{"a":{},"b":[]}"#, r#"{"a":[],"b":{}}"#),
            (r#"{"a":[0],"b":"x"}"#, r#"{"a":["x"],"b":0}"#),
            (r#"{"id":"aaaaaaaa","number":"baaaaaaa"}"#, r#"{"id":"baaaaaaa","number":"aaaaaaaa"}"#),
            (r#"{"id":"aaaaaaaaa","number":"aaaaaaaab"}"#, r#"{"id":"aaaaaaaab","number":"aaaaaaaaa"}"#),
            (r#"{"id":"aaaaaaaa","number":"aaaaaaab"}"#, r#"{"id":"aaaaaaab","number":"aaaaaaaa"}"#),
            (r#""\u0061b""#, r#""\u0062a""#),
            (r#""a\\""#, r#""a/""#),
        ] {
            assert!(!are_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_json_cannot_carry_is_the_same_as_nothing() {
        for (one, other) in [("\u{6}", "\u{6}"), ("[\u{6}]", "[\u{6}]"), (r#"{"a":"\u0061"}"#, "\u{1}")] {
            assert!(!are_same(one, other), "{one:?} {other:?}");
        }
        assert!(are_same("[1,\n2]", "[1,\n2]"));
    }

    #[test]
    fn halves_of_characters_are_told_apart() {
        assert_eq!(identity(br"\u0061\ud83d\ude00"), "a😀".as_bytes());
        assert_ne!(identity(br"\ud800"), identity(br"\ud801"));
        assert_eq!(identity(br"\ud800"), identity(br"\ud800"));
        assert_ne!(key_digest(br"\udc00"), key_digest(br"\ud800"));
    }

    #[test]
    fn what_is_mixed_differs_and_has_half_of_its_bits_set() {
        let two_bits = (0..64).flat_map(|one| (0..=one).map(move |other| 1u64 << one | 1 << other));
        let mixed: Vec<u64> = two_bits.map(mix).collect();
        assert_eq!(mixed.iter().collect::<std::collections::HashSet<_>>().len(), mixed.len());
        for bit in 0..64 {
            let set = (0..4_096).filter(|value| mix(value ^ 0x5DEE_CE66_D0A5) >> bit & 1 == 1).count();
            assert!((1_700..2_400).contains(&set), "bit {bit}: {set}");
        }
    }

    #[test]
    fn an_item_is_found_where_it_first_stood_among_as_many_as_are_compared() {
        let numbers = [0, 1, 2, 1].into_iter().chain(3..COMPARED_ITEMS).chain([2]);
        let (mut document, mut earlier, mut found) = (String::new(), DuplicateFinder::default(), Vec::new());
        for (index, number) in numbers.enumerate() {
            let start = document.len();
            document.push_str(&format!("[{number}]"));
            if let Some(first) = earlier.find(document.as_bytes(), start..document.len()) {
                found.push((index, first));
            }
        }
        assert_eq!(found, [(3, 1)], "the last stands behind them");
        let range = document.len() - 3..document.len();
        assert!(earlier.has_rest());
        assert_eq!(earlier.rest(document.as_bytes()), [Repeated { index: COMPARED_ITEMS + 1, same_as: 2, range }]);
        assert!(!earlier.has_rest());
        earlier.clear();
        assert_eq!(earlier.find(document.as_bytes(), 0..3), None);
    }
}
