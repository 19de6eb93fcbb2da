//! Reads how long a reply asks to wait. Zoom writes `Retry-After` as an ISO 8601 date-time; HTTP allows seconds and
//! three date formats. The clock is passed in, and dates are parsed here, so that no engine's date parser matters.

const SECOND: i64 = 1000;
const DAY: i64 = 86_400 * SECOND;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A difference between the reply's clock and ours that is more than a reply's way, in milliseconds.
const SKEW: i64 = 5 * SECOND;

/// What the headers of a reply say of time. Any of them may be missing: a proxy may not pass it on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times<'a> {
    /// `Retry-After`.
    pub retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`, in unix seconds.
    pub reset: Option<&'a str>,
    /// `Date`: the server's own clock.
    pub date: Option<&'a str>,
}

/// How long a reply asks to wait, in milliseconds: by `Retry-After`, else by `X-RateLimit-Reset`. `now` is in
/// milliseconds since 1970. A moment that has just passed is a wait of 0; one more than a day away, before or after, is
/// ignored: no limit of Zoom's lasts longer, so it is a wrong clock or a wrong unit.
///
/// ```
/// use zoom_phone_profile::client::time::{Times, wait_ms};
///
/// let asked = Times { retry_after: Some("2026-07-01T12:00:01Z"), ..Times::default() };
/// assert_eq!(wait_ms(&asked, 1_782_907_200_500), Some(500));
/// ```
pub fn wait_ms(times: &Times<'_>, now: i64) -> Option<i64> {
    // Moments are the server's: where its clock and ours are apart, the wait is what lies between its own two.
    let theirs = times.date.and_then(|date| parse_date(date, now)).filter(|date| date.abs_diff(now) > SKEW as u64);
    let until = |moment: i64| moment - theirs.unwrap_or(now);
    let sensible = |wait: &i64| wait.abs() <= DAY;
    let by_retry_after = times.retry_after.and_then(|text| {
        let text = text.trim_ascii();
        seconds(text).or_else(|| parse_date(text, now).map(until)).filter(sensible)
    });
    let by_reset = || times.reset.and_then(|text| seconds(text.trim_ascii())).map(until).filter(sensible);
    by_retry_after.or_else(by_reset).map(|wait| wait.max(0))
}

/// What is left of a text. Bytes, since all that is looked for is ASCII, and small code, since it ships.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        wanted.contains(first).then(|| self.0 = rest)?;
        Some(*first)
    }

    fn skip(&mut self, bytes: &[u8]) {
        while self.take(bytes).is_some() {}
    }

    /// The bytes up to the first of another kind.
    fn run(&mut self, is_kind: fn(&u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !is_kind(byte)).unwrap_or(self.0.len());
        let (run, rest) = self.0.split_at_checked(end).unwrap_or_default();
        self.0 = rest;
        run
    }

    fn letters(&mut self) -> &'a [u8] {
        self.run(u8::is_ascii_alphabetic)
    }

    /// A whole number; one that is too large is as good as the largest.
    fn number(&mut self) -> Option<i64> {
        const MOST: i64 = i64::MAX / 1_000_000;
        let digits = self.run(u8::is_ascii_digit);
        let push =
            |number: i64, digit: &u8| number.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(MOST);
        (!digits.is_empty()).then(|| digits.iter().fold(0, push))
    }

    /// A whole number of exactly so many digits.
    fn digits(&mut self, length: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let mut digits = Rest(digits);
        let number = digits.number()?;
        digits.0.is_empty().then_some(number)
    }

    /// The digits behind a point, if there is one, in thousandths.
    fn thousandths(&mut self) -> i64 {
        if self.take(b".").is_none() {
            return 0;
        }
        let digits = self.run(u8::is_ascii_digit);
        let digit = |at: usize| i64::from(digits.get(at).map_or(0, |digit| digit - b'0'));
        digit(0) * 100 + digit(1) * 10 + digit(2)
    }

    /// `12:00`, `12:00:00` or `12:00:00.000`, in milliseconds since midnight.
    fn time_of_day(&mut self) -> Option<i64> {
        let hours = self.digits(2)?;
        self.take(b":")?;
        let minutes = self.digits(2)?;
        let seconds = if self.take(b":").is_some() { self.digits(2)? } else { 0 };
        if hours > 23 || minutes > 59 || seconds > 60 {
            return None;
        }
        Some(((hours * 60 + minutes) * 60 + seconds) * SECOND + self.thousandths())
    }
}

/// Seconds, with or without a fraction, in milliseconds.
fn seconds(text: &str) -> Option<i64> {
    let mut rest = Rest(text.as_bytes());
    let ms = rest.number()? * SECOND + rest.thousandths();
    rest.0.is_empty().then_some(ms)
}

