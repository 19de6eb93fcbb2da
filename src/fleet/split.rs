//! Many profiles in one stream of bytes, cut anywhere: where each begins.
//!
//! A stream is a sequence of JSON values, with or without line ends between them. Each is a profile, or a list of profiles, or
//! an envelope: an object that holds such a list, as Zoom's list endpoints and exports have it (`{"users":[…]}`). Nothing
//! is read twice: the walk that checks a profile tells where it ends, and a profile that is cut off waits for more.

use crate::json::{Reader, same};
use crate::model::PROFILE;

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A profile, or what stands in its place, begins here.
    Profile(usize),
    /// What stands here is none of what may stand between profiles: it is to be reported as a profile that is broken.
    Stray(usize),
    /// More bytes are needed.
    More,
}

/// Where the splitter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between the values of the stream.
    Top,
    /// In a list of profiles, before an item; `is_first` where none has come.
    Item { is_first: bool, in_envelope: bool },
    /// In a list of profiles, behind an item.
    BehindItem { in_envelope: bool },
    /// In an envelope, before a member or behind one.
    Envelope { is_before_member: bool },
}

/// Finds profiles, one after another.
#[derive(Debug)]
pub struct Splitter {
    state: State,
    position: usize,
    is_at_start: bool,
    /// Whether what comes is passed over, up to where a profile may begin or a list may end: in whichever chunk that is.
    is_lost: bool,
}

/// What a value at the top turns out to be.
enum Top {
    Profile,
    Envelope,
    Unknown,
}

impl Default for Splitter {
    fn default() -> Self {
        Self { state: State::Top, position: 0, is_at_start: true, is_lost: false }
    }
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

    /// Goes on behind a profile.
    pub fn resume(&mut self, position: usize) {
        self.position = position;
        self.state = match self.state {
            State::Item { in_envelope, .. } => State::BehindItem { in_envelope },
            other => other,
        };
    }

    /// Gives up at the end of a stream that ends within a profile.
    pub fn abandon(&mut self, position: usize) {
        *self = Self { position, is_at_start: false, is_lost: false, state: State::Top };
    }

    /// Whether it is between the values of the stream, where the stream may end.
    pub fn is_at_top(&self) -> bool {
        self.state == State::Top
    }

    /// Finds the next profile. `is_last` where no more bytes will come.
    pub fn next(&mut self, bytes: &[u8], is_last: bool) -> Step {
        if self.is_at_start && bytes.len() >= 3 {
            self.is_at_start = false;
            if bytes.starts_with(b"\xEF\xBB\xBF") {
                self.position = 3;
            }
        }
        loop {
            if self.is_lost {
                self.pass_over(bytes);
            }
            let mut reader = Reader::at(bytes, self.position);
            let byte = reader.next_token();
            self.position = reader.position();
            let Some(byte) = byte else { return Step::More };
            match (self.state, byte) {
                (State::Top, b'[') => self.step(State::Item { is_first: true, in_envelope: false }),
                (State::Top, b'{') => match self.top(bytes) {
                    Top::Profile => return Step::Profile(self.position),
                    Top::Envelope => self.step(State::Envelope { is_before_member: true }),
                    Top::Unknown if is_last => return Step::Profile(self.position),
                    Top::Unknown => return Step::More,
                },
                (State::Top, _) => return Step::Profile(self.position),
                (State::Item { is_first: true, in_envelope }, b']') => self.leave_list(in_envelope),
                (State::Item { .. }, b',' | b']' | b'}' | b':') => return self.stray(),
                (State::Item { .. }, _) => return Step::Profile(self.position),
                (State::BehindItem { in_envelope }, b',') => {
                    self.step(State::Item { is_first: false, in_envelope });
                }
                (State::BehindItem { in_envelope }, b']') => self.leave_list(in_envelope),
                (State::Envelope { .. }, b'}') => self.step(State::Top),
                (State::Envelope { is_before_member: false }, b',') => {
                    self.step(State::Envelope { is_before_member: true })
                }
                (State::Envelope { is_before_member: true }, b'"') => {
                    if let Some(step) = self.member(bytes) {
                        return step;
                    }
                }
                _ => return self.stray(),
            }
        }
    }

    fn step(&mut self, state: State) {
        self.position += 1;
        self.state = state;
    }

