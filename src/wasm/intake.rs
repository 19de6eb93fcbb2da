//! How a fleet and a drift take in profiles from JavaScript: the same methods for both, declared once.

use crate::fleet::FleetError;

/// Gives a class that wraps a `Fleet` or a `Drift` the methods that take in profiles. JavaScript writes chunks into
/// the buffer that `reserve` returns, or one profile after another into the current document.
macro_rules! takes_in {
    ($Class:ident) => {
        #[wasm_bindgen]
        impl $Class {
            /// Makes the buffer long enough for a chunk, and returns its address.
            pub fn reserve(&mut self, length: usize) -> *mut u8 {
                self.0.reserve(length).as_mut_ptr()
            }

            /// Takes in the chunk that was written there. If it cannot be read, returns which other file the source
            /// is; the empty string if a profile is too large.
            pub fn filled(&mut self, length: usize) -> Option<String> {
                self.0.filled(length).err().map(other_file)
            }

            /// Ends the source. If it cannot be read, returns which other file it is.
            pub fn end(&mut self) -> Option<String> {
                self.0.end();
                self.0.refuse_scalars().err().map(other_file)
            }

            /// Takes in the profile of `length` bytes that was written to memory, made from an object, and the ID it
            /// was asked for by.
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

            /// Profiles seen so far of the source that is being read.
            #[wasm_bindgen(getter)]
            pub fn profiles(&self) -> f64 {
                self.0.profiles() as f64
            }

            /// Bytes taken in so far of the source that is being read.
            #[wasm_bindgen(getter)]
            pub fn bytes(&self) -> f64 {
                self.0.bytes() as f64
            }
        }
    };
}
pub(super) use takes_in;

/// What a source is that is no fleet; empty if a profile is too large.
pub(super) fn other_file(error: FleetError) -> String {
    match error {
        FleetError::TooLarge { .. } => "",
        FleetError::NotJson(file) => file,
        FleetError::NoObjects => "an array of numbers, strings or nulls, not of profiles",
    }
    .into()
}
