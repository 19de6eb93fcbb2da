//! Zoom's limits.

use serde::Serialize;

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Requests in a second.
    PerSecond,
    /// Requests in a day.
    Daily,
    /// Requests at a time.
    Concurrency,
}

impl Limit {
    /// The limit's name on the JavaScript side.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::PerSecond => "per_second",
            Limit::Daily => "daily",
            Limit::Concurrency => "concurrency",
        }
    }
}
