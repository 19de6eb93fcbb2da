//! Bytes that stand for what JSON cannot carry, in a document that was made from a JavaScript object
//! (`pkg-template/shared/stringify.ts` writes them).
//!
//! JSON allows no control character outside white space, so none of them occurs in a document that is text.

/// Returns whether a byte stands for a value that JSON cannot carry.
pub(super) fn is_foreign(byte: u8) -> bool {
    byte < b' ' && !byte.is_ascii_whitespace()
}

/// Returns what a foreign byte stands for, as a noun phrase for messages.
pub(super) fn foreign_name(byte: u8) -> &'static str {
    match byte {
        1 => "undefined",
        2 => "a function",
        3 => "a symbol",
        4 => "a BigInt",
        5 => "NaN or Infinity",
        6 => "a Map",
        7 => "a Set",
        8 => "a Date",
        14 => "an instance of a class",
        15 => "a getter or setter",
        16 => "a circular reference",
        17 => "a value that cannot be read",
        _ => "a value that is not JSON",
    }
}
