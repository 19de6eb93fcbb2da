//! What each fuzz target does with one input, whoever comes up with it: the fuzzer (targets/), or the kept corpus (tests/replay.rs).

pub mod chunks;
pub mod endpoint;
pub mod error_body;
pub mod policy;
pub mod reader;
pub mod retry_after;
pub mod unescape;
pub mod validator;

#[path = "../../tests/support/mod.rs"]
pub mod support;