    /// Passes over what stands between here and the next profile, or the end of the list.
    fn pass_over(&mut self, bytes: &[u8]) {
        let rest = bytes.get(self.position..).unwrap_or_default();
        let next = rest.iter().position(|byte| matches!(byte, b'{' | b']'));
        self.position = next.map_or(bytes.len(), |skipped| self.position + skipped);
        self.is_lost = next.is_none();
    }

    /// Reports what stands here, and is ready for whatever may follow it.
    fn stray(&mut self) -> Step {
        self.is_lost = true;
        self.state = match self.state {
            State::Item { in_envelope, .. } | State::BehindItem { in_envelope } => {
                State::Item { is_first: true, in_envelope }
            }
            State::Top | State::Envelope { .. } => State::Top,
        };
        Step::Stray(self.position)
    }

    fn leave_list(&mut self, in_envelope: bool) {
        self.step(if in_envelope { State::Envelope { is_before_member: false } } else { State::Top });
    }

    /// What the object at hand is: an envelope if, before any field of a profile, it has a member that is a list of
    /// objects or empty. An object that has neither is left to the validation.
    fn top(&self, bytes: &[u8]) -> Top {
        let mut reader = Reader::at(bytes, self.position);
        reader.take(b'{');
        let mut is_first = true;
        let cut_or_broken = |at| if at == bytes.len() { Top::Unknown } else { Top::Profile };
        loop {
            match reader.next_member(is_first) {
                Ok(true) => is_first = false,
                Ok(false) => return Top::Profile,
                Err(fault) => return cut_or_broken(fault.at),
            }
            let key = match reader.key() {
                Ok(key) => bytes.get(key.start..key.end).unwrap_or_default(),
                Err(fault) => return cut_or_broken(fault.at),
            };
            if PROFILE.fields.iter().any(|field| same(field.name.as_bytes(), key)) {
                return Top::Profile;
            }
            reader.next_token();
            if holds_objects(bytes, reader.position()) {
                return Top::Envelope;
            }
            if reader.skip_value().is_none() {
                return Top::Unknown;
            }
        }
    }

    /// Takes a member of an envelope: steps into its list, or over it.
    fn member(&mut self, bytes: &[u8]) -> Option<Step> {
        let mut reader = Reader::at(bytes, self.position);
        let at_end = |reader: &Reader<'_>| reader.position() == bytes.len();
        if reader.key().is_err() {
            return Some(if bytes.len() - self.position < LONGEST_KEY { Step::More } else { self.stray() });
        }
        let Some(first) = reader.next_token() else { return Some(Step::More) };
        if first == b'[' {
            if holds_objects(bytes, reader.position()) {
                self.position = reader.position() + 1;
                self.state = State::Item { is_first: true, in_envelope: true };
                return None;
            }
            if Reader::at(bytes, reader.position() + 1).next_token().is_none() {
                return Some(Step::More);
            }
        }
        let is_sound = reader.skip_value().is_some();
        // A number or a word at the end of the bytes may go on behind it.
        if !is_sound || at_end(&reader) {
            return Some(Step::More);
        }
        self.position = reader.position();
        self.state = State::Envelope { is_before_member: false };
        None
    }
}

/// A key longer than this is none.
const LONGEST_KEY: usize = 1 << 16;

/// Whether a list of objects, or an empty list, begins here.
fn holds_objects(bytes: &[u8], start: usize) -> bool {
    let mut reader = Reader::at(bytes, start);
    reader.take(b'[') && matches!(reader.next_token(), Some(b'{' | b']'))
}

/// Where the next value begins after one that is broken: behind the matching bracket, or on the next line at the top that
/// begins with a bracket. `None` where that cannot be told from these bytes.
pub fn behind_broken(bytes: &[u8], start: usize, is_at_top: bool) -> Option<usize> {
    let rest = bytes.get(start..)?;
    if is_at_top {
        let line = rest.windows(2).position(|pair| matches!(pair, [b'\n', b'{' | b'[']));
        return line.map(|line| start + line + 1);
    }
    let (mut open, mut is_text, mut is_escaped) = (Vec::new(), false, false);
    for (index, byte) in rest.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                // A bracket closes all that is open within its own.
                let own = if *byte == b'}' { b'{' } else { b'[' };
                let Some(depth) = open.iter().rposition(|bracket| *bracket == own) else { return Some(start + index) };
                open.truncate(depth);
                if depth == 0 {
                    return Some(start + index + 1);
                }
            }
            b',' if open.is_empty() && index > 0 => return Some(start + index),
            _ => {}
        }
    }
    None
}
