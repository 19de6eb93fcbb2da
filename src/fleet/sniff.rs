//! Recognizes files of other formats by their first bytes, so that one error names them instead of one for each line.

use crate::validate::{compressed, other_file};

/// Bytes of a text by which a file is known that is no table.
const NAMED_WITHIN: usize = 16;

/// Bytes that a table's heading may have, and what comes behind it.
const LONGEST_HEADING: usize = 4096;

/// What the first bytes of a stream tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// It is to be read as JSON, whether it is any or not.
    Json,
    /// It is another file: which, and what to do with it.
    Other(&'static str),
    /// More bytes are needed.
    More,
}

/// What a stream is by its first bytes. The same for any longer beginning, unless it is [`Sniffed::More`].
pub fn sniff(bytes: &[u8]) -> Sniffed {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if let Some(words) = compressed(bytes) {
        return Sniffed::Other(words);
    }
    match (bytes, text) {
        ([_, first, ..], [b'{' | b'[', ..]) if *first != 0 => Sniffed::Json,
        (_, [b'"' | b'a'..=b'z' | b'A'..=b'Z', ..]) if bytes.get(1) != Some(&0) => table(text),
        _ if text.len() < NAMED_WITHIN && bytes.len() < LONGEST_HEADING => Sniffed::More,
        // One line is no table.
        _ => other_file(line(text).map_or(text, |(first, _)| first)).map_or(Sniffed::Json, Sniffed::Other),
    }
}

/// Whether two lines follow each other of which the second has as many separators as the first, as a heading and a row
/// have.
fn table(text: &[u8]) -> Sniffed {
    let near = text.get(..LONGEST_HEADING).unwrap_or(text);
    let cut = if near.len() < LONGEST_HEADING { Sniffed::More } else { Sniffed::Json };
    let Some((heading, rest)) = line(near) else { return cut };
    let columns = separators(heading);
    let row = line(rest).map_or(rest, |(row, _)| row);
    match row {
        [b'{' | b'[', ..] => Sniffed::Json,
        _ if columns == 0 => Sniffed::Json,
        _ if separators(row) >= columns => other_file(text).map_or(Sniffed::Json, Sniffed::Other),
        _ if row.len() < rest.len() => Sniffed::Json,
        _ => cut,
    }
}

/// A line, and what follows it.
fn line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

fn separators(line: &[u8]) -> usize {
    line.iter().filter(|byte| matches!(byte, b',' | b';' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_named_however_few_bytes_come_first() {
        for (file, words) in [
            (&b"\x1F\x8B\x08\0\0\0\0\0\0\x03\0\0\0\0\0\0\0"[..], "gzip"),
            (b"\xFF\xFE{\0\"\0i\0d\0\"\0:\0\"\0a\0\"\0", "UTF-16"),
            (b"\xFE\xFF\0{\0\"\0i\0d\0\"\0:\0\"\0a\0\"", "UTF-16"),
            (b"{\0\"\0i\0d\0\"\0:\0\"\0a\0\"\0", "UTF-16"),
            (b"\0{\0\"\0i\0d\0\"\0:\0\"\0a\0\"", "UTF-16"),
            (b"x\x9C\xABV\xCALQ\xB2R", "zlib"),
            (b"PK\x03\x04\x14\0\x06\0", "a ZIP archive"),
            (b"{\0\0\0\"\0\0\0i\0\0\0d\0\0\0\"\0\0\0", "UTF-32"),
            (b" \n<!DOCTYPE html><title>x", "HTML"),
            (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>", "XML"),
            (b"Name,Email\nA,a@example.com\n", "CSV"),
            (b"\xEF\xBB\xBF\"User Name\";\"Extension\"\r\n\"A\";1", "CSV"),
            (b"id\temail\ta, b\nu\tv\tw\tx", "CSV"),
        ] {
            let Sniffed::Other(found) = first_answer(file) else { panic!("{file:?}") };
            assert!(found.starts_with(words), "{found}");
        }
    }

    #[test]
    fn what_may_be_lines_of_json_is_read_as_such() {
        for text in [
            "{\"id\":\"a\"}",
            "  [1",
            "\u{feff}{\"id\":1}",
            "20\n{}             ",
            "\"text\"\n{}",
            "foo\nbar\n",
            "INFO: read 1, 2\n{\"id\":\"a\"}",
            "INFO: a, b\nDEBUG: c\n",
            "null\n\n",
            "a <b> c\n\n",
            "\u{ff00}\u{ff00}              ",
        ] {
            assert_eq!(first_answer(text.as_bytes()), Sniffed::Json, "{text}");
        }
        let long = ["a,b".repeat(LONGEST_HEADING), "\n1,2".into()].concat();
        assert_eq!(first_answer(long.as_bytes()), Sniffed::Json);
        for text in ["", " ", "{", "a", "\u{feff}", "12", "Name,Email", "Name,Email\nA"] {
            assert_eq!(sniff(text.as_bytes()), Sniffed::More, "{text}");
        }
    }

    /// The answer for the shortest beginning for which there is one: it stays for all that are longer.
    fn first_answer(file: &[u8]) -> Sniffed {
        let answers = || (0..=file.len()).map(|end| sniff(&file[..end])).skip_while(|answer| *answer == Sniffed::More);
        let first = answers().next().unwrap_or(Sniffed::More);
        assert!(answers().all(|answer| answer == first), "{file:?}");
        first
    }
}
