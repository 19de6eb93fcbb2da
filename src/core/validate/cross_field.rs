//! Rules between two fields that contradict each other although each is valid alone.
//!
//! A rule applies only if both fields are present, and is reported at the later of them in the document.

use super::issue::IssueCode;
use super::issues::{IssueDetail, IssueLog, Step};
use super::slots::{DEFAULT_ROW, DISCLAIMERS_ROW, SlotKind, Slots, View};
use crate::model::PROFILE;
use crate::model::schema::{Row, fields_to};
use crate::row;

/// Two fields that cannot both be so.
struct Rule {
    one: (Row, Is),
    other: (Row, Is),
    why: &'static str,
}

/// What a field must be for a rule to apply.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    On,
    Off,
    Empty,
    There,
}

macro_rules! cross_field_rules {
    ($($one:literal $one_is:ident, $other:literal $other_is:ident: $why:literal;)*) => {
        const RULES: &[Rule] = &[$(Rule {
            one: (row!($one), Is::$one_is),
            other: (row!($other), Is::$other_is),
            why: $why,
        },)*];
    };
}

cross_field_rules! {
    "policy.auto_call_recording.enable" On, "policy.e2e_encryption.enable" On:
        "end-to-end encryption cannot be used while automatic recording is on";
    "policy.voicemail_tasks.enable" On, "policy.voicemail_transcription.enable" Off:
        "voicemail tasks need voicemail transcription, which is off";
    "policy.voicemail_intent_based_prioritization.enable" On, "policy.voicemail_transcription.enable" Off:
        "voicemail prioritization needs voicemail transcription, which is off";
    "policy.outbound_sms.enable" On, "calling_plans" Empty:
        "sending messages needs a calling plan, and there is none";
    "policy.outbound_sms.enable" On, "phone_numbers" Empty:
        "sending messages needs a phone number, and there is none";
    "policy.ad_hoc_call_recording.play_recording_beep_tone.enable" Off,
        "policy.ad_hoc_call_recording.play_recording_beep_tone.play_beep_volume" There:
        "the beep has a volume, and is off";
    "policy.ad_hoc_call_recording.play_recording_beep_tone.enable" Off,
        "policy.ad_hoc_call_recording.play_recording_beep_tone.play_beep_time_interval" There:
        "the beep has an interval, and is off";
    "policy.ad_hoc_call_recording.play_recording_beep_tone.enable" Off,
        "policy.ad_hoc_call_recording.play_recording_beep_tone.play_beep_member" There:
        "the beep has listeners, and is off";
    "policy.auto_call_recording.play_recording_beep_tone.enable" Off,
        "policy.auto_call_recording.play_recording_beep_tone.play_beep_volume" There:
        "the beep has a volume, and is off";
    "policy.auto_call_recording.play_recording_beep_tone.enable" Off,
        "policy.auto_call_recording.play_recording_beep_tone.play_beep_time_interval" There:
        "the beep has an interval, and is off";
    "policy.auto_call_recording.play_recording_beep_tone.enable" Off,
        "policy.auto_call_recording.play_recording_beep_tone.play_beep_member" There:
        "the beep has listeners, and is off";
}

/// Checks the rules on the values of a walk.
pub(super) fn check(document: &[u8], slots: &Slots, log: &mut IssueLog) {
    let view = slots.view(document);
    for rule in RULES {
        let ((one, one_is), (other, other_is)) = (rule.one, rule.other);
        if holds(&view, one, one_is) && holds(&view, other, other_is) {
            let later = if start(&view, one) > start(&view, other) { one } else { other };
            let slot = view.slot(later);
            let quote = usize::from(matches!(slot.kind, SlotKind::Text | SlotKind::Escaped));
            report(log, slot.start as usize - quote, slot.end as usize + quote, rule.why, later, &[]);
        }
    }
    // The walk has counted; where that settles it, the list need not be read again.
    if slots.defaults != 1 {
        check_default_disclaimer(&view, log);
    }
}

#[inline]
fn holds(view: &View<'_>, row: Row, is: Is) -> bool {
    let slot = view.slot(row);
    match is {
        Is::On => slot.kind == SlotKind::True,
        Is::Off => slot.kind == SlotKind::False,
        Is::Empty => slot.kind == SlotKind::List && slot.count == 0,
        Is::There => slot.kind != SlotKind::Absent,
    }
}

fn start(view: &View<'_>, row: Row) -> u32 {
    view.slot(row).start
}

/// Exactly one disclaimer of a list is the default.
fn check_default_disclaimer(view: &View<'_>, log: &mut IssueLog) {
    let slot = view.slot(DISCLAIMERS_ROW);
    let Some(mut items) = view.items(DISCLAIMERS_ROW) else { return };
    let (mut defaults, mut index, mut unknown) = (0, 0, false);
    while let Some((_, item)) = items.next() {
        match item.boolean(DEFAULT_ROW) {
            Some(true) => {
                defaults += 1;
                if defaults > 1 {
                    let value = item.slot(DEFAULT_ROW);
                    let why = "only one disclaimer can be the default, and an earlier one already is";
                    let below = [Step::Index(index), Step::Field(DEFAULT_ROW)];
                    report(log, value.start as usize, value.end as usize, why, DISCLAIMERS_ROW, &below);
                }
            }
            Some(false) => {}
            None => unknown = true,
        }
        index += 1;
    }
    if slot.count > 0 && defaults == 0 && !unknown {
        let why = "one disclaimer of the list must be the default, and none is";
        report(log, slot.start as usize, slot.end as usize, why, DISCLAIMERS_ROW, &[]);
    }
}

/// Reports what stands at a field, or at steps below it.
fn report(log: &mut IssueLog, at: usize, end: usize, why: &'static str, row: Row, below: &[Step]) {
    log.add(IssueCode::Inconsistent, at, end, IssueDetail::Words(why), &mut |steps| {
        for (row, _) in fields_to(PROFILE, row) {
            steps.push(Step::Field(row));
        }
        steps.extend_from_slice(below);
    });
}
