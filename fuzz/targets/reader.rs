//! Any bytes: the reader's verdict on their grammar is serde_json's, and it says where it stops being JSON.
#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| support::verdict::assert_same_verdict(document));
