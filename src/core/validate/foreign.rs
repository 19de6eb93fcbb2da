//! Bytes that stand for what JSON cannot carry, in a document that was made from a JavaScript object
//! (`pkg-template/shared/stringify.ts` writes them).
//!
//! JSON allows no control character outside white space, so none of them occurs in a document that is text.

macro_rules! foreign {
    ($($byte:literal $name:ident $phrase:literal,)*) => {
        /// The bytes, with the names by which the package's TypeScript knows them.
        pub const FOREIGN: &[(&str, u8)] = &[$((stringify!($name), $byte),)*];

        /// Returns what a foreign byte stands for, as a noun phrase for messages.
        pub(super) fn foreign_name(byte: u8) -> &'static str {
            match byte {
                $($byte => $phrase,)*
                _ => "a value that is not JSON",
            }
        }
    };
}

foreign! {
    1 undefined "undefined",
    2 function "a function",
    3 symbol "a symbol",
    4 bigint "a BigInt",
    5 nonFinite "NaN or Infinity",
    6 map "a Map",
    7 set "a Set",
    8 date "a Date",
    14 instance "an instance of a class",
    15 accessor "a getter or setter",
    16 cycle "a circular reference",
    17 unreadable "a value that cannot be read",
}

/// Returns whether a byte stands for a value that JSON cannot carry.
pub(super) fn is_foreign(byte: u8) -> bool {
    byte < b' ' && !byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_foreign_and_has_one_name() {
        assert!(FOREIGN.iter().all(|(_, byte)| is_foreign(*byte)));
        assert!(FOREIGN.is_sorted_by(|(_, one), (_, other)| one < other));
    }
}
