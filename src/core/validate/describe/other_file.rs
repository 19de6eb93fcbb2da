//! Files of other formats that are given instead of JSON.

/// What a document is that is another file than JSON, and what to do with it.
pub fn other_file(document: &[u8]) -> Option<&'static str> {
    let text = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document).trim_ascii_start();
    if let Some(words) = compressed(document) {
        return Some(words);
    }
    let is_html = |tag: &[u8]| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    Some(match document {
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [1..=255, 0, 0, 0, ..]
        | [0, 0, 0, 1..=255, ..]
        | [0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD, 0, 0, ..]
        | [0, 0, 0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD, ..] => "UTF-32, not UTF-8: convert it first",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..] | [0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD, ..] => {
            "UTF-16, not UTF-8: convert it first"
        }
        _ if is_html(b"<!doctype html") || is_html(b"<html") => "HTML, not JSON: check the URL that it came from",
        _ if text.starts_with(b"<") => "XML, not JSON: request it with `Accept: application/json`",
        _ if is_csv(text) => "CSV, not JSON: a profile comes from GET /phone/users/{userId}",
        _ => return None,
    })
}

/// What a document is that is compressed, and what to do with it.
pub fn compressed(document: &[u8]) -> Option<&'static str> {
    Some(match document {
        // What was decoded as UTF-8 by mistake still begins so.
        [0x1F, 0x8B | 0xC2 | 0xEF, ..] => "gzip, not JSON: decompress it first",
        [b'x', 0x01 | 0x9C | 0xDA, ..] => "zlib, not JSON: decompress it first",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive or an Office file, not JSON: extract it, or save it as JSON, first",
        _ => return None,
    })
}

/// Whether text has lines of several columns, and neither its heading nor its first row is a JSON object or array.
fn is_csv(text: &[u8]) -> bool {
    let has_columns = |line: &[u8]| line.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'));
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let is_json = |text: &[u8]| matches!(text.first(), Some(b'{' | b'['));
    let is_table =
        |(first, rest): (&[u8], &[u8])| has_columns(first) && has_columns(rest) && !is_json(rest.trim_ascii_start());
    !is_json(text) && text.split_at_checked(end).is_some_and(is_table)
}
