//! Limits that bound a fleet's memory: sizes, and how many names and failures are kept.

/// Bytes that one profile may have. Real ones have a few thousand.
pub const LARGEST_PROFILE: usize = 16 << 20;

/// Bytes that are awaited at least before what was cut off is tried again.
pub const LEAST_AWAITED: usize = 4096;

/// Profiles that fail are listed up to this many, and counted beyond.
pub const LISTED_FAILURES: usize = 100;

/// Bytes that all of them are listed with, about.
pub const LISTED_TEXT: usize = 64 << 20;

/// Characters that are kept of why a profile could not be fetched.
pub const LONGEST_MESSAGE: usize = 1000;

/// Groups, sites, departments, calling plans and statuses are counted apart up to this many of each, and the rest as
/// [`OTHER`](super::OTHER).
pub const COUNTED_APART: usize = 1000;

/// Users that are named as examples: of each finding, and of each state of a policy within a group.
pub const EXAMPLES: usize = 10;

/// Values in a row that may be numbers, strings or nulls in the place of profiles: each is a failure, whose row in an
/// export takes a hundred times as many bytes as the value.
pub const MOST_SCALARS: u32 = 1_000;
