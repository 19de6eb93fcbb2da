//! The wasm module: what `zoom-phone-profile` exports to JavaScript, and nothing else. See `Cargo.toml` beside this
//! file.

#[cfg(target_arch = "wasm32")]
pub use zoom_phone_profile::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
