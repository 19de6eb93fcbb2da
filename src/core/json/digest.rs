//! Digests of 64 bits: of bytes, and of a value whatever its formatting and the order of its objects' members.

use super::{Reader, unescape};

/// Mixes a word into a digest: for one digest no two words give the same.
#[inline(always)]
pub fn mix(digest: u64, word: u64) -> u64 {
    let product = (digest ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ (product >> 32)
}

/// The digest of bytes.
#[inline]
pub fn digest_bytes(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let digest = words.iter().fold(bytes.len() as u64, |digest, word| mix(digest, u64::from_le_bytes(*word)));
    mix(digest, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

/// The digest of a valid document. White space, the order of members and the notation of strings make no difference;
/// the notation of numbers, nulls, and the order of items do. Objects that have a key twice have the same digest
/// whatever the order of the two.
///
/// ```
/// use zoom_phone_profile_core::json::digest;
///
/// assert_eq!(digest(br#"{"a":"\u0078","b":[1]}"#), digest(br#" { "b": [1], "a": "x" } "#));
/// assert_ne!(digest(b"[1,2]"), digest(b"[2,1]"));
/// ```
pub fn digest(document: &[u8]) -> u64 {
    value(document, &mut Reader::at(document, 0)).unwrap_or_else(|| digest_bytes(document))
}

/// What the digests of strings, objects, lists and all else begin with.
const STRING: u64 = 1;
const OBJECT: u64 = 2;
const LIST: u64 = 3;
const OTHER: u64 = 4;

/// The digest of the value that a reader stands before; `None` where it turns out not to be valid JSON.
fn value<'d>(document: &'d [u8], at: &mut Reader<'d>) -> Option<u64> {
    // A copy, whose position stays in a register.
    let mut reader = Reader::at(document, at.position());
    let first = reader.next_token()?;
    let digest = match first {
        b'"' => mix(STRING, string(document, reader.text().ok()?)),
        b'{' => {
            let (mut sum, mut is_first) = (0u64, true);
            while reader.enter_or_next(is_first).ok()? {
                is_first = false;
                let key = string(document, reader.key().ok()?);
                sum = sum.wrapping_add(mix(key, value(document, &mut reader)?));
            }
            mix(OBJECT, sum)
        }
        b'[' => {
            let (mut items, mut is_first) = (LIST, true);
            reader.take(b'[');
            while reader.next_item(is_first).ok()? {
                is_first = false;
                items = mix(items, value(document, &mut reader)?);
            }
            mix(LIST, items)
        }
        _ => {
            let rest = document.get(reader.position()..)?;
            let length = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
            let word = rest.get(..length.unwrap_or(rest.len()))?;
            reader = Reader::at(document, reader.position() + word.len());
            mix(OTHER, digest_bytes(word))
        }
    };
    *at = Reader::at(document, reader.position());
    Some(digest)
}

/// The digest of what a string says.
#[inline(always)]
fn string(document: &[u8], text: super::Text) -> u64 {
    let raw = document.get(text.start..text.end).unwrap_or_default();
    if text.escaped { digest_bytes(unescape(raw).as_bytes()) } else { digest_bytes(raw) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_and_the_order_of_members_make_no_difference() {
        for (a, b) in [
            (
                r#"{"a":1,"b":{"c":[true,null],"d":"é"}}"#,
                "{ \"b\" : {\"d\":\"\\u00e9\",\n\"c\":[ true , null ]},\"a\":1 }",
            ),
            (r#""a\/b""#, r#""a/b""#),
            ("[ ]", "[]"),
            ("{ }", " {}\n"),
        ] {
            assert_eq!(digest(a.as_bytes()), digest(b.as_bytes()), "{a} {b}");
        }
    }

    /// The word that has been mixed into a digest.
    fn unmixed(digest: u64, mixed: u64) -> u64 {
        // The inverse of the factor, modulo 2 to the 64th.
        (mixed ^ (mixed >> 32)).wrapping_mul(0xF1DE_83E1_9937_733D) ^ digest
    }

    #[test]
    fn what_is_mixed_can_be_told_from_the_result() {
        for at in 0..64 {
            for (digest, word) in [(1 << at, u64::MAX >> at), (u64::MAX << at, 1 << at), (0, at), (at, 0)] {
                assert_eq!(unmixed(digest, mix(digest, word)), word);
            }
        }
    }

    #[test]
    fn each_byte_counts() {
        for length in 1..20 {
            let bytes = vec![b'a'; length];
            let mut digests: Vec<_> = (0..length)
                .flat_map(|at| {
                    let mut bytes = bytes.clone();
                    [b'b', b'c'].map(|byte| {
                        bytes[at] = byte;
                        digest_bytes(&bytes)
                    })
                })
                .chain([digest_bytes(&bytes), digest_bytes(&bytes[1..])])
                .collect();
            digests.sort_unstable();
            digests.dedup();
            assert_eq!(digests.len(), 2 * length + 2);
        }
    }

    #[test]
    fn values_that_differ_have_digests_that_differ() {
        let values = [
            "1",
            "\"1\"",
            "true",
            "\"true\"",
            "null",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "{\"a\":[]}",
            "{\"a\":{}}",
            "[1,2]",
            "[2,1]",
            "[12]",
            "{\"a\":1,\"b\":2}",
            "{\"a\":2,\"b\":1}",
            "{\"a\":{\"b\":1}}",
            "{\"a\":{},\"b\":1}",
            "\"\"",
            "\"a\"",
            "\"aa\"",
            "\"aaaaaaaa\"",
            "\"aaaaaaaaa\"",
            "[\"a\",\"b\"]",
            "[\"a,b\"]",
            "[\"b\",\"a\"]",
        ];
        for (at, a) in values.iter().enumerate() {
            for b in values.get(at + 1..).unwrap_or_default() {
                assert_ne!(digest(a.as_bytes()), digest(b.as_bytes()), "{a} {b}");
            }
        }
    }
}
