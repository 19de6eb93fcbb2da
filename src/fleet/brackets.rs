//! Finds brackets outside of strings, in bytes that may be no JSON.

/// The bytes from an offset on, with their offsets and whether they stand in a text.
pub(super) fn lexed(bytes: &[u8], start: usize) -> impl Iterator<Item = (usize, u8, bool)> {
    let (mut is_text, mut is_escaped) = (false, false);
    bytes.iter().enumerate().skip(start).map(move |(at, byte)| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ => {}
        }
        (at, *byte, is_text)
    })
}

/// Where the next value begins after one that is broken and stands in a list or an envelope: behind the matching
/// bracket. `None` where these bytes do not show it.
pub fn behind_brackets(bytes: &[u8], start: usize) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte, is_text) in lexed(bytes, start) {
        match byte {
            _ if is_text => {}
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => {
                // A bracket closes all that is open within its own.
                let own = if byte == b'}' { b'{' } else { b'[' };
                let Some(depth) = open.iter().rposition(|bracket| *bracket == own) else { return Some(at) };
                open.truncate(depth);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' if open.is_empty() && at > start => return Some(at),
            _ => {}
        }
    }
    None
}
