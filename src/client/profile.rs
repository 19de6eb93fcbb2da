//! The body of a response: its check as a profile, and the profile as a value.

use serde_json::Value;

use super::call::ProfileCheck;
use super::invalid::{Invalid, Subject};
use crate::model::UserProfile;
use crate::validate::{Options, Validator};

/// Checks a body for the machine of its call. The issues are in `validator` afterwards.
pub fn check_profile(validator: &mut Validator, body: &[u8], options: &Options) -> ProfileCheck {
    let verdict = validator.check(body, options);
    let invalid = || Invalid::new(Subject::Reply, validator, body, options, verdict.issue_count);
    ProfileCheck {
        passes: verdict.success,
        kind: validator.other_kind(),
        invalid: if verdict.success { Invalid::default() } else { invalid() },
    }
}

/// Reads a profile from the bytes of a document that passes *standard* validation, as JavaScript would: the last of
/// duplicate keys counts, and `5.0` is a whole number.
///
/// Fails for a document that does not pass, and for a string with a lone surrogate, which no `String` can hold.
pub fn read_profile(document: &[u8]) -> serde_json::Result<UserProfile> {
    let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    serde_json::from_slice(document).or_else(|_| {
        let mut value = serde_json::from_slice(document)?;
        write_whole_numbers_plainly(&mut value);
        serde_json::from_value(value)
    })
}

/// Turns numbers such as `5.0` and `1e3` into integers, which serde asks for.
fn write_whole_numbers_plainly(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            // Exact: whole numbers of this size have no fraction in a double.
            let whole =
                number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0);
            if let Some(whole) = whole {
                *value = (whole as i64).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(write_whole_numbers_plainly),
        Value::Object(members) => members.values_mut().for_each(write_whole_numbers_plainly),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_derived_types_refuse() {
        let profile = read_profile(b"\xef\xbb\xbf{\"id\":\"a\",\"id\":\"b\",\"extension_number\":1e3}").unwrap();
        assert_eq!(serde_json::to_value(profile).unwrap(), serde_json::json!({ "id": "b", "extension_number": 1000 }));
    }

    #[test]
    fn fails_for_what_is_no_profile() {
        for document in ["", "[]", r#"{"id":5}"#, r#"{"id":"\ud800"}"#, r#"{"extension_number":1.5}"#] {
            assert!(read_profile(document.as_bytes()).is_err(), "{document}");
        }
    }
}
