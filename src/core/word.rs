//! Enums whose values have names: `Display` and `FromStr`.

use std::fmt;

/// A string that names no value of its type. Displays the names that do, or the closest one if they are many.
///
/// ```
/// # use zoom_phone_profile_core::validate as zoom_phone_profile;
/// use zoom_phone_profile::Severity;
///
/// let error = "fatal".parse::<Severity>().unwrap_err();
/// assert_eq!(error.to_string(), "\"fatal\" is not one of \"error\", \"warning\", \"info\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    known: Vec<&'static str>,
}

/// Most names that are listed.
const MOST_LISTED: usize = 10;

impl UnknownName {
    #[doc(hidden)]
    pub fn new(name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        Self { name: name.into(), known: known.collect() }
    }

    /// Returns the known name that is within a quarter of its length in edits, the first if several are equally close.
    fn closest(&self) -> Option<&'static str> {
        let most = |known: &str| known.len() / 4;
        // A name may be as long as a document: its edits are counted only if there can be few.
        let candidates = self.known.iter().filter(|known| known.len().abs_diff(self.name.len()) <= most(known));
        let counted = candidates.map(|known| (edits(&self.name, known), *known));
        counted.filter(|(edits, known)| *edits <= most(known)).min_by_key(|(edits, _)| *edits).map(|(_, known)| known)
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not one of ", self.name)?;
        if self.known.len() > MOST_LISTED {
            write!(formatter, "the {} known names", self.known.len())?;
            return self.closest().map_or(Ok(()), |closest| write!(formatter, "; the closest is {closest:?}"));
        }
        for (index, known) in self.known.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}{known:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownName {}

/// Returns the number of edits between two strings: insertions, deletions and substitutions of bytes (Levenshtein).
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (1..=to.len()).collect();
    for (index, byte) in from.bytes().enumerate() {
        let (mut diagonal, mut left) = (index, index + 1);
        for (cell, other) in row.iter_mut().zip(to.bytes()) {
            let substituted = diagonal + usize::from(byte != other);
            diagonal = *cell;
            left = substituted.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(from.len())
}

/// Gives `Display` and `FromStr` to enums, by their `ALL` and `as_str`. Enums of [`numbered!`](crate::numbered) get
/// their `as_str` from the names of their values.
#[doc(hidden)]
#[macro_export]
macro_rules! named {
    (numbered $($Name:ty),* $(,)?) => {
        $(impl $Name {
            /// The value's name.
            pub fn as_str(self) -> &'static str {
                Self::NAMES.get(self as usize).copied().unwrap_or_default()
            }
        })*

        $crate::named!($($Name),*);
    };

    ($($Name:ty),* $(,)?) => {$(
        impl ::std::fmt::Display for $Name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $Name {
            type Err = $crate::word::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let known = || <$Name>::ALL.iter().map(|value| value.as_str());
                let found = <$Name>::ALL.iter().find(|value| value.as_str() == name);
                found.copied().ok_or_else(|| $crate::word::UnknownName::new(name, known()))
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_insertions_deletions_and_substitutions() {
        for (from, to, expected) in
            [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("é", "e", 2)]
        {
            assert_eq!(edits(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn of_many_names_the_closest_is_named() {
        const MANY: [&str; 11] = [
            "zero",
            "recording_paused",
            "recording_passed",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
        ];
        for (name, expected) in [
            (
                "recordng_paused",
                "\"recordng_paused\" is not one of the 11 known names; the closest is \"recording_paused\"",
            ),
            ("sixes and sevens", "\"sixes and sevens\" is not one of the 11 known names"),
        ] {
            assert_eq!(UnknownName::new(name, MANY.into_iter()).to_string(), expected);
        }
    }
}
