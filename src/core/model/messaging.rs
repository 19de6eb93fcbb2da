//! Messages and faxes.

use super::declare::object;
use super::shared::{CountryCode, LockLevel};

object! {
    /// Text and picture messages.
    pub struct Sms {
        /// Whether the user may send and receive messages.
        enable: bool, since "2022";
        /// Whether the user may send messages to other countries, and receive them.
        international_sms: bool, since "2022";
        /// The countries that international messages may go to and come from, two letters each (ISO 3166-1 alpha-2), at
        /// most 100.
        international_sms_countries: Vec<CountryCode>, since "2022", limit max_items = 100, limit distinct = true;
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether the user may copy messages.
        allow_copy: bool, since "2025-06";
        /// Whether the user may paste text and pictures into messages.
        allow_paste: bool, since "2025-06";
    }

    /// Faxes, sent and received online.
    pub struct OnlineFax {
        /// Whether the user may send and receive faxes.
        enable: bool, since "2026-07";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2026-07";
        /// The level that locked it.
        locked_by: LockLevel, since "2026-07";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2026-07";
        /// Whether the user is notified of new faxes by email.
        fax_notification_by_email: bool, since "2026-07";
        /// Whether the fax is attached to that email.
        include_fax_as_attachment: bool, since "2026-07";
        /// Whether the user receives a report on each fax that they send.
        enable_outbound_fax_transmission_report: bool, since "2026-07";
    }
}
