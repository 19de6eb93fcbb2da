//! Values in words, with their units.

use std::borrow::Cow;

/// A code in words, by its field; `None` where Zoom documents no meaning for it.
///
/// `call_transferring_type` counts the other way from `call_overflow_type` and `call_forwarding_type`.
pub(super) fn code(field: &str, value: i64) -> Option<Cow<'static, str>> {
    const NONE: &str = "no restriction";
    const LOW: &str = "low restriction: no external numbers";
    const MEDIUM: &str = "medium restriction: no external numbers or contacts";
    const HIGH: &str = "high restriction: no external numbers or contacts, nor internal extensions without automatic recording of inbound calls";
    let words = match (field, value) {
        ("call_overflow_type" | "call_forwarding_type", 1) | ("call_transferring_type", 4) => LOW,
        ("call_overflow_type" | "call_forwarding_type", 4) | ("call_transferring_type", 1) => NONE,
        ("call_overflow_type" | "call_forwarding_type" | "call_transferring_type", 2) => MEDIUM,
        ("call_overflow_type" | "call_forwarding_type" | "call_transferring_type", 3) => HIGH,
        ("call_not_picked_up_action", 100) => "rings back to the person who parked it",
        ("call_not_picked_up_action", 0) => "goes to the voicemail of the person who parked it",
        ("call_not_picked_up_action", 9) => "is disconnected",
        ("call_not_picked_up_action", 50) => "is forwarded to another extension",
        ("expiration_period", _) => return Some(unit(value, " minute", " minutes")),
        ("play_beep_time_interval", _) => return Some(unit(value, " second", " seconds")),
        ("play_beep_volume", _) => return Some(unit(value, " %", " %")),
        _ => return None,
    };
    Some(Cow::Borrowed(words))
}

fn unit(value: i64, one: &str, many: &str) -> Cow<'static, str> {
    Cow::Owned([value.to_string().as_str(), if value == 1 { one } else { many }].concat())
}

/// A word of a vocabulary as people write it; any other text as it came.
pub(super) fn word(value: &str) -> &str {
    match value {
        "user_group" => "user group",
        "inbound" => "inbound calls",
        "outbound" => "outbound calls",
        "both" => "inbound and outbound calls",
        "allMember" => "everybody",
        "recordingSide" => "the recording side",
        "zoomRoom" => "Zoom Room",
        "commonArea" => "common area",
        "ciscoRoom/polycomRoom" => "Cisco or Polycom room",
        "autoReceptionist" => "auto receptionist",
        "callQueue" => "call queue",
        "sharedLineGroup" => "shared line group",
        "ios" => "iOS",
        "android" => "Android",
        "intune" => "Intune",
        "blackberry" => "BlackBerry",
        "mac_os" => "macOS",
        "windows" => "Windows",
        "vdi_client" => "VDI client",
        "linux" => "Linux",
        "first_time_only" => "the first time only",
        "every_time" => "every time",
        "every_month" => "every month",
        "every_quarter" => "every quarter",
        "every_6_months" => "every 6 months",
        "every_year" => "every year",
        other => other,
    }
}
