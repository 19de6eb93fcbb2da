//! What a rule asks of a profile. An answer has three values: what the profile does not say is unknown, and unknown stays
//! unknown unless another answer decides. Each question is noted, so that a finding can point at its evidence.

use std::ops::{BitAnd, BitOr};

use crate::json::decimal;
use crate::model::schema::Row;
use crate::validate::{Tag, View};

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The profile does not say.
    Unknown,
}

use Truth::{No, Unknown, Yes};

impl Truth {
    fn of(answer: Option<bool>) -> Truth {
        match answer {
            Some(true) => Yes,
            Some(false) => No,
            None => Unknown,
        }
    }
}

/// Both. Both are asked, so that all that is unknown is noted.
impl BitAnd for Truth {
    type Output = Truth;

    fn bitand(self, other: Truth) -> Truth {
        match (self, other) {
            (No, _) | (_, No) => No,
            (Yes, Yes) => Yes,
            _ => Unknown,
        }
    }
}

/// One or the other, or both.
impl BitOr for Truth {
    type Output = Truth;

    fn bitor(self, other: Truth) -> Truth {
        match (self, other) {
            (Yes, _) | (_, Yes) => Yes,
            (No, No) => No,
            _ => Unknown,
        }
    }
}

/// A field: its row, and its path.
#[derive(Debug, Clone, Copy)]
pub struct At {
    pub row: Row,
    pub path: &'static str,
}

/// A field by its path; one that does not exist does not compile.
macro_rules! at {
    ($path:expr) => {
        $crate::policy::audit::case::At { row: $crate::row!($path), path: $path }
    };
}
pub(super) use at;

/// Where an answer was found.
#[derive(Debug, Clone, Copy)]
enum Place {
    Field(&'static str),
    /// The head of a policy that may be a boolean or an object: here it is an object.
    Enable(&'static str),
    /// A field of an item of a list.
    Item(&'static str, usize, &'static str),
}

impl Place {
    fn pointer(self) -> String {
        let (path, rest) = match self {
            Place::Field(path) => (path, String::new()),
            Place::Enable(path) => (path, "/enable".into()),
            Place::Item(path, index, field) => (path, ["/", &decimal(index as u64), "/", field].concat()),
        };
        ["/", &path.replace('.', "/"), &rest].concat()
    }
}

/// Whether there is no text, or one without anything in it.
pub fn lacks(view: &View<'_>, at: At) -> bool {
    view.text(at.row).is_none_or(|text| text.trim_start().is_empty())
}

/// A profile in the hands of a rule.
#[derive(Debug)]
pub struct Case<'v> {
    pub view: View<'v>,
    noted: Vec<(Place, Truth)>,
}

impl<'v> Case<'v> {
    pub fn new(view: View<'v>) -> Self {
        Self { view, noted: Vec::new() }
    }

    /// Forgets what was noted: for the next rule.
    pub fn clear(&mut self) {
        self.noted.clear();
    }

    /// Pointers to what was answered so, each once.
    pub fn evidence(&self, truth: Truth) -> Vec<String> {
        let mut pointers: Vec<String> = Vec::new();
        for (place, _) in self.noted.iter().filter(|(_, noted)| *noted == truth) {
            let pointer = place.pointer();
            if !pointers.contains(&pointer) {
                pointers.push(pointer);
            }
        }
        pointers
    }

    fn note(&mut self, place: Place, truth: Truth) -> Truth {
        self.noted.push((place, truth));
        truth
    }

    /// Whether something is `true`, or a policy on.
    pub fn on(&mut self, at: At) -> Truth {
        self.is(at, true)
    }

    /// Whether something is `false`, or a policy off.
    pub fn off(&mut self, at: At) -> Truth {
        self.is(at, false)
    }

    fn is(&mut self, at: At, wanted: bool) -> Truth {
        let answer = self.boolean(at).map(|value| value == wanted);
        let place =
            if self.view.slot(at.row).tag == Tag::Object { Place::Enable(at.path) } else { Place::Field(at.path) };
        self.note(place, Truth::of(answer))
    }

    /// A boolean, without asking for evidence.
    pub fn boolean(&self, at: At) -> Option<bool> {
        self.view.boolean(at.row)
    }

    /// Whether a policy that may be a boolean or an object is not locked. A boolean says nothing of locks: it counts as open.
    pub fn open(&mut self, policy: At, locked: At) -> Truth {
        match self.view.slot(policy.row).tag {
            Tag::True | Tag::False => Yes,
            _ => self.off(locked),
        }
    }

    /// Whether a code is a certain one.
    pub fn code(&mut self, at: At, code: i64) -> Truth {
        let answer = self.view.integer(at.row).map(|value| value == code);
        self.note(Place::Field(at.path), Truth::of(answer))
    }

    /// Whether a word is one of some.
    pub fn word(&mut self, at: At, words: &[&str]) -> Truth {
        let answer = self.view.text(at.row).filter(|text| !text.is_empty()).map(|text| words.contains(&&*text));
        self.note(Place::Field(at.path), Truth::of(answer))
    }

    /// Whether a list has items.
    pub fn filled(&mut self, at: At) -> Truth {
        let answer = self.length(at).map(|length| length > 0);
        self.note(Place::Field(at.path), Truth::of(answer))
    }

    /// Whether a list has no items.
    pub fn empty(&mut self, at: At) -> Truth {
        let answer = self.length(at).map(|length| length == 0);
        self.note(Place::Field(at.path), Truth::of(answer))
    }

    fn length(&self, at: At) -> Option<u32> {
        let slot = self.view.slot(at.row);
        (slot.tag == Tag::List).then_some(slot.count)
    }

    /// Whether there is a value at all.
    pub fn has(&self, at: At) -> bool {
        self.view.has(at.row)
    }

    /// Whether a word is one of some; not where there is none.
    pub fn is_word(&self, at: At, words: &[&str]) -> bool {
        self.view.text(at.row).is_some_and(|text| words.contains(&&*text))
    }

    /// Notes an answer that cannot be unknown.
    pub fn decide(&mut self, at: At, answer: bool) -> Truth {
        self.note(Place::Field(at.path), Truth::of(Some(answer)))
    }

    /// Notes that something is not known which would decide.
    pub fn unknown(&mut self, at: At) -> Truth {
        self.note(Place::Field(at.path), Unknown)
    }

    /// Whether an item of a list has a field that is `true`. Where a field is not there, its default counts: false.
    pub fn any(&mut self, list: At, field: At) -> Truth {
        let name = field.path.rsplit('.').next().unwrap_or_default();
        let Some(mut items) = self.view.items(list.row) else { return self.note(Place::Field(list.path), Unknown) };
        let (mut index, mut answer) = (0, No);
        while let Some((_, item)) = items.next() {
            if item.boolean(field.row) == Some(true) {
                answer = Yes;
                self.noted.push((Place::Item(list.path, index, name), Yes));
            }
            index += 1;
        }
        answer
    }

    /// How many items of a list have a field that is `true`; `None` where there is no list.
    pub fn count(&self, list: At, field: At) -> Option<usize> {
        let mut items = self.view.items(list.row)?;
        let mut count = 0;
        while let Some((_, item)) = items.next() {
            count += usize::from(item.boolean(field.row) == Some(true));
        }
        Some(count)
    }

    /// Whether a number satisfies a condition; unknown where there is none.
    pub fn number(&mut self, at: At, number: Option<usize>, condition: impl Fn(usize) -> bool) -> Truth {
        self.note(Place::Field(at.path), Truth::of(number.map(condition)))
    }
}
