//! The current document: JavaScript writes it into the wasm's memory, and asks what was found in it.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::client::invalid::Invalid;
use crate::policy::Labels;
use crate::validate::{IssueTable, Options, Validator, View};

/// The current document, and what was found in it. One for all calls: they do not overlap, since nothing that uses it
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
    /// Memory that is kept from document to document: bytes behind `length` are left over from earlier ones.
    buffer: Vec<u8>,
    length: usize,
}

/// A buffer larger than this is freed, in bytes.
const KEPT_BYTES: usize = 4 << 20;

impl Input {
    pub fn as_slice(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }

    /// Returns null where there is not so much memory.
    fn reserve(&mut self, length: usize) -> *mut u8 {
        let is_too_large = self.buffer.len() > KEPT_BYTES && length < KEPT_BYTES;
        if is_too_large || self.buffer.len() < length {
            // What it holds is not needed any more: to grow it would take as much memory again.
            self.buffer = Vec::new();
            let size = if length < KEPT_BYTES { length.next_power_of_two() } else { length };
            if self.buffer.try_reserve_exact(size).is_err() {
                return std::ptr::null_mut();
            }
            self.buffer.resize(size, 0);
        }
        self.buffer.as_mut_ptr()
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

/// Makes the input at least `length` bytes long, and returns its address; null where there is not so much memory.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_current(|current| current.input.reserve(length))
}
