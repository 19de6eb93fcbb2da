//! The wasm module: what `zoom-phone-profile` exports to JavaScript, and nothing else. See `Cargo.toml` beside this file.

#[cfg(target_arch = "wasm32")]
pub use zoom_phone_profile::*;
