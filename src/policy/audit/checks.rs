//! Checks of rules that take several steps: emergency addresses, notices of recordings, deprecated fields.

use super::query::{ProfileQuery, Truth, blank};
use crate::model::schema::Row;
use crate::row;
use crate::validate::{SlotKind, View};

/// Locks of the policies by which data or money may leave.
pub(super) const SENSITIVE: [Row; 7] = [
    row!("policy.auto_call_recording.locked"),
    row!("policy.ad_hoc_call_recording.locked"),
    row!("policy.e2e_encryption.locked"),
    row!("policy.call_handling_forwarding_to_other_users.locked"),
    row!("policy.call_transferring.locked"),
    row!("policy.select_outbound_caller_id.locked"),
    row!("policy.sms.locked"),
];

const ADDRESS: [Row; 5] = [
    row!("emergency_address.address_line1"),
    row!("emergency_address.city"),
    row!("emergency_address.country"),
    row!("emergency_address.state_code"),
    row!("emergency_address.zip"),
];

/// Parts of an address that are needed anywhere; the others in the United States and Canada.
const NEEDED_ANYWHERE: usize = 3;

/// Whether the emergency address is missing: absent beside a policy, since the endpoint that returns a policy would
/// return the address too, or blank in all of its parts.
fn is_address_missing(view: &View<'_>) -> Truth {
    match view.slot(row!("emergency_address")).kind {
        SlotKind::Absent if view.slot(row!("policy")).kind == SlotKind::Object => Truth::Yes,
        SlotKind::Object => ADDRESS.iter().fold(Truth::Yes, |missing, part| missing & blank(view, *part)),
        _ => Truth::Unknown,
    }
}

/// Whether an audit finds that the emergency address is missing.
pub fn lacks_address(view: &View<'_>) -> bool {
    is_address_missing(view) == Truth::Yes
}

pub(super) fn no_address(query: &mut ProfileQuery<'_>) -> Truth {
    let is_missing = is_address_missing(&query.view);
    match note_unknown_parts(query, is_missing) {
        true => is_missing,
        false => query.decide(row!("emergency_address"), is_missing),
    }
}

/// Notes which absent parts of an address leave it open whether it is missing. Whether there are any.
fn note_unknown_parts(query: &mut ProfileQuery<'_>, is_missing: Truth) -> bool {
    let is_open = is_missing == Truth::Unknown && query.view.slot(row!("emergency_address")).kind == SlotKind::Object;
    for part in ADDRESS.iter().filter(|_| is_open) {
        query.blank(*part);
    }
    is_open
}

pub(super) fn incomplete_address(query: &mut ProfileQuery<'_>) -> Truth {
    let address = row!("emergency_address");
    if query.view.slot(address).kind != SlotKind::Object {
        return query.decide(address, Truth::Unknown);
    }
    let is_missing = is_address_missing(&query.view);
    note_unknown_parts(query, is_missing);
    let country = query.view.text(row!("emergency_address.country"));
    // In the United States and in Canada, whose codes may be in lowercase.
    let has_states =
        matches!(country.as_deref().map(str::as_bytes), Some([b'U' | b'u', b'S' | b's'] | [b'C' | b'c', b'A' | b'a']));
    let needed = if has_states { ADDRESS.len() } else { NEEDED_ANYWHERE };
    !is_missing & ADDRESS.iter().take(needed).fold(Truth::No, |found, part| found | query.blank(*part))
}

/// The fields of one direction that tell the other side of recording. The deprecated fields that once stood for both
/// directions decide nothing: where these are absent, they may still say otherwise.
#[derive(Clone, Copy)]
pub(super) struct Notice {
    prompt: Row,
    consent: Row,
}

const INBOUND: Notice = Notice {
    prompt: row!("policy.auto_call_recording.inbound_audio_notification.recording_start_prompt"),
    consent: row!("policy.auto_call_recording.inbound_audio_notification.recording_explicit_consent"),
};
const OUTBOUND: Notice = Notice {
    prompt: row!("policy.auto_call_recording.outbound_audio_notification.recording_start_prompt"),
    consent: row!("policy.auto_call_recording.outbound_audio_notification.recording_explicit_consent"),
};

/// No prompt, nor a question for consent, which is a notice as well.
pub(super) fn without_notice(query: &mut ProfileQuery<'_>, notice: Notice) -> Truth {
    unless_no(query.off(notice.prompt), || query.off(notice.consent))
}

pub(super) fn without_consent(query: &mut ProfileQuery<'_>, notice: Notice) -> Truth {
    unless_no(query.on(notice.prompt), || query.off(notice.consent))
}

/// Both, the second asked only where it matters: in one direction it may not matter what in the other one does.
fn unless_no(first: Truth, second: impl FnOnce() -> Truth) -> Truth {
    if first == Truth::No { first } else { first & second() }
}

/// Whether something holds in a direction that is recorded.
pub(super) fn in_recorded_direction(
    query: &mut ProfileQuery<'_>,
    holds: fn(&mut ProfileQuery<'_>, Notice) -> Truth,
) -> Truth {
    let calls = row!("policy.auto_call_recording.recording_calls");
    match query.view.text(calls).as_deref() {
        Some("both") => holds(query, INBOUND) | holds(query, OUTBOUND),
        Some("inbound") => holds(query, INBOUND),
        Some("outbound") => holds(query, OUTBOUND),
        // Which direction is recorded is not known: certain only where it is so in both, or in neither.
        _ => match (holds(query, INBOUND), holds(query, OUTBOUND)) {
            (inbound, outbound) if inbound == outbound => inbound,
            _ => query.decide(calls, Truth::Unknown),
        },
    }
}

pub(super) fn deprecated_fields(query: &mut ProfileQuery<'_>) -> Truth {
    let fields = [
        row!("policy.auto_call_recording.recording_explicit_consent"),
        row!("policy.auto_call_recording.recording_start_prompt"),
        row!("policy.forwarding_to_external_numbers"),
        row!("policy.zoom_phone_on_mobile.allow_calling_sms_mms"),
    ];
    let found = fields.iter().fold(Truth::No, |found, field| {
        let is_there = query.view.has(*field);
        found | query.decide(*field, Truth::of(Some(is_there)))
    });
    let policy = row!("policy");
    let has_policy = query.view.slot(policy).kind == SlotKind::Object;
    if has_policy { found } else { query.decide(policy, Truth::Unknown) }
}
