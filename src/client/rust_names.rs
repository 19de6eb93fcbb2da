//! Renames the options in messages and hints, which are those of the npm package, to the options of the Rust crate.

use super::error::ClientError;

/// What is named otherwise in Rust than by the same words in snake case.
///
/// A profile that passes only the lenient check cannot be read as a `UserProfile`: no hint recommends it.
const PHRASES: [(&str, &str); 5] = [
    (", the limiter, a proxy", ", a proxy"),
    ("space the requests out, or let `getUserProfiles` do it", "space the requests out"),
    (" Pass `validation: \"lenient\"` to accept it as it is.", ""),
    ("Look at `cause`", "Look at `source()`"),
    ("`zoom-phone-profile/proxy`", "`zoom-phone-profile/proxy` of the npm package"),
];

/// The same, for the options of `exchange`.
#[cfg(not(target_arch = "wasm32"))]
const PHRASES_OF_CALL: [(&str, &str); 4] = [
    (
        "Pass `token` as a function that fetches a new one: it is asked once more on a 401.",
        "Set `asks_token`: the exchange then asks for a new one on a 401.",
    ),
    ("Pass `token` as a function", "Set `asks_token`"),
    (" (cookies go along with `credentials`)", ""),
    (" (pass `credentials` to send cookies)", ""),
];

/// The same, for the options of `fetch`.
#[cfg(target_arch = "wasm32")]
const PHRASES_OF_CALL: [(&str, &str); 3] = [
    ("Pass `token` as a function", "Pass a `Token::function`"),
    ("or a promise of it", "or a future of it"),
    ("Check the option `fetch`", "Look for what replaces the global `fetch`"),
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
    let mut phrases = PHRASES.iter().chain(&PHRASES_OF_CALL);
    if let Some((phrase, renamed)) = phrases.find(|(phrase, _)| text.contains(phrase)) {
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
                "Look at `cause`. Look at `issues`. Pass `validation: \"lenient\"` to accept it as it is.",
                "Look at `source()`. Look at `issues`.",
            ),
            (
                "Check that it is whole. Pass `token` as a function to renew it.",
                "Check that it is whole. Set `asks_token` to renew it.",
            ),
        ] {
            assert_eq!(in_rust(text), expected);
        }
    }
}
