#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| zoom_phone_profile_fuzz::chunks::check(data));
