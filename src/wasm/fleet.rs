//! A fleet for JavaScript: chunks are written into its room, its summary comes as JSON.

use wasm_bindgen::prelude::*;

use super::current::with_current;
use crate::fleet::{self, ExportForm, FleetError, GroupBy};
use crate::validate::{Options, Strictness};

/// What is kept of a fleet. It is to be freed.
#[wasm_bindgen]
pub struct Fleet(fleet::Fleet);

#[wasm_bindgen]
impl Fleet {
    /// `strictness` is a [`Strictness`], `group_by` a [`GroupBy`], `export` an [`ExportForm`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        strictness: u8,
        max_issues: usize,
        group_by: Option<u8>,
        audit: bool,
        outliers: bool,
        export: Option<u8>,
    ) -> Fleet {
        let strictness = Strictness::from_number(strictness).unwrap_or_default();
        let mut fleet = fleet::Fleet::new(Options { strictness, max_issues, from_object: false });
        if let Some(group_by) = group_by.and_then(GroupBy::from_number) {
            fleet = fleet.group_by(group_by);
        }
        if audit {
            fleet = fleet.audited();
        }
        if outliers {
            fleet = fleet.with_outliers();
        }
        if let Some(form) = export.and_then(ExportForm::from_number) {
            fleet = fleet.exported(form);
        }
        Fleet(fleet)
    }

    /// What has been written of an export since this was last asked.
    #[wasm_bindgen(js_name = takeExport)]
    pub fn take_export(&mut self) -> Vec<u8> {
        self.0.take_export()
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

    /// Ends the stream. If it cannot be read, says what the source is.
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

    /// Profiles seen so far.
    #[wasm_bindgen(getter)]
    pub fn profiles(&self) -> f64 {
        self.0.profiles() as f64
    }

    /// Bytes taken in so far.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.bytes() as f64
    }

    /// The summary as JSON.
    pub fn summary(&self) -> String {
        self.0.to_json()
    }
}

/// What a source is that is no fleet; empty if a profile is too large.
pub(super) fn other_file(error: FleetError) -> String {
    match error {
        FleetError::TooLarge { .. } => "",
        FleetError::NotJson(file) => file,
        FleetError::NoObjects => "an array of numbers, strings or nulls, not of profiles",
    }
    .into()
}
