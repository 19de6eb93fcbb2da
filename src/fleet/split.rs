//! Many profiles in one stream of bytes, cut anywhere: where each begins.
//!
//! A stream is a sequence of JSON values, with or without line ends between them. Each is a profile, or a list of profiles, or
//! an envelope: an object that holds such a list, as Zoom's list endpoints and exports have it (`{"users":[…]}`). The walk
//! that checks a profile tells where it ends, so it is not read twice, and a profile that is cut off waits for more.
//!
//! # A profile or an envelope
//!
//! An object at the top is a profile if it has a field of one besides `id` and `status`, which pages have too, before its lists or
//! behind them. Else it is an envelope if, under a key that is no field of a profile, it has a list that holds an object, or
//! nothing; where it has an `id`, only if that object has a field of a profile: an unknown list of a user's would hardly. All
//! else is a profile, or fails as one. A list may never end, so what stands far behind its first object ([`LOOKED_AT`]) has
//! no say.

use crate::json::{Fault, Reader, Text, members, unescape};
use crate::model::PROFILE;

/// Bytes that are looked at behind the first object of a list before what holds the list is judged: a few profiles.
const LOOKED_AT: usize = 1 << 13;

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
    /// At the top: how many bytes, white space as a rule, stand before the position on its line.
    indentation: usize,
    /// Whether what comes is passed over, up to where a profile may begin or a list may end: in whichever chunk that is.
    is_lost: bool,
}

