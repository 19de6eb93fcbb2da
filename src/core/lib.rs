//! The layers that every document goes through, compiled for speed: see `Cargo.toml` beside this file.
//!
//! - [`json`]: one pass over bytes: JSON's grammar, UTF-8, positions. Knows nothing of Zoom.
//! - [`model`]: the profile, declared once.
//! - [`validate`]: the model against a document: issues with place, expectation and finding.

pub mod json;
pub mod model;
mod numbered;
pub mod text;
pub mod validate;
pub mod word;
