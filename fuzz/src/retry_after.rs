//! Any header: a wait is never negative, and dates are read as httpdate and jiff read them.

use std::time::UNIX_EPOCH;

use zoom_phone_profile::client::time::{Times, parse_date, wait_ms};

/// 2026-07-01.
const NOW: i64 = 1_782_864_000_000;

pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let half = text.len() / 2;
    let cut = (0..=half).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (one, other) = text.split_at(cut);
    for times in [
        Times { retry_after: Some(text), ..Times::default() },
        Times { retry_after: Some(one), date: Some(other), ..Times::default() },
        Times { reset: Some(one), date: Some(other), ..Times::default() },
    ] {
        assert!(wait_ms(&times, NOW).is_none_or(|ms| ms >= 0));
    }
    let ours = parse_date(text, NOW);
    // Of the three forms the one that is written today; the others bring a century or a weekday with them.
    if let Ok(date) = httpdate::parse_http_date(text)
        && text.ends_with(" GMT")
        && text.len() == 29
    {
        let theirs = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        assert_eq!(ours, Some(theirs), "{text}");
    }
    // Written in full, as RFC 3339 has it.
    let is_full = text.len() >= 20
        && text.as_bytes()[10] == b'T'
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && text.ends_with('Z')
        && !text.contains(',');
    if is_full
        && let Ok(moment) = text.parse::<jiff::Timestamp>()
        && text.as_bytes().get(17..19) != Some(b"60")
    {
        assert!(ours.is_none_or(|ours| ours == moment.as_millisecond()), "{text}: {ours:?}");
    }
}
