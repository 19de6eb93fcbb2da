//! The document at hand: JavaScript writes it into the wasm's memory, and asks what was found in it.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::policy::Labels;
use crate::validate::{IssueTable, Options, Validator, View};

/// The document at hand, and what was found in it. One for all calls: they do not overlap, since nothing that uses it
/// calls back into JavaScript.
#[derive(Default)]
pub struct Desk {
    pub input: Input,
    pub options: Options,
    pub validator: Validator,
    /// The issues last asked for.
    pub issues: IssueTable,
    /// Where they are: see `issues`.
    pub issues_at: [u32; 4],
    /// The language of what is written of policies.
    pub labels: Labels,
    /// The document that was set aside, and what was found in it.
    pub aside_input: Input,
    pub aside_validator: Validator,
}

impl Desk {
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

    fn reserve(&mut self, length: usize) -> *mut u8 {
        if self.room.len() > KEPT_ROOM && length < KEPT_ROOM {
            self.room = Vec::new();
        }
        if self.room.len() < length {
            self.room.resize(length, 0);
        }
        self.room.as_mut_ptr()
    }

    pub fn end_at(&mut self, length: usize) {
        self.length = length;
    }
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

pub fn with_desk<T>(work: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with_borrow_mut(work)
}

/// Makes room for a document, and gives its address.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_desk(|desk| desk.input.reserve(length))
}