impl Default for Splitter {
    fn default() -> Self {
        Self { state: State::Top, position: 0, indentation: 0, is_lost: false }
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

    /// Goes on behind a profile, or what stood in its place.
    pub fn resume(&mut self, position: usize) {
        self.position = position;
        self.state = match self.state {
            State::Item { in_envelope, .. } => State::BehindItem { in_envelope },
            State::Envelope { .. } => State::Envelope { is_before_member: false },
            other => other,
        };
    }

    /// Gives up at the end of a stream that ends within a profile.
    pub fn abandon(&mut self, position: usize) {
        *self = Self { position, ..Self::default() };
    }

    /// Whether it is between the values of the stream, where the stream may end.
    pub fn is_at_top(&self) -> bool {
        self.state == State::Top
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
            match (self.state, byte) {
                (State::Top, b'[') => self.step(State::Item { is_first: true, in_envelope: false }),
                // A byte order mark: each part that a stream is put together of may begin with one.
                (_, 0xEF) if bytes.get(self.position..).is_some_and(|rest| rest.starts_with(MARK)) => {
                    self.position += MARK.len();
                }
                (_, 0xEF) if !is_last && bytes.len() < self.position + MARK.len() => return Step::More,
                (State::Top, b'{') => match self.is_envelope(bytes, is_last) {
                    Some(true) => self.step(State::Envelope { is_before_member: true }),
                    Some(false) => return Step::Profile(self.position),
                    None => return Step::More,
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

    /// Goes on to a place, and counts how far it is from the beginning of its line.
    fn go_to(&mut self, bytes: &[u8], position: usize) {
        if self.state == State::Top {
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

    /// Whether the object at hand is an envelope; `None` where more bytes are needed to tell.
    fn is_envelope(&self, bytes: &[u8], is_last: bool) -> Option<bool> {
        let mut seen = Seen::default();
        match seen.look(bytes, self.position) {
            Err(fault) if fault.at == bytes.len() && !is_last => None,
            _ => Some(seen.is_envelope()),
        }
    }

    /// Takes a member of an envelope: steps into its list, or over it.
    fn member(&mut self, bytes: &[u8]) -> Option<Step> {
        let is_cut = |fault: Fault| fault.at == bytes.len();
        let mut reader = Reader::at(bytes, self.position);
        if let Err(fault) = reader.key() {
            return Some(if is_cut(fault) { Step::More } else { self.stray() });
        }
        reader.next_token();
        let start = reader.position();
        if let Ok(Holds::Object(_)) = holds(bytes, reader) {
            self.position = start + 1;
            self.state = State::Item { is_first: true, in_envelope: true };
            return None;
        }
        match reader.skip_value() {
            Ok(()) if reader.position() < bytes.len() => {
                self.resume(reader.position());
                None
            }
            // What is broken fails in the place of a profile.
            Err(fault) if !is_cut(fault) => Some(Step::Profile(start)),
            // A number or a word at the end of the bytes may go on behind it.
            _ => Some(Step::More),
        }
    }

    /// Where the next value begins after one at the top that is broken and has several lines, of which the first ends at `line_end`:
    /// before the first line that is no deeper than that on which the value began, or behind the bracket with which such a
    /// line closes it. `None` where that cannot be told from these bytes.
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

/// What an object at the top has shown: see the head of this file.
#[derive(Debug, Default)]
struct Seen {
    /// A field of a profile that pages do not have.
    is_profile: bool,
    has_id: bool,
    /// A list that holds an object, or nothing.
    has_list: bool,
    /// A list whose first object has a field of a profile.
    has_profiles: bool,
}

impl Seen {
    fn is_envelope(&self) -> bool {
        !self.is_profile && if self.has_id { self.has_profiles } else { self.has_list }
    }

    /// Looks at the members of the object that begins at an offset, until it is certain to be a profile or cannot be read on.
    fn look(&mut self, mut bytes: &[u8], start: usize) -> Result<(), Fault> {
        let mut reader = Reader::at(bytes, start);
        reader.take(b'{');
        let mut is_first = true;
        while reader.next_member(is_first)? {
            is_first = false;
            match field(bytes, reader.key()?) {
                Some("id") => self.has_id = true,
                Some("status") => {}
                Some(_) => {
                    self.is_profile = true;
                    return Ok(());
                }
                None => match holds(bytes, reader)? {
                    Holds::Object(at) => {
                        self.has_list = true;
                        bytes = bytes.get(..at + LOOKED_AT).unwrap_or(bytes);
                        reader = Reader::at(bytes, reader.position());
                        self.has_profiles |= members(bytes, at).any(|member| field(bytes, member.key).is_some());
                    }
                    Holds::Nothing => self.has_list = true,
                    Holds::Other => {}
                },
            }
            reader.skip_value()?;
        }
        Ok(())
    }
}

/// The field of a profile that a key names.
fn field(bytes: &[u8], key: Text) -> Option<&'static str> {
    let name = unescape(bytes.get(key.start..key.end).unwrap_or_default());
    PROFILE.fields.iter().map(|field| field.name).find(|field| *field == name)
}

/// What a list holds.
enum Holds {
    /// An object, the first of which begins here.
    Object(usize),
    Nothing,
    Other,
}

/// What the list at the reader holds, past whatever stands before its first object, be it foreign or nonsense.
fn holds(bytes: &[u8], mut reader: Reader<'_>) -> Result<Holds, Fault> {
    reader.next_token();
    if !reader.take(b'[') {
        return Ok(Holds::Other);
    }
    reader.next_token();
    let start = reader.position();
    for (at, byte, is_text) in lexed(bytes, start) {
        match byte {
            // No text goes on behind the end of a line: it is broken, and so is the list.
            b'\n' if is_text => return Ok(Holds::Other),
            _ if is_text => {}
            b'{' => return Ok(Holds::Object(at)),
            b']' => return Ok(if at == start { Holds::Nothing } else { Holds::Other }),
            _ => {}
        }
    }
    // It goes on behind the bytes.
    Err(Fault { at: bytes.len(), expected: "" })
}

/// The bytes from an offset on, with their offsets and whether they stand in a text.
fn lexed(bytes: &[u8], start: usize) -> impl Iterator<Item = (usize, u8, bool)> {
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

/// Where the next value begins after one that is broken and stands in a list or an envelope: behind the matching bracket. `None`
/// where that cannot be told from these bytes.
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
