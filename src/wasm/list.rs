//! The list of phone users for JavaScript: see `client::list`.

use wasm_bindgen::prelude::*;

use super::current::with_current;
use crate::client::list;
use crate::validate::{Options, Strictness};

/// The state of a list that is being read. JavaScript frees it.
#[wasm_bindgen]
pub struct List(list::List);

#[wasm_bindgen]
impl List {
    /// A list of which nothing has been read.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> List {
        List(list::List::new())
    }

    /// What follows from a page with so many new users, an [`AfterPage`](list::AfterPage).
    pub fn page(&mut self, next_token: &str, new_users: u32) -> u8 {
        self.0.page(next_token, new_users) as u8
    }

    /// Whether the list is to begin again after a failure of a page that was asked for by a token.
    #[wasm_bindgen(js_name = beginsAgain)]
    pub fn begins_again(&mut self, zoom_code: Option<f64>, said: &str) -> bool {
        self.0.begins_again(zoom_code.map(|code| code as i64), said)
    }
}

/// Checks the document last checked as a page of users. Returns its issues as a JSON list, and whether it passes as the
/// first character: `+` or `-`. What is wrong with it is kept for the call that received it.
#[wasm_bindgen(js_name = checkPage)]
pub fn check_page(strictness: u8, max_issues: usize) -> String {
    with_current(|current| {
        let strictness = Strictness::from_number(strictness).unwrap_or_default();
        let options = Options { strictness, max_issues, from_object: false };
        let checked = list::check_page(current.input.as_slice(), &current.validator, &options);
        current.invalid = checked.invalid;
        let sign = if checked.passes { "+" } else { "-" };
        [sign, &checked.issues].concat()
    })
}
