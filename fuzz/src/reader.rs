//! Any bytes: the reader's verdict on their grammar is serde_json's, and it says where it stops being JSON.

use crate::support::verdict::assert_same_verdict;

pub fn check(document: &[u8]) {
    assert_same_verdict(document);
}
