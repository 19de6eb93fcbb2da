//! Many profiles in one stream of bytes, cut anywhere: where each begins.
//!
//! A stream is a sequence of JSON values, with or without line ends between them. Each is a profile, or a list of
//! profiles, or an envelope: an object that holds such a list, at any depth up to [`DEEPEST`], as Zoom's list endpoints
//! and exports have it (`{"users":[…]}`, `{"data":{"users":[…]}}`). Lists may hold envelopes, such as pages. The walk
//! that checks a profile tells where it ends, so it is not read twice, and a profile that is cut off waits for more.
//! Which object is a profile and which an envelope: `envelope.rs`.

use std::ops::Range;

use super::envelope::{Rank, Seen, wrapped};
use crate::json::Reader;

/// Objects and lists around a profile that are looked into.
const DEEPEST: usize = 6;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A profile, or what stands in its place, begins here.
    Profile(usize),
    /// A profile begins here, in a wrapper that is whole.
    Wrapped {
        /// Where the profile begins.
        at: usize,
        /// Where the wrapper is.
        wrapper: Range<usize>,
    },
    /// What stands here is none of what may stand between profiles: it is to be reported as a profile that is broken.
    Stray(usize),
    /// More bytes are needed.
    More,
}

/// What the position is within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A list, whose items are profiles; or are passed over.
    List { is_taken: bool },
    /// An envelope: lists are read from this rank on.
    Envelope { least: Rank, is_page: bool },
}

/// Finds profiles, one after another.
#[derive(Debug, Default)]
pub struct Splitter {
    /// The lists and envelopes that are open, the outermost first; none between the values of the stream.
    open: Vec<Open>,
    /// What comes next in the innermost of them: an item or a member, or what separates it from the next.
    is_behind: bool,
    /// Whether no item or member has come in it.
    is_first: bool,
    position: usize,
    /// At the top: how many bytes, white space as a rule, stand before the position on its line.
    indentation: usize,
    /// Whether what comes is passed over, up to where a profile may begin or a list may end: in whichever chunk that
    /// is.
    is_lost: bool,
}

impl Splitter {
    /// The offset of the first byte that is still needed.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Forgets the bytes before [`Splitter::position`], which have been dropped.
    pub fn drop_before(&mut self) {
        self.position = 0;
    }

    /// Goes on behind a profile, or what stood in its place.
    pub fn resume(&mut self, position: usize) {
        self.position = position;
        self.is_behind = !self.open.is_empty();
    }

    /// Gives up at the end of a stream that ends within a profile.
    pub fn abandon(&mut self, position: usize) {
        *self = Self { position, ..Self::default() };
    }

    /// Whether it is between the values of the stream, where the stream may end.
    pub fn is_at_top(&self) -> bool {
        self.open.is_empty()
    }

