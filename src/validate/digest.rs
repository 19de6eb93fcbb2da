//! A value's digest: the same for values that are the same, whatever their white space, escapes and order of keys.

use crate::json::{Reader, unescape};

/// The digest of the sound value at the reader, which is stepped over.
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
    Some(key_digest(document.get(text.start..text.end)?))
}

/// The digest of a text, given as it stands between its quotes.
pub(super) fn key_digest(raw: &[u8]) -> u64 {
    bytes(unescape(raw).as_bytes(), 7)
}

fn bytes(bytes: &[u8], seed: u64) -> u64 {
    bytes.iter().fold(seed, |digest, byte| mix(digest ^ u64::from(*byte)))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value ^ (value >> 29)
}
