//! The drift between two fleets for JavaScript: chunks are written into its room, as into that of a fleet.

use wasm_bindgen::prelude::*;

use super::current::with_current;
use super::fleet::other_file;
use crate::fleet::{self, ExportForm, GroupBy, Wanted};
use crate::validate::{Options, Strictness};

/// Users that are gone and are looked for at a time.
const REMOVED_AT_ONCE: usize = 256;

/// What is kept of two fleets. It is to be freed.
#[wasm_bindgen]
pub struct Drift(fleet::Drift);

#[wasm_bindgen]
impl Drift {
    /// `strictness` is a [`Strictness`], `group_by` a [`GroupBy`], `form` an [`ExportForm`].
    #[wasm_bindgen(constructor)]
    pub fn new(strictness: u8, group_by: Option<u8>, form: Option<u8>) -> Drift {
        let strictness = Strictness::from_number(strictness).unwrap_or_default();
        let options = Options { strictness, max_issues: 0, from_object: false };
        let group_by = group_by.and_then(GroupBy::from_number);
        Drift(fleet::Drift::new(options, group_by, form.and_then(ExportForm::from_number)))
    }

    /// Makes room for a chunk, and gives its address.
    pub fn reserve(&mut self, length: usize) -> *mut u8 {
        self.0.reserve(length).as_mut_ptr()
    }

    /// Takes in the chunk that was written there. If it cannot be read, says which other file the source is; nothing if
    /// a profile is too large.
    pub fn filled(&mut self, length: usize) -> Option<String> {
        self.0.filled(length).err().map(other_file)
    }

    /// Ends the fleet at hand. If it cannot be read, says what the source is.
    pub fn end(&mut self) -> Option<String> {
        self.0.end();
        self.0.refuse_scalars().err().map(other_file)
    }

    /// Takes in the profile of `length` bytes that was written to memory, made from an object, and the ID it was
    /// asked for by.
    #[wasm_bindgen(js_name = pushValue)]
    pub fn push_value(&mut self, length: usize, id: &str) {
        with_current(|current| {
            current.input.end_at(length);
            self.0.push_value(current.input.as_slice(), id);
        });
    }

    /// Takes in a profile that could not be fetched; its issues are a JSON list.
    #[wasm_bindgen(js_name = pushFailure)]
    pub fn push_failure(&mut self, id: &str, code: &str, message: &str, issues: &str) {
        self.0.push_failure(id, code, message, issues);
    }

    /// Profiles seen so far of the fleet at hand.
    #[wasm_bindgen(getter)]
    pub fn profiles(&self) -> f64 {
        self.0.profiles() as f64
    }

    /// Bytes taken in so far of the fleet at hand.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.bytes() as f64
    }

    /// Begins with the later fleet.
    #[wasm_bindgen(js_name = beginAfter)]
    pub fn begin_after(&mut self) {
        self.0.begin_after();
    }

    /// Bytes of later profiles that wait for their earlier ones.
    #[wasm_bindgen(getter)]
    pub fn waiting(&self) -> f64 {
        self.0.waiting() as f64
    }

    /// The earlier profiles that are to be read again, three numbers for each: the value, the offset in it, the length.
    pub fn wanted(&mut self) -> Vec<f64> {
        let numbers = |Wanted { value, start, length }| [f64::from(value), start as f64, f64::from(length)];
        self.0.wanted().into_iter().flat_map(numbers).collect()
    }

    /// Takes the earlier profile of `length` bytes that was written to memory. Whether it is what was read before.
    pub fn answer(&mut self, length: usize) -> bool {
        with_current(|current| {
            current.input.end_at(length);
            self.0.answer(current.input.as_slice())
        })
    }

    /// Has users that are gone wait for their earlier profiles. Whether there may be more.
    #[wasm_bindgen(js_name = queueRemoved)]
    pub fn queue_removed(&mut self) -> bool {
        self.0.queue_removed(REMOVED_AT_ONCE)
    }

    /// What has been written of users since this was last asked.
    pub fn take(&mut self) -> Vec<u8> {
        self.0.take().into_bytes()
    }

    /// The summary as JSON.
    pub fn summary(&self) -> String {
        self.0.to_json()
    }
}