    /// Finds the next profile. `is_last` where no more bytes will come.
    pub fn next(&mut self, bytes: &[u8], is_last: bool) -> Step {
        loop {
            if self.is_lost {
                self.pass_over(bytes);
            }
            let mut reader = Reader::at(bytes, self.position);
            let byte = reader.next_token();
            self.go_to(bytes, reader.position());
            let Some(byte) = byte else { return Step::More };
            let step = match (self.open.last().copied(), byte) {
                // A byte order mark: each part that a stream is put together of may begin with one.
                (_, 0xEF) if bytes.get(self.position..).is_some_and(|rest| rest.starts_with(MARK)) => {
                    self.position += MARK.len();
                    None
                }
                (_, 0xEF) if !is_last && bytes.len() < self.position + MARK.len() => Some(Step::More),
                (None, b'[') => self.enter(self.position, Open::List { is_taken: true }),
                (None, b'{') => self.object(bytes, is_last),
                (None, _) => Some(Step::Profile(self.position)),
                (Some(Open::List { .. }), b']') if self.is_behind || self.is_first => self.leave(),
                (Some(Open::Envelope { .. }), b'}') if self.is_behind || self.is_first => self.leave(),
                (Some(_), b',') if self.is_behind => {
                    self.position += 1;
                    self.is_behind = false;
                    self.is_first = false;
                    None
                }
                (Some(_), _) if self.is_behind => Some(self.stray()),
                (Some(Open::List { .. }), b',' | b']' | b'}' | b':') => Some(self.stray()),
                (Some(Open::List { is_taken: false }), _) => self.skip(bytes, self.position),
                (Some(Open::List { .. }), b'{') => self.object(bytes, is_last),
                (Some(Open::List { .. }), _) => Some(Step::Profile(self.position)),
                (Some(Open::Envelope { least, is_page }), b'"') => self.member(bytes, is_last, least, is_page),
                (Some(Open::Envelope { .. }), _) => Some(self.stray()),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Enters a list or an envelope that begins at an offset.
    fn enter(&mut self, at: usize, open: Open) -> Option<Step> {
        self.open.push(open);
        self.position = at + 1;
        (self.is_behind, self.is_first) = (false, true);
        None
    }

    fn leave(&mut self) -> Option<Step> {
        self.open.pop();
        self.resume(self.position + 1);
        None
    }

    /// Goes on to a place, and counts how far it is from the beginning of its line.
    fn go_to(&mut self, bytes: &[u8], position: usize) {
        if self.is_at_top() {
            let passed = bytes.get(self.position..position).unwrap_or_default();
            self.indentation = match passed.iter().rposition(|byte| *byte == b'\n') {
                Some(line_end) => passed.len() - line_end - 1,
                None => self.indentation + passed.len(),
            };
        }
        self.position = position;
    }

    /// Passes over what stands between here and the next profile, or the end of the list.
    fn pass_over(&mut self, bytes: &[u8]) {
        let rest = bytes.get(self.position..).unwrap_or_default();
        let next = rest.iter().position(|byte| matches!(byte, b'{' | b']'));
        self.go_to(bytes, next.map_or(bytes.len(), |skipped| self.position + skipped));
        self.is_lost = next.is_none();
    }

    /// Reports what stands here, and is ready for whatever may follow it in the innermost list.
    fn stray(&mut self) -> Step {
        self.is_lost = true;
        (self.is_behind, self.is_first) = (false, true);
        while let Some(Open::Envelope { .. }) = self.open.last() {
            self.open.pop();
        }
        Step::Stray(self.position)
    }

    /// Takes the object at hand: steps into an envelope, or gives a profile.
    fn object(&mut self, bytes: &[u8], is_last: bool) -> Option<Step> {
        let at = self.position;
        let mut seen = Seen::default();
        let mut reader = Reader::at(bytes, at);
        let looked = seen.look(bytes, &mut reader, DEEPEST.saturating_sub(self.open.len()));
        match looked {
            _ if seen.is_profile => return Some(Step::Profile(at)),
            Err(fault) if fault.at == bytes.len() && !is_last => return Some(Step::More),
            _ => {}
        }
        let least = seen.rank();
        if least > Rank::Other || looked.is_ok() && seen.is_empty(bytes, at) {
            return self.enter(at, Open::Envelope { least, is_page: seen.is_page });
        }
        let end = reader.position();
        // A wrapper holds an object: most objects of a few bytes need no closer look.
        match looked.ok().filter(|()| seen.has_object).and_then(|()| wrapped(bytes, at, end)) {
            Some(inner) => Some(Step::Wrapped { at: inner, wrapper: at..end }),
            None => Some(Step::Profile(at)),
        }
    }

    /// Takes a member of an envelope: steps into its list, or into another envelope, or over it.
    fn member(&mut self, bytes: &[u8], is_last: bool, least: Rank, is_page: bool) -> Option<Step> {
        let mut reader = Reader::at(bytes, self.position);
        let key = match reader.key() {
            Ok(key) => key,
            Err(fault) if fault.at == bytes.len() => return Some(Step::More),
            Err(_) => return Some(self.stray()),
        };
        let byte = reader.next_token();
        let start = reader.position();
        let mut seen = Seen::within(is_page);
        let looked = match byte {
            Some(b'[') => seen.list(bytes, reader, key, DEEPEST).map(|at| at.is_some()),
            Some(b'{') => seen.look(bytes, &mut reader, DEEPEST.saturating_sub(self.open.len())).map(|()| false),
            _ => Ok(false),
        };
        match looked {
            Err(fault) if fault.at == bytes.len() && !is_last => Some(Step::More),
            Ok(true) => {
                let is_taken = seen.rank() >= least && seen.rank() > Rank::Other;
                self.enter(start, Open::List { is_taken })
            }
            _ if byte == Some(b'{') && !seen.is_profile && seen.rank() >= least && seen.rank() > Rank::Other => {
                self.enter(start, Open::Envelope { least, is_page: seen.is_page })
            }
            _ => self.skip(bytes, start),
        }
    }

    /// Passes over the value that begins at an offset. One that is broken fails in the place of a profile.
    fn skip(&mut self, bytes: &[u8], start: usize) -> Option<Step> {
        let mut reader = Reader::at(bytes, start);
        match reader.skip_value() {
            Ok(()) if reader.position() < bytes.len() => {
                self.resume(reader.position());
                None
            }
            Err(fault) if fault.at != bytes.len() => Some(Step::Profile(start)),
            // A number or a word at the end of the bytes may go on behind it.
            _ => Some(Step::More),
        }
    }

    /// Where the next value begins after one at the top that is broken and has several lines, of which the first ends
    /// at `line_end`: before the first line that is no deeper than that on which the value began, or behind the bracket
    /// with which such a line closes it. `None` where these bytes do not show it.
    pub fn behind_lines(&self, bytes: &[u8], mut line_end: usize) -> Option<usize> {
        loop {
            let line = bytes.get(line_end + 1..)?;
            let depth = line.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
            let at = line_end + 1 + depth;
            match bytes.get(at)? {
                b'\n' | b'\r' => {}
                b'}' | b']' if depth <= self.indentation => return Some(at + 1),
                _ if depth <= self.indentation => return Some(line_end),
                _ => {}
            }
            line_end = at + bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
        }
    }
}

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";
