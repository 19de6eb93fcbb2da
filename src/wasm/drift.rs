//! The drift between two fleets for JavaScript, which writes chunks into its buffer and takes users as NDJSON or CSV.

use wasm_bindgen::prelude::*;

use super::current::with_current;
use super::intake::{other_file, takes_in};
use crate::fleet::{self, ExportForm, GroupBy, Wanted};
use crate::validate::{Options, Strictness};

/// Users that are gone and are looked for at a time.
const REMOVED_AT_ONCE: usize = 256;

/// What is kept of two fleets. JavaScript frees it.
#[wasm_bindgen]
pub struct Drift(fleet::Drift);

takes_in!(Drift);

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
