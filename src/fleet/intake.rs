//! Reads a stream of profiles: bytes in chunks that are cut anywhere, or one value after another. What it finds goes to
//! a [`Sink`]; what it keeps is one chunk, and the profile that is cut off at its end.

use super::FleetError;
use super::bounds::{LARGEST_PROFILE, LEAST_AWAITED, MOST_SCALARS};
use super::brackets::behind_brackets;
use super::failures::known;
use super::reported::{Recognized, Reported};
use super::sniff::{Sniffed, sniff};
use super::split::{Splitter, Step};
use crate::json::Value;
use crate::validate::{First, Options, Validator};

/// Takes what is found in a stream.
pub trait Sink {
    /// Takes a profile that passed.
    fn pass(&mut self, profile: Checked<'_>);
    /// Takes a document that failed. Its issues are not kept: whoever needs them checks it again.
    fn fail(&mut self, document: Checked<'_>);
    /// Takes a failure that was written out before, at a position among the profiles.
    fn report(&mut self, index: u64, failure: Reported<'_>);
}

/// A document that has just been checked.
pub struct Checked<'c> {
    pub document: &'c [u8],
    /// The validator that checked it.
    pub validator: &'c mut Validator,
    pub options: &'c Options,
    /// The ID that it was asked for by; empty where that is not known.
    pub asked_id: &'c str,
    /// Its position among the profiles, from 0.
    pub index: u64,
    pub place: Place,
}

/// Where a document begins in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The value it lies in, by its position among the values, from 1; 0 for the stream of all bytes.
    pub value: u32,
    /// The offset in the value, or in the stream.
    pub start: u64,
}

/// Reads a stream, and hands what it finds to a [`Sink`].
#[derive(Debug)]
pub struct Intake {
    options: Options,
    validator: Validator,
    splitter: Splitter,
    /// The chunk at hand, behind what was cut off at the end of the one before; bytes after `filled` are left over from
    /// before.
    buffer: Vec<u8>,
    filled: usize,
    /// Values in a row that are not objects.
    scalars: u32,
    /// What the stream is, by its first bytes.
    sniffed: Sniffed,
    /// Below this many bytes what was cut off is not tried again: in chunks of a few bytes it would be read over and
    /// over.
    awaited: usize,
    bytes: u64,
    profiles: u64,
    /// Values seen, failures included.
    values: u32,
    /// Where the bytes at hand begin.
    origin: Place,
}

impl Intake {
    /// One whose profiles are validated with these options.
    pub fn new(options: Options) -> Self {
        Self {
            options: Options { max_issues: 0, ..options },
            validator: Validator::new(),
            splitter: Splitter::default(),
            buffer: Vec::new(),
            filled: 0,
            scalars: 0,
            sniffed: Sniffed::More,
            awaited: 0,
            bytes: 0,
            profiles: 0,
            values: 0,
            origin: Place::default(),
        }
    }

    /// Profiles seen, those that failed included.
    pub fn profiles(&self) -> u64 {
        self.profiles
    }

    /// Bytes taken in.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes in a chunk of the stream.
    pub fn push(&mut self, chunk: &[u8], sink: &mut dyn Sink) -> Result<(), FleetError> {
        if let Some(target) = self.reserve(chunk.len()).get_mut(..chunk.len()) {
            target.copy_from_slice(chunk);
        }
        self.filled(chunk.len(), sink)
    }

    /// Returns a buffer of at least this length. Write a chunk there, then call [`Intake::filled`].
    pub fn reserve(&mut self, length: usize) -> &mut [u8] {
        let needed = self.filled + length;
        if self.buffer.len() < needed {
            self.buffer.resize(needed, 0);
        }
        self.buffer.get_mut(self.filled..).unwrap_or_default()
    }

