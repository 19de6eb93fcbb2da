//! A small program to split: two halves that share a word, a number and a callback. Compiled by
//! `tests/js/split.test.js`, without the standard library.

#![no_std]
#![allow(missing_docs)]

use core::sync::atomic::{AtomicU32, Ordering};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    fn note(number: u32);
}

/// State of the root: both halves count in it.
static CALLS: AtomicU32 = AtomicU32::new(100);
/// Texts and state of one half each.
static LEFT_WORDS: &str = "only the left half says this";
static RIGHT_WORDS: &str = "only the right half says this";
static LEFT_CALLS: AtomicU32 = AtomicU32::new(10);
static RIGHT_CALLS: AtomicU32 = AtomicU32::new(20);
static SHARED_WORDS: &str = "both halves say this, and so nobody says it twice";
/// Functions that are called by way of the table.
static LEFT_STEPS: [fn(u32) -> u32; 2] = [left_step, shared_step];
static RIGHT_STEPS: [fn(u32) -> u32; 2] = [right_step, shared_step];

#[inline(never)]
fn sum(words: &str, seed: u32) -> u32 {
    let mut sum = seed;
    for byte in words.bytes() {
        sum = sum.wrapping_mul(31).wrapping_add(u32::from(byte));
        sum ^= sum >> 7;
        if sum % 13 == 0 {
            sum = sum.rotate_left(5).wrapping_sub(seed);
        }
    }
    sum
}

/// A function of a few bytes.
#[inline(never)]
fn count() -> u32 {
    CALLS.fetch_add(1, Ordering::Relaxed)
}

#[inline(never)]
fn left_step(seed: u32) -> u32 {
    sum(LEFT_WORDS, seed ^ LEFT_CALLS.fetch_add(1, Ordering::Relaxed))
}

#[inline(never)]
fn right_step(seed: u32) -> u32 {
    sum(RIGHT_WORDS, seed ^ RIGHT_CALLS.fetch_add(1, Ordering::Relaxed))
}

#[inline(never)]
fn shared_step(seed: u32) -> u32 {
    sum(SHARED_WORDS, seed ^ count())
}

#[inline(never)]
fn run(steps: &'static [fn(u32) -> u32; 2], seed: u32) -> u32 {
    steps.get(seed as usize % 2).map_or(0, |step| core::hint::black_box(*step)(seed))
}

#[unsafe(no_mangle)]
pub extern "C" fn calls() -> u32 {
    CALLS.load(Ordering::Relaxed)
}

#[unsafe(no_mangle)]
pub extern "C" fn left(seed: u32) -> u32 {
    count();
    unsafe { note(seed) };
    run(&LEFT_STEPS, seed)
}

#[unsafe(no_mangle)]
pub extern "C" fn right(seed: u32) -> u32 {
    count();
    run(&RIGHT_STEPS, seed)
}

#[unsafe(no_mangle)]
pub extern "C" fn both(seed: u32) -> u32 {
    left(seed).wrapping_add(right(seed))
}

/// Data that the linker keeps, and nothing refers to.
#[cfg(orphan)]
#[used]
static ORPHAN: [u8; 4] = *b"lost";
