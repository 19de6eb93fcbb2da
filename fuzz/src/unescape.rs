//! Any text between quotes: undoing its escapes gives what doing it by hand gives, and places are what counting gives.

use crate::support;
use zoom_phone_profile::json::{Cursor, Reader, unescape};

pub fn check(data: &[u8]) {
    // Not only sound texts must do no harm.
    let _ = unescape(data);
    let document = [b"\"", data, b"\""].concat();
    let mut reader = Reader::new(&document);
    let Ok(text) = reader.text() else { return };
    let raw = &document[text.start..text.end];
    let Ok(sound) = std::str::from_utf8(raw) else {
        assert!(text.invalid);
        return;
    };
    assert!(!text.invalid);
    let expected = support::naive_unescape(sound);
    assert_eq!(unescape(raw), expected);
    if let Ok(theirs) = serde_json::from_slice::<String>(&document[..reader.position()]) {
        assert_eq!(theirs, expected);
    }
    let mut cursor = Cursor::new(expected.as_bytes());
    for offset in (0..=expected.len()).filter(|offset| expected.is_char_boundary(*offset)).take(200) {
        let position = cursor.position(offset);
        assert_eq!((position.line, position.column, position.utf16), support::naive_position(&expected, offset));
    }
}
