//! Why reading a stream ends early.

use super::bounds::LARGEST_PROFILE;

/// Why a stream cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FleetError {
    /// One profile of the stream has more than 16 MiB, or never ends.
    TooLarge {
        /// The profile's position in the stream, from 0.
        index: u64,
    },
    /// The stream is another file than JSON: which, and what to do with it.
    NotJson(&'static str),
    /// More than 1,000 values in a row are no objects.
    NoObjects,
}

impl std::fmt::Display for FleetError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge { index } => write!(formatter, "profile {index} is larger than {LARGEST_PROFILE} bytes"),
            Self::NotJson(file) => write!(formatter, "the stream is {file}"),
            Self::NoObjects => formatter.write_str("the stream is a list of numbers, strings or nulls"),
        }
    }
}

impl std::error::Error for FleetError {}
