//! JSON as RFC 8259 has it: one pass over UTF-8 bytes, without a tree and without allocation. Knows nothing of Zoom.
//!
//! [`Reader`] is a pull parser: its caller asks for the next key, item or value and says what it expects. It accepts
//! exactly what an engine's `JSON.parse` accepts, but for three things that it reports: bytes that are not UTF-8,
//! nesting beyond [`MAX_DEPTH`], and a byte order mark, which it skips.

mod buffer;
mod digest;
mod members;
mod position;
mod reader;
mod swar;
mod text;
mod value;
mod write;

pub use buffer::TextBuffer;
pub use digest::{digest, digest_bytes, mix};
pub use members::{Member, Members, members};
pub use position::{Cursor, Position, utf16_length};
pub use reader::{Fault, MAX_DEPTH, Number, Reader, Text};
pub use swar::{is_ascii, same};
pub use text::{decimal, invalid_utf8, lossy, push_decimal, push_segment, signed, unescape};
pub use value::{ReadMembers, Value};
pub use write::{Object, push_list, push_text};
