//! Zoom's limits.

use serde::Serialize;

use crate::named;

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Limit {
    /// Requests in a second.
    PerSecond,
    /// Requests in a day.
    Daily,
    /// Requests at a time.
    Concurrency,
}

impl Limit {
    /// All limits.
    pub const ALL: [Limit; 3] = [Limit::PerSecond, Limit::Daily, Limit::Concurrency];

    /// The limit's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::PerSecond => "per_second",
            Limit::Daily => "daily",
            Limit::Concurrency => "concurrency",
        }
    }
}

named!(Limit);
