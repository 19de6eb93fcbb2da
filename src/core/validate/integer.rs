//! Reads JSON numbers where an integer is documented.

use crate::json::{Reader, Text, unescape};

/// The largest whole number that JavaScript holds exactly, 2^53 - 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// What a JSON number is, as a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integer {
    /// A whole number that JavaScript holds exactly, in whichever notation: `1000`, `1e3`, `1000.0`.
    Exact(i64),
    /// A whole number that JavaScript would round.
    Unsafe {
        /// It is below zero.
        negative: bool,
    },
    /// A number with a fraction.
    Fraction,
}

/// Reads a valid JSON number as a whole number, exactly: without going through a float.
pub fn parse_integer(number: &[u8]) -> Integer {
    let (negative, magnitude) = match number {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, number),
    };
    let value = match plain(magnitude) {
        Some(value) => Some(value),
        None => match scientific(magnitude) {
            Ok(value) => value,
            Err(Fraction) => return Integer::Fraction,
        },
    };
    match value {
        Some(value) if value <= MAX_SAFE_INTEGER => Integer::Exact(if negative { -value } else { value }),
        _ => Integer::Unsafe { negative },
    }
}

/// Digits alone, few enough that they cannot overflow.
#[inline]
fn plain(digits: &[u8]) -> Option<i64> {
    if digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0i64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

/// A number with a fraction.
struct Fraction;

/// Any notation; `None` where the value is too large for JavaScript in any case.
fn scientific(magnitude: &[u8]) -> Result<Option<i64>, Fraction> {
    let split = magnitude.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = magnitude.split_at(split.unwrap_or(magnitude.len()));
    let fraction = mantissa.iter().position(|byte| *byte == b'.').map_or(0, |dot| mantissa.len() - dot - 1);
    // The exponent of the last digit of the mantissa.
    let mut scale = exponent_value(exponent) - fraction as i64;
    let digits = mantissa.iter().filter(|byte| **byte != b'.').map(|byte| i64::from(byte - b'0'));
    let count = digits.clone().count();
    let trailing = digits.clone().rev().take_while(|digit| *digit == 0).count();
    if trailing == count {
        return Ok(Some(0));
    }
    scale += trailing as i64;
    if scale < 0 {
        return Err(Fraction);
    }
    let significant = count - trailing;
    let zeros = std::iter::repeat_n(0, scale.min(20) as usize);
    let value =
        digits.take(significant).chain(zeros).try_fold(0i64, |value, digit| value.checked_mul(10)?.checked_add(digit));
    Ok(value)
}

/// The value of `e…`, or 0 without one; held within bounds that are far beyond any number that could matter.
fn exponent_value(exponent: &[u8]) -> i64 {
    const BOUND: i64 = 1 << 40;
    let (negative, digits) = match exponent {
        [_, b'-', digits @ ..] => (true, digits),
        [_, b'+', digits @ ..] | [_, digits @ ..] => (false, digits),
        [] => return 0,
    };
    let value = digits.iter().fold(0i64, |value, byte| (value * 10 + i64::from(byte - b'0')).min(BOUND));
    if negative { -value } else { value }
}

/// The string of digits that comes next, and what is behind it.
#[cold]
#[inline(never)]
pub(super) fn digits<'a>(document: &[u8], mut reader: Reader<'a>) -> Option<(Text, Reader<'a>)> {
    let text = reader.text().ok()?;
    let digits = unescape(document.get(text.start..text.end).unwrap_or_default());
    let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then_some((text, reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_in_any_notation() {
        use Integer::{Exact, Fraction};
        let (above, below) = (Integer::Unsafe { negative: false }, Integer::Unsafe { negative: true });
        for (number, expected) in [
            ("0", Exact(0)),
            ("-0", Exact(0)),
            ("-12", Exact(-12)),
            ("9007199254740991", Exact(MAX_SAFE_INTEGER)),
            ("-9007199254740991", Exact(-MAX_SAFE_INTEGER)),
            ("9007199254740992", above),
            ("-9007199254740992", below),
            ("999999999999999999", above),
            ("9999999999999999999", above),
            ("99999999999999999999999999999999999999999", above),
            ("1.0", Exact(1)),
            ("1.5", Fraction),
            ("-0.0", Exact(0)),
            ("0.10e1", Exact(1)),
            ("0.10e0", Fraction),
            ("12.50e1", Exact(125)),
            ("12.50e+2", Exact(1_250)),
            ("1e3", Exact(1_000)),
            ("1E15", Exact(1_000_000_000_000_000)),
            ("1e16", above),
            ("1e20", above),
            ("1e400", above),
            ("-1e99999999999999999999", below),
            ("0e99999999999999999999", Exact(0)),
            ("1200e-2", Exact(12)),
            ("1200e-3", Fraction),
            ("1e-99999999999999999999", Fraction),
            ("10000000000000000000000e-22", Exact(1)),
        ] {
            assert_eq!(parse_integer(number.as_bytes()), expected, "{number}");
        }
    }
}
