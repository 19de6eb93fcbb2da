//! Searches in text.

/// Whether a text holds a word, in any case. The word must not be empty.
pub(crate) fn contains(text: &[u8], word: &str) -> bool {
    text.windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}
