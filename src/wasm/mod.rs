//! The only room that knows JavaScript: what the package's entries call, and the call of fetch. It holds no logic: values
//! are taken in, handed to the rooms below, and handed out.

mod call;
mod desk;
mod fleet;
mod policy;
mod rate;
mod target;
mod validation;

use wasm_bindgen::prelude::*;

use crate::client::options::meant;

/// The option that was meant by a name that is none, among those that there are, which come with commas between them.
#[wasm_bindgen(js_name = meantOption)]
pub fn meant_option(name: &str, known: &str) -> Option<String> {
    meant(name, known.split(',')).map(Into::into)
}
