//! Counts of items and characters.

/// Characters of a text, counted one by one: what the library has for long texts takes 1 KB of wasm.
pub(super) fn characters(text: &str) -> usize {
    text.chars().fold(0, |count, _| count + 1)
}

/// Whether there are more than there may be, where anything is documented of that.
pub(super) fn is_beyond(count: usize, most: u16) -> bool {
    most != u16::MAX && count > usize::from(most)
}

/// An index, counted from 1; 0 where there is none.
pub(super) fn ordinal(index: Option<usize>) -> u32 {
    index.map_or(0, |index| index as u32 + 1)
}
