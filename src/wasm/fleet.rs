//! A fleet for JavaScript, which writes chunks into its buffer and takes the summary as JSON.

use wasm_bindgen::prelude::*;

use super::current::with_current;
use super::intake::{other_file, takes_in};
use crate::fleet::{self, ExportForm, GroupBy};
use crate::validate::{Options, Strictness};

/// What is kept of a fleet. JavaScript frees it.
#[wasm_bindgen]
pub struct Fleet(fleet::Fleet);

takes_in!(Fleet);

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

    /// The summary as JSON.
    pub fn summary(&self) -> String {
        self.0.to_json()
    }
}
