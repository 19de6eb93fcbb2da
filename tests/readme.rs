//! The tables of errors in the READMEs are those that the code has. `UPDATE_SNAPSHOTS=1` writes them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;

use zoom_phone_profile::client::error::documents::markdown;

const MARKS: [&str; 2] = ["<!-- errors -->\n", "<!-- /errors -->"];

#[test]
fn the_readmes_show_the_table_of_errors() {
    for file in ["README.md", "pkg-template/README.md"] {
        let text = fs::read_to_string(file).unwrap();
        let (before, rest) = text.split_once(MARKS[0]).unwrap();
        let (shown, after) = rest.split_once(MARKS[1]).unwrap();
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(file, [before, MARKS[0], &markdown(), MARKS[1], after].concat()).unwrap();
        } else {
            assert_eq!(shown, markdown(), "{file} differs: run `UPDATE_SNAPSHOTS=1 cargo test --test readme`");
        }
    }
}
