//! The document at hand: JavaScript writes it into the wasm's memory, and asks what was found in it.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::validate::{Options, Validator};

/// The document at hand, and what was found in it. One for all calls: they do not overlap, since nothing that uses it
/// calls back into JavaScript.
#[derive(Default)]
pub struct Desk {
    pub input: Vec<u8>,
    pub options: Options,
    pub validator: Validator,
}

/// A document larger than this gives its memory back.
const KEPT_INPUT: usize = 4 << 20;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

pub fn with_desk<T>(work: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with_borrow_mut(work)
}

/// Makes room for a document, and gives its address.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_desk(|desk| {
        if desk.input.capacity() > KEPT_INPUT && length < KEPT_INPUT {
            desk.input = Vec::new();
        }
        desk.input.clear();
        desk.input.resize(length, 0);
        desk.input.as_mut_ptr()
    })
}