    /// Takes in the chunk that was written to the buffer of [`Intake::reserve`].
    pub fn filled(&mut self, length: usize, sink: &mut dyn Sink) -> Result<(), FleetError> {
        self.filled = (self.filled + length).min(self.buffer.len());
        self.bytes += length as u64;
        if self.sniffed == Sniffed::More {
            self.scalars = 0;
            self.sniffed = sniff(self.buffer.get(..self.filled).unwrap_or_default());
        }
        match self.sniffed {
            Sniffed::Json if self.filled >= self.awaited => self.work(false, sink),
            Sniffed::Json | Sniffed::More => {}
            Sniffed::Other(file) => return Err(FleetError::NotJson(file)),
        }
        self.refuse_scalars()?;
        if self.filled > LARGEST_PROFILE { Err(FleetError::TooLarge { index: self.profiles }) } else { Ok(()) }
    }

    /// Fails where the stream is a list of scalars: after [`Intake::end`] too, since what is left is read there.
    pub fn refuse_scalars(&self) -> Result<(), FleetError> {
        if self.scalars > MOST_SCALARS { Err(FleetError::NoObjects) } else { Ok(()) }
    }

    /// Ends the stream, after which another may begin. A profile that is cut off, or a list that is not closed, counts
    /// as one that failed.
    pub fn end(&mut self, sink: &mut dyn Sink) {
        self.work(true, sink);
        if !self.splitter.is_at_top() {
            let options = self.options.clone();
            self.fail(b"", &options, "", sink);
        }
        self.splitter = Splitter::default();
        (self.filled, self.awaited, self.sniffed) = (0, 0, Sniffed::More);
    }

    /// Takes in one profile that was made from a JavaScript object, or an envelope of several. A profile that fails and
    /// has no ID goes by that for which it was asked, if it is not empty.
    pub fn push_value(&mut self, document: &[u8], asked_id: &str, sink: &mut dyn Sink) {
        let options = Options { from_object: true, ..self.options.clone() };
        self.values += 1;
        self.origin = Place { value: self.values, start: 0 };
        let verdict = self.validator.check(document, &options);
        if self.validator.other_kind().is_none() {
            return self.take(0, document, verdict.success, &options, asked_id, sink);
        }
        let outer = std::mem::take(&mut self.splitter);
        self.read(document, true, &options, asked_id, sink);
        if !self.splitter.is_at_top() {
            self.fail(b"", &options, asked_id, sink);
        }
        self.splitter = outer;
    }

    /// Takes in a profile that could not be fetched: its ID, the error's code and message, and its issues as a JSON
    /// list. What is empty is not known.
    pub fn push_failure(&mut self, id: &str, code: &str, message: &str, issues: &str, sink: &mut dyn Sink) {
        self.values += 1;
        self.profiles += 1;
        let issues = Value::of(issues.as_bytes()).and_then(Value::items).unwrap_or_default();
        let failure = Reported { id: known(id), code: known(code), message: known(message), issues };
        sink.report(self.profiles - 1, failure);
    }

    /// Tries what was cut off, although no more bytes have come.
    #[cfg(test)]
    pub fn try_again(&mut self, sink: &mut dyn Sink) {
        if self.sniffed == Sniffed::Json {
            self.work(false, sink);
        }
    }

    /// Takes in all that is whole.
    fn work(&mut self, is_last: bool, sink: &mut dyn Sink) {
        let buffer = std::mem::take(&mut self.buffer);
        let options = self.options.clone();
        self.origin = Place { value: 0, start: self.bytes - self.filled as u64 };
        self.read(buffer.get(..self.filled).unwrap_or_default(), is_last, &options, "", sink);
        self.buffer = buffer;
        self.drop_taken();
    }

