//! What a rule asks of a profile. An answer has three values, by Kleene's logic: what the profile does not say is
//! unknown, and stays unknown unless another answer decides. Each question is noted, so that a finding can point at its
//! evidence.
//!
//! Each answer that is known stays the same however absent fields are filled, so what a rule makes of its answers by
//! `&`, `|` and `!` does too. A value of another type than documented is there, and answers nothing.

use std::ops::{BitAnd, BitOr, Not};

use crate::json::push_decimal;
use crate::model::PROFILE;
use crate::model::schema::{Kind, Row, fields_to};
use crate::validate::{SlotKind, View};

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
    pub fn of(answer: Option<bool>) -> Truth {
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

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Yes => No,
            No => Yes,
            Unknown => Unknown,
        }
    }
}

/// Where an answer was found.
#[derive(Debug, Clone, Copy)]
enum Place {
    Field(Row),
    /// The head of a policy that may be a boolean or an object: here it is an object.
    Enable(Row),
    /// A field of an item of a list, and the item's index.
    Item(Row, usize),
}

impl Place {
    fn pointer(self) -> String {
        let (Place::Field(row) | Place::Enable(row) | Place::Item(row, _)) = self;
        let mut pointer = String::new();
        for (_, field) in fields_to(PROFILE, row) {
            pointer.push('/');
            pointer.push_str(field.name);
            if let (Kind::List(_), Place::Item(_, index)) = (field.kind, self) {
                pointer.push('/');
                push_decimal(&mut pointer, index as u64);
            }
        }
        if matches!(self, Place::Enable(_)) {
            pointer.push_str("/enable");
        }
        pointer
    }
}

/// Whether a string is blank.
pub fn blank(view: &View<'_>, row: Row) -> Truth {
    Truth::of(view.text(row).map(|text| text.trim_start().is_empty()))
}

/// Most pointers of a finding. Zoom documents at most 50 members of a list; pointers to 350,000 would be a hundred
/// times as long as the list.
pub const MAX_EVIDENCE: usize = 1_000;

/// A profile in the hands of a rule.
#[derive(Debug)]
pub struct ProfileQuery<'v> {
    pub view: View<'v>,
    noted: Vec<(Place, Truth)>,
}

impl<'v> ProfileQuery<'v> {
    pub fn new(view: View<'v>) -> Self {
        Self { view, noted: Vec::new() }
    }

    /// Forgets what was noted: for the next rule.
    pub fn clear(&mut self) {
        self.noted.clear();
    }

    /// Pointers to what was answered so, each once; the first [`MAX_EVIDENCE`].
    pub fn evidence(&self, truth: Truth) -> Vec<String> {
        let mut pointers: Vec<String> = Vec::new();
        for (place, _) in self.noted.iter().filter(|(_, noted)| *noted == truth).take(MAX_EVIDENCE) {
            let pointer = place.pointer();
            // Items are asked for once: comparing each with all before would take time that grows with the square.
            if matches!(place, Place::Item(..)) || !pointers.contains(&pointer) {
                pointers.push(pointer);
            }
        }
        pointers
    }

    /// The policies that were asked about, each once, in the order of the questions.
    pub fn policies(&self) -> Vec<&'static str> {
        let mut policies = Vec::new();
        for (Place::Field(row) | Place::Enable(row) | Place::Item(row, _), _) in &self.noted {
            let mut fields = fields_to(PROFILE, *row).map(|(_, field)| field.name);
            if let (Some("policy"), Some(policy)) = (fields.next(), fields.next())
                && !policies.contains(&policy)
            {
                policies.push(policy);
            }
        }
        policies
    }

    fn note(&mut self, place: Place, truth: Truth) -> Truth {
        self.noted.push((place, truth));
        truth
    }

    /// Whether something is `true`, or a policy on.
    pub fn on(&mut self, row: Row) -> Truth {
        self.is(row, true)
    }

    /// Whether something is `false`, or a policy off.
    pub fn off(&mut self, row: Row) -> Truth {
        self.is(row, false)
    }

    fn is(&mut self, row: Row, wanted: bool) -> Truth {
        let answer = self.view.boolean(row).map(|value| value == wanted);
        let place = if self.view.slot(row).kind == SlotKind::Object { Place::Enable(row) } else { Place::Field(row) };
        self.note(place, Truth::of(answer))
    }

    /// Whether a code is a certain one. What an undocumented code stands for is unknown.
    pub fn code(&mut self, row: Row, code: i64) -> Truth {
        let is_documented = self.view.slot(row).count > 0;
        let answer = self.view.integer(row).filter(|_| is_documented).map(|value| value == code);
        self.note(Place::Field(row), Truth::of(answer))
    }

    /// Whether a word is one of some.
    pub fn word(&mut self, row: Row, words: &[&str]) -> Truth {
        let answer = self.view.text(row).filter(|text| !text.is_empty()).map(|text| words.contains(&&*text));
        self.note(Place::Field(row), Truth::of(answer))
    }

    /// Whether a list has items.
    pub fn filled(&mut self, row: Row) -> Truth {
        let answer = self.length(row).map(|length| length > 0);
        self.note(Place::Field(row), Truth::of(answer))
    }

    /// Whether a list has no items.
    pub fn empty(&mut self, row: Row) -> Truth {
        let answer = self.length(row).map(|length| length == 0);
        self.note(Place::Field(row), Truth::of(answer))
    }

    fn length(&self, row: Row) -> Option<u32> {
        let slot = self.view.slot(row);
        (slot.kind == SlotKind::List).then_some(slot.count)
    }

    /// Whether a string is blank.
    pub fn blank(&mut self, row: Row) -> Truth {
        let answer = blank(&self.view, row);
        self.note(Place::Field(row), answer)
    }

    /// Notes an answer that was found otherwise.
    pub fn decide(&mut self, row: Row, answer: Truth) -> Truth {
        self.note(Place::Field(row), answer)
    }

    /// Whether an item of a list has a field that is `true`.
    pub fn any(&mut self, list: Row, field: Row) -> Truth {
        let Some(mut items) = self.view.items(list) else { return self.note(Place::Field(list), Unknown) };
        let (mut index, mut answer) = (0, No);
        while let Some((_, item)) = items.next() {
            let is_true = Truth::of(item.boolean(field));
            self.noted.push((Place::Item(field, index), is_true));
            answer = answer | is_true;
            index += 1;
        }
        answer
    }

    /// Whether exactly one item of a list has a field that is `true`.
    pub fn one(&mut self, list: Row, field: Row) -> Truth {
        let Some(mut items) = self.view.items(list) else { return self.note(Place::Field(list), Unknown) };
        let (mut index, mut is_true, mut is_unknown) = (0, 0, false);
        while let Some((_, item)) = items.next() {
            match item.boolean(field) {
                Some(is_set) => is_true += usize::from(is_set),
                None => {
                    is_unknown = true;
                    self.noted.push((Place::Item(field, index), Unknown));
                }
            }
            index += 1;
        }
        match is_true {
            0 | 1 if is_unknown => Unknown,
            1 => Yes,
            _ => No,
        }
    }
}
