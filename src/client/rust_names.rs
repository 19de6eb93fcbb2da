//! Renames the options in messages and hints, which are those of the npm package, to the options of the Rust crate.

use super::error::ClientError;

/// What is named otherwise in Rust than by the same words in snake case.
const PHRASES: [(&str, &str); 6] = [
    ("`validation: \"lenient\"`", "`strictness: Strictness::Lenient`"),
    ("or a promise of it", "or a future of it"),
    ("Look at `cause`", "Look at `source()`"),
    ("Check the option `fetch`", "Look for what replaces the global `fetch`"),
    ("`zoom-phone-profile/proxy`", "`zoom-phone-profile/proxy` of the npm package"),
    ("`getUserProfiles`", "the npm package's `getUserProfiles`"),
];

/// Renames the options in an error's message and hint.
pub fn rename_options(error: &mut ClientError) {
    error.message = in_rust(&error.message);
    error.hint = in_rust(&error.hint);
}

/// Returns a message with the names of Rust: `` `baseUrl` `` becomes `` `base_url` ``.
///
/// ```
/// use zoom_phone_profile::client::rust_names::in_rust;
///
/// assert_eq!(in_rust("Check the host in `baseUrl`."), "Check the host in `base_url`.");
/// ```
pub fn in_rust(text: &str) -> String {
    if let Some((phrase, renamed)) = PHRASES.iter().find(|(phrase, _)| text.contains(phrase)) {
        return text.split(phrase).map(in_rust).collect::<Vec<_>>().join(renamed);
    }
    let names = text.split('`').enumerate();
    names.map(|(at, part)| if at % 2 == 1 { in_snake_case(part) } else { part.into() }).collect::<Vec<_>>().join("`")
}

/// Returns a name such as `baseUrl` in snake case; anything else as it is.
fn in_snake_case(name: &str) -> String {
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_name {
        return name.into();
    }
    let mut renamed = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            renamed.push('_');
        }
        renamed.push(letter.to_ascii_lowercase());
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rust() {
        for (text, expected) in [
            ("`timeoutMs` is for the whole call.", "`timeout_ms` is for the whole call."),
            ("No names here, baseUrl neither", "No names here, baseUrl neither"),
            ("`policy.callPark` and `A` and `phone_users`", "`policy.callPark` and `A` and `phone_users`"),
            ("An odd ` and `baseUrl", "An odd ` and `baseUrl"),
            (
                "Look at `cause`. Look at `issues`. Pass `validation: \"lenient\"` or `baseUrl`.",
                "Look at `source()`. Look at `issues`. Pass `strictness: Strictness::Lenient` or `base_url`.",
            ),
        ] {
            assert_eq!(in_rust(text), expected);
        }
    }
}