    /// Takes in all that is whole in the bytes at hand.
    fn read(&mut self, bytes: &[u8], is_last: bool, options: &Options, asked_id: &str, sink: &mut dyn Sink) {
        while self.scalars <= MOST_SCALARS {
            let (at, wrapper) = match self.splitter.next(bytes, is_last) {
                Step::More => break,
                Step::Stray(at) => {
                    self.fail(bytes.get(at..at + 1).unwrap_or_default(), options, "", sink);
                    continue;
                }
                Step::Profile(at) => (at, None),
                Step::Wrapped { at, wrapper } => (at, Some(wrapper)),
            };
            let document = bytes.get(at..).unwrap_or_default();
            match self.validator.check_first(document, options) {
                // A number that ends with the chunk may go on in the next.
                First::Complete(_, end)
                    if !is_last && end == document.len() && matches!(document.first(), Some(b'-' | b'0'..=b'9')) =>
                {
                    break;
                }
                First::Complete(verdict, end) => {
                    let document = document.get(..end).unwrap_or_default();
                    match wrapper {
                        None => {
                            self.take(at, document, verdict.success, options, asked_id, sink);
                            self.splitter.resume(at + end);
                        }
                        Some(wrapper) => {
                            let value = Value::at(bytes, wrapper.start, wrapper.end);
                            let id = value.get("userId").and_then(Value::text).unwrap_or_default();
                            self.take(at, document, verdict.success, options, &id, sink);
                            self.splitter.resume(wrapper.end);
                        }
                    }
                }
                First::Cut if !is_last => break,
                First::Cut | First::Broken(_) => {
                    let behind = self.behind_broken(bytes, at, options);
                    if behind.is_none() && !is_last {
                        break;
                    }
                    let end = behind.unwrap_or(bytes.len());
                    self.fail(bytes.get(at..end).unwrap_or_default(), options, asked_id, sink);
                    match behind {
                        Some(_) => self.splitter.resume(end),
                        None => self.splitter.abandon(end),
                    }
                }
            }
        }
    }

    /// Where the next value begins after one that is broken; `None` where these bytes do not show it. At the
    /// top what is broken within its line ends with it, so that each broken line of NDJSON is one failure.
    fn behind_broken(&mut self, bytes: &[u8], at: usize, options: &Options) -> Option<usize> {
        if !self.splitter.is_at_top() {
            return behind_brackets(bytes, at);
        }
        let line = bytes.get(at..)?;
        let line = line.get(..=line.iter().position(|byte| *byte == b'\n')?)?;
        let line_end = at + line.len() - 1;
        match self.validator.check_first(line, options) {
            First::Cut => self.splitter.behind_lines(bytes, line_end),
            _ => Some(line_end),
        }
    }

    /// Moves what is still needed to the front of the buffer.
    fn drop_taken(&mut self) {
        let taken = self.splitter.position().min(self.filled);
        self.buffer.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        self.splitter.drop_before();
        self.awaited = if self.filled == 0 { 0 } else { self.filled + self.filled / 2 + LEAST_AWAITED };
    }

    /// Takes in the document at an offset that was last checked.
    fn take(
        &mut self,
        at: usize,
        document: &[u8],
        success: bool,
        options: &Options,
        asked_id: &str,
        sink: &mut dyn Sink,
    ) {
        self.scalars = if matches!(document.first(), Some(b'{' | b'[')) { 0 } else { self.scalars + 1 };
        let is_other = self.validator.other_kind().is_some();
        let index = self.profiles;
        match if is_other { Recognized::read(document) } else { None } {
            Some(Recognized::Failure(reported)) => {
                self.profiles += 1;
                sink.report(index, reported);
            }
            Some(Recognized::Control) => {}
            _ => {
                let checked = self.checked(at, document, options, asked_id);
                if success { sink.pass(checked) } else { sink.fail(checked) }
            }
        }
    }

    /// Checks a document that fails, and hands it on.
    fn fail(&mut self, document: &[u8], options: &Options, asked_id: &str, sink: &mut dyn Sink) {
        self.validator.check(document, options);
        sink.fail(self.checked(0, document, options, asked_id));
    }

    /// The document at an offset that was last checked, counted as a profile.
    fn checked<'c>(
        &'c mut self,
        at: usize,
        document: &'c [u8],
        options: &'c Options,
        asked_id: &'c str,
    ) -> Checked<'c> {
        let place = Place { start: self.origin.start + at as u64, ..self.origin };
        self.profiles += 1;
        Checked { document, validator: &mut self.validator, options, asked_id, index: self.profiles - 1, place }
    }
}
