//! The document at hand: JavaScript writes it into the wasm's memory, and asks what was found in it.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::client::invalid::Invalid;
use crate::policy::Labels;
use crate::validate::{IssueTable, Options, Validator, View};

/// The document at hand, and what was found in it. One for all calls: they do not overlap, since nothing that uses it
/// calls back into JavaScript.
#[derive(Default)]
pub struct CurrentDocument {
    pub input: Input,
    pub options: Options,
    pub validator: Validator,
    /// The issues last asked for.
    pub issues: IssueTable,
    /// Where they are: see `issues`.
    pub issues_at: [u32; 4],
    /// What is wrong with a reply, once that was asked for.
    pub invalid: Invalid,
    /// The language of what is written of policies.
    pub labels: Labels,
    /// The document that was set aside, and what was found in it.
    pub aside_input: Input,
    pub aside_validator: Validator,
}

impl CurrentDocument {
    /// The values of the document last checked.
    pub fn view(&self) -> View<'_> {
        self.validator.view(self.input.as_slice())
    }

    /// The values of the document that was set aside.
    pub fn view_aside(&self) -> View<'_> {
        self.aside_validator.view(self.aside_input.as_slice())
    }
}

/// The bytes of a document.
#[derive(Default)]
pub struct Input {
    /// Room that is kept from document to document: what lies behind `length` is left over, not zeros.
    room: Vec<u8>,
    length: usize,
}

/// Room larger than this is given back.
const KEPT_ROOM: usize = 4 << 20;

impl Input {
    pub fn as_slice(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or_default()
    }

    /// Null where there is not so much memory.
    fn reserve(&mut self, length: usize) -> *mut u8 {
        let is_too_large = self.room.len() > KEPT_ROOM && length < KEPT_ROOM;
        if is_too_large || self.room.len() < length {
            // What it holds is not needed any more: to grow it would take as much memory again.
            self.room = Vec::new();
            let room = if length < KEPT_ROOM { length.next_power_of_two() } else { length };
            if self.room.try_reserve_exact(room).is_err() {
                return std::ptr::null_mut();
            }
            self.room.resize(room, 0);
        }
        self.room.as_mut_ptr()
    }

    pub fn end_at(&mut self, length: usize) {
        self.length = length;
    }
}

thread_local! {
    static CURRENT: RefCell<CurrentDocument> = RefCell::default();
}

pub fn with_current<T>(work: impl FnOnce(&mut CurrentDocument) -> T) -> T {
    CURRENT.with_borrow_mut(work)
}

/// Makes room for a document, and gives its address; null where there is not so much memory.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_current(|current| current.input.reserve(length))
}