/// A moment in milliseconds since 1970, out of an ISO 8601 date-time or one of HTTP's three forms of a date.
///
/// A date-time without a zone is in UTC, as all of Zoom's are. `now` says which century a year of two digits means.
pub fn parse_date(text: &str, now: i64) -> Option<i64> {
    let mut rest = Rest(text.trim_ascii().as_bytes());
    let is_iso = rest.0.first().is_some_and(u8::is_ascii_digit);
    let moment = if is_iso { iso_date(&mut rest)? } else { http_date(&mut rest, now)? };
    rest.0.is_empty().then_some(moment)
}

/// `2026-07-01T12:00:00Z`, with or without seconds, their fraction, and a zone such as `+02:00`.
fn iso_date(rest: &mut Rest<'_>) -> Option<i64> {
    let year = rest.digits(4)?;
    rest.take(b"-")?;
    let month = rest.digits(2)?;
    rest.take(b"-")?;
    let midnight = midnight(year, month, rest.digits(2)?)?;
    if rest.0.is_empty() {
        return Some(midnight);
    }
    rest.take(b"Tt ")?;
    let moment = midnight + rest.time_of_day()?;
    let sign = match rest.take(b"Zz+-") {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some(moment),
    };
    let hours = rest.digits(2)?;
    rest.skip(b":");
    let minutes = if rest.0.is_empty() { 0 } else { rest.digits(2)? };
    Some(moment - sign * (hours * 60 + minutes) * 60 * SECOND)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, or `Sun Nov  6 08:49:37 1994`.
fn http_date(rest: &mut Rest<'_>, now: i64) -> Option<i64> {
    rest.letters();
    rest.skip(b", ");
    if let Some(month) = month(rest.letters()) {
        rest.skip(b" ");
        let day = rest.number()?;
        rest.skip(b" ");
        let time = rest.time_of_day()?;
        rest.skip(b" ");
        return Some(midnight(rest.digits(4)?, month, day)? + time);
    }
    let day = rest.number()?;
    rest.skip(b" -");
    let month = month(rest.letters())?;
    rest.skip(b" -");
    let year = rest.number()?;
    rest.skip(b" ");
    let time = rest.time_of_day()?;
    rest.skip(b" ");
    rest.letters();
    Some(midnight(if year < 100 { century(year, now) } else { year }, month, day)? + time)
}

fn month(name: &[u8]) -> Option<i64> {
    let at = MONTHS.iter().position(|month| month.as_bytes().eq_ignore_ascii_case(name))?;
    Some(at as i64 + 1)
}

/// The year that two digits mean: at most 50 years from now.
fn century(year: i64, now: i64) -> i64 {
    let this_year = 1970 + now / (365 * DAY + DAY / 4);
    let year = this_year - this_year % 100 + year;
    if year > this_year + 50 { year - 100 } else { year }
}

/// The first moment of a day of the Gregorian calendar, in milliseconds since 1970; `None` where there is no such day.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days_in_month).contains(&day) || year > 9999 {
        return None;
    }
    // Years begin in March here, so that a leap day is the last of its year; 719,468 days lie before 1970.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some((year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-07-01T12:00:00Z.
    const NOW: i64 = 1_782_907_200_000;

    fn asked(retry_after: &str) -> Option<i64> {
        wait_ms(&Times { retry_after: Some(retry_after), ..Times::default() }, NOW)
    }

    #[test]
    fn every_form_of_retry_after() {
        for (text, expected) in [
            ("2026-07-01T12:00:01Z", Some(1_000)),
            ("2026-07-01t12:00:01z", Some(1_000)),
            ("2026-07-01 12:00:01", Some(1_000)),
            ("2026-07-01T12:00:00.250Z", Some(250)),
            ("2026-07-01T12:00:00.25049Z", Some(250)),
            ("2026-07-01T12:01Z", Some(60_000)),
            ("2026-07-01T14:00:02+02:00", Some(2_000)),
            ("2026-07-01T14:00:02+0200", Some(2_000)),
            ("2026-07-01T14:00:02+02", Some(2_000)),
            ("2026-07-01T08:30:02-03:30", Some(2_000)),
            ("2026-07-02", Some(12 * 3_600_000)),
            ("2026-07-01T11:59:59Z", Some(0)),
            ("0", Some(0)),
            ("1", Some(1_000)),
            (" 120 ", Some(120_000)),
            ("1.5", Some(1_500)),
            ("Wed, 01 Jul 2026 12:00:03 GMT", Some(3_000)),
            ("Wednesday, 01-Jul-26 12:00:03 GMT", Some(3_000)),
            ("Wed Jul  1 12:00:03 2026", Some(3_000)),
            ("wed, 01 jul 2026 12:00:03 gmt", Some(3_000)),
            ("86400", Some(DAY)),
            ("86400.001", None),
            ("86401", None),
            ("99999999999999999999999", None),
            ("2026-07-02T12:00:00Z", Some(DAY)),
            ("2026-07-02T12:00:00.001Z", None),
            ("9999-12-31T23:59:59Z", None),
            ("Thu, 02 Jul 2026 12:00:01 GMT", None),
            ("2026-06-30T12:00:00Z", Some(0)),
            ("2026-06-30T11:59:59Z", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("1,5", None),
            ("2026-02-30T00:00:00Z", None),
            ("2026-09-31T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-07-01T24:00:00Z", None),
            ("2026-07-01T12:60:00Z", None),
            ("2026-07-01T", None),
            ("2026-07-01X12:00:00Z", None),
            ("2026-07-01T12:00:00é", None),
            ("Wed, 01 Foo 2026 12:00:03 GMT", None),
            ("Wed, 01 Jul 2026", None),
            ("Wed", None),
            ("2026-07-01T12:00:01Zulu", None),
            ("Wed, 01 Jul 2026 12:00:03 GMT GMT", None),
        ] {
            assert_eq!(asked(text), expected, "{text:?}");
        }
    }

    #[test]
    fn days_of_the_calendar() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1_000),
            ("1994-11-06T08:49:37Z", 784_111_777_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("2024-12-31T23:59:60Z", 1_735_689_600_000),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] {
            assert_eq!(parse_date(text, NOW), Some(expected), "{text}");
        }
        assert_eq!(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", NOW), Some(784_111_777_000));
        assert_eq!(parse_date("Sun Nov  6 08:49:37 1994", NOW), Some(784_111_777_000));
        assert_eq!(parse_date("1900-02-29", NOW), None);
        assert_eq!(parse_date("Monday, 01-Mar-100 00:00:00 GMT", NOW), parse_date("0100-03-01", NOW));
        assert_eq!(parse_date("Monday, 01-Mar-10000 00:00:00 GMT", NOW), None);
    }

    #[test]
    fn a_year_of_two_digits_is_at_most_fifty_years_from_now() {
        let year = |name: i64, now: &str| century(name, parse_date(now, 0).unwrap());
        for (name, now, expected) in [
            (76, "2026-01-02", 2076),
            (77, "2026-01-02", 1977),
            (77, "2026-12-31", 1977),
            (77, "2027-01-02", 2077),
            (99, "2040-06-01", 1999),
            (0, "2040-06-01", 2000),
        ] {
            assert_eq!(year(name, now), expected, "{name} in {now}");
        }
    }

    #[test]
    fn the_reset_comes_second_and_a_wrong_clock_is_seen_through() {
        let reset = Times { reset: Some("1782907204"), ..Times::default() };
        assert_eq!(wait_ms(&reset, NOW), Some(4_000));
        assert_eq!(wait_ms(&Times { retry_after: Some("1"), ..reset }, NOW), Some(1_000));
        assert_eq!(wait_ms(&Times { retry_after: Some("soon"), ..reset }, NOW), Some(4_000));
        // A wait of more than a day is as if there was none.
        assert_eq!(wait_ms(&Times { retry_after: Some("2030-01-01T00:00:00Z"), ..reset }, NOW), Some(4_000));
        for (text, expected) in [
            ("1782993600", Some(DAY)),
            ("1782993601", None),
            ("1782820799", None),
            ("30", None),
            ("1782907204000", None),
            ("-5", None),
        ] {
            let reset = Times { reset: Some(text), ..Times::default() };
            assert_eq!(wait_ms(&reset, NOW), expected, "{text}");
        }
        assert_eq!(wait_ms(&Times::default(), NOW), None);
        let date = Some("Wed, 01 Jul 2026 12:00:00 GMT");
        let moment = Times { retry_after: Some("2026-07-01T12:00:02Z"), date, reset: None };
        for (ours, expected) in
            [(NOW + 900, 1_100), (NOW + SKEW, 0), (NOW + SKEW + 1, 2_000), (NOW - 4_000, 6_000), (NOW - 600_000, 2_000)]
        {
            assert_eq!(wait_ms(&moment, ours), Some(expected), "{ours}");
        }
    }

    proptest::proptest! {
        #![proptest_config(crate::client::fixed_seed())]

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", digits in "[0-9TZ:+. -]{0,30}") {
            let _ = (parse_date(&text, NOW), asked(&text), parse_date(&digits, NOW), asked(&digits));
        }

        #[test]
        fn moments_come_back(days in -200_000i64..900_000, ms in 0..DAY) {
            let moment = days * DAY + ms;
            let (year, month, day) = civil(days);
            let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
            let time = format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1000);
            let text = format!("{year:04}-{month:02}-{day:02}T{time}Z");
            proptest::prop_assert_eq!(parse_date(&text, NOW), Some(moment), "{}", text);
        }
    }

    /// The day that lies so many days after 1970-01-01, counted year by year.
    fn civil(mut days: i64) -> (i64, i64, i64) {
        let length = |year: i64| 365 + i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
        let mut year = 1970;
        while days < 0 {
            year -= 1;
            days += length(year);
        }
        while days >= length(year) {
            days -= length(year);
            year += 1;
        }
        let months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut month = 0;
        while days >= months[month] {
            days -= months[month];
            month += 1;
        }
        (year, month as i64 + 1, days + 1)
    }
}
