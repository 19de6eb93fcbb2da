//! Writes paths: as JSON, and as RFC 6901 pointers.

use super::PathSegment;
use crate::json::{push_decimal, push_list, push_segment, push_text};

/// Writes a path as a JSON list.
pub fn push_path(out: &mut String, path: &[PathSegment]) {
    push_list(out, path, |out, segment| match segment {
        PathSegment::Key(key) => push_text(out, key),
        PathSegment::Index(index) => push_decimal(out, *index as u64),
    });
}

/// Returns a path as an RFC 6901 pointer.
///
/// ```
/// # use zoom_phone_profile_core as zoom_phone_profile;
/// use zoom_phone_profile::validate::{PathSegment, pointer_of};
///
/// assert_eq!(pointer_of(&[PathSegment::Key("a/b".into()), PathSegment::Index(3)]), "/a~1b/3");
/// ```
pub fn pointer_of(path: &[PathSegment]) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            PathSegment::Key(key) => push_segment(&mut pointer, key),
            PathSegment::Index(index) => push_decimal(&mut pointer, *index as u64),
        }
    }
    pointer
}
