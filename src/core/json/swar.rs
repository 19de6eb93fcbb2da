//! Compares and searches eight bytes at once. In wasm the standard library goes byte by byte, or by four.

/// One in each byte of a word.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of each byte of a word.
pub(super) const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes as a word, the first one lowest.
#[inline]
pub(super) fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*bytes)
}

/// The high bits of a word's zero bytes. A borrow can set one wrongly only above a byte where it is set rightly: the
/// lowest is right, and there is none where no byte is zero.
#[inline(always)]
pub(super) fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// The high bits of a word's bytes that are this one, as [`zeros`] has them.
#[inline(always)]
pub(super) fn equals(word: u64, byte: u8) -> u64 {
    zeros(word ^ (ONES * u64::from(byte)))
}

/// The high bits that a look at each word has given, of all words; the last may overlap the one before.
#[inline(always)]
pub(super) fn any(bytes: &[u8], look: impl Fn(u64) -> u64) -> u64 {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().fold(0, |bits, byte| bits | look(u64::from(*byte) * ONES)) & HIGHS;
    };
    let words = bytes.as_chunks::<8>().0.iter();
    words.fold(look(word(last)), |bits, bytes| bits | look(word(bytes))) & HIGHS
}

/// Whether bytes are ASCII.
#[inline]
pub fn is_ascii(bytes: &[u8]) -> bool {
    any(bytes, |word| word) == 0
}

/// Whether two runs of bytes are the same, a word at a time; the last word may overlap the one before. Keys are
/// compared at every member.
#[inline]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if let (Some(a_end), Some(b_end)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let mut words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
        return word(a_end) == word(b_end) && words.all(|(a, b)| word(a) == word(b));
    }
    match (a, b) {
        ([a0, a1, a2, a3, ..], [b0, b1, b2, b3, ..]) => {
            let (a_end, b_end) = (a.last_chunk::<4>(), b.last_chunk::<4>());
            u32::from_le_bytes([*a0, *a1, *a2, *a3]) == u32::from_le_bytes([*b0, *b1, *b2, *b3])
                && a_end.map(|end| u32::from_le_bytes(*end)) == b_end.map(|end| u32::from_le_bytes(*end))
        }
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}
