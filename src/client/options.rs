//! Names of options: which one was meant by a name that is none.

/// Names that other clients use for the same thing.
const ALIASES: &[(&str, &str)] = &[
    ("timeout", "timeoutMs"),
    ("retries", "maxRetries"),
    ("retry", "maxRetries"),
    ("accessToken", "token"),
    ("bearer", "token"),
    ("url", "baseUrl"),
    ("baseURL", "baseUrl"),
    ("base", "baseUrl"),
    ("abortSignal", "signal"),
    ("rps", "requestsPerSecond"),
    ("rate", "requestsPerSecond"),
    ("rateLimit", "requestsPerSecond"),
    ("parallel", "concurrency"),
    ("progress", "onProgress"),
    ("mode", "validation"),
    ("strict", "validation"),
];

/// The option that a misspelt name meant, if it can be told.
pub fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, option)| *option);
    if let Some(option) = alias {
        return known.clone().find(|known| *known == option);
    }
    let most = |option: &str| 2.max(option.len() / 4);
    // Names that differ that much in length are not compared: a name may be as long as a document.
    let near = known.filter(|option| option.len().abs_diff(name.len()) <= most(option));
    let nearest = near.map(|option| (distance(name, option), option)).min()?;
    (nearest.0 <= most(nearest.1)).then_some(nearest.1)
}

/// The edits between two names (Levenshtein), capitals or not.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.bytes().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(b.bytes()) {
            let above = *cell;
            let substituted = diagonal + usize::from(!left.eq_ignore_ascii_case(&right));
            before = substituted.min(above + 1).min(before + 1);
            *cell = before;
            diagonal = above;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_options_are_recognized() {
        let known =
            ["token", "baseUrl", "timeoutMs", "maxRetries", "headers", "onRetry", "concurrency", "requestsPerSecond"];
        for (name, expected) in [
            ("timeout", Some("timeoutMs")),
            ("timeoutms", Some("timeoutMs")),
            ("tokne", Some("token")),
            ("baseURL", Some("baseUrl")),
            ("onretry", Some("onRetry")),
            ("header", Some("headers")),
            ("rps", Some("requestsPerSecond")),
            ("concurency", Some("concurrency")),
            ("concurre", None),
            ("requestPerSec", Some("requestsPerSecond")),
            ("mode", None),
            ("zebra", None),
        ] {
            assert_eq!(meant(name, known.iter().copied()), expected, "{name}");
        }
    }

    /// By the definition, one edit after another.
    fn naive(a: &[u8], b: &[u8]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([left, a_rest @ ..], [right, b_rest @ ..]) => {
                let substituted = naive(a_rest, b_rest) + usize::from(!left.eq_ignore_ascii_case(right));
                substituted.min(naive(a_rest, b) + 1).min(naive(a, b_rest) + 1)
            }
        }
    }

    #[test]
    fn edits_are_counted_as_by_their_definition() {
        let names = ["", "a", "B", "ab", "ba", "aab", "bab", "abAB", "bbaa", "abab"];
        for a in names {
            for b in names {
                assert_eq!(distance(a, b), naive(a.as_bytes(), b.as_bytes()), "{a} {b}");
            }
        }
    }
}
