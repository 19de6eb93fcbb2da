//! Each target over its corpus: the inputs that between them reach all that the fuzzer has found to reach, and its findings.

use std::fs;
use std::path::Path;

use zoom_phone_profile_fuzz::{chunks, endpoint, error_body, policy, reader, retry_after, unescape, validator};

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        // Printed where the test fails.
        println!("{}", path.display());
        check(&fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count >= 10, "{count} inputs in {}", folder.display());
}

macro_rules! replays {
    ($($target:ident),*) => { $(#[test] fn $target() { replay(stringify!($target), $target::check); })* };
}

replays!(chunks, endpoint, error_body, policy, reader, retry_after, unescape, validator);
