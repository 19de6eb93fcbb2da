//! Calls: forwarding, transferring, parking, and the caller ID of outbound calls.

use super::declare::{codes, object, vocabulary};
use super::shared::{ExtensionNumber, LockLevel};

codes! {
    /// The restriction on overflow or forwarding: 1 low restriction (no external numbers), 2 medium restriction
    /// (nor external contacts), 3 high restriction (nor internal extensions without automatic recording of inbound
    /// calls), 4 no restriction.
    pub struct ForwardingRestriction = 1 | 2 | 3 | 4;
    /// The restriction on transfers: **1 no restriction**, 2 medium restriction (no external numbers nor external
    /// contacts), 3 high restriction (nor internal extensions without automatic recording of inbound calls),
    /// **4 low restriction** (no external numbers). 1 and 4 are swapped against `ForwardingRestriction`.
    pub struct TransferRestriction = 1 | 2 | 3 | 4;
    /// What happens to a parked call that nobody picks up: 100 it rings back to the person who parked it, 0 it goes to
    /// their voicemail, 9 it is disconnected, 50 it is forwarded to another extension.
    pub struct UnansweredParkAction = 100 | 0 | 9 | 50;
    /// How long a call stays parked, in minutes.
    pub struct ParkExpiration =
        1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 15 | 20 | 25 | 30 | 35 | 40 | 45 | 50 | 55 | 60;
}

vocabulary! {
    /// The type of the extension.
    pub enum ExtensionType {
        /// A person.
        User = "user",
        /// A Zoom Room.
        ZoomRoom = "zoomRoom",
        /// A phone in a common area.
        CommonArea = "commonArea",
        /// A Cisco or Polycom room system.
        OtherRoom = "ciscoRoom/polycomRoom",
        /// A menu that answers calls.
        AutoReceptionist = "autoReceptionist",
        /// A queue.
        CallQueue = "callQueue",
        /// A group that shares a line.
        SharedLineGroup = "sharedLineGroup",
    }
}

object! {
    /// Forwarding calls that cannot be answered to other numbers.
    pub struct CallOverflow {
        /// The restriction on overflow.
        call_overflow_type: ForwardingRestriction, since "2022";
        /// Whether overflow calls may be forwarded.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2025-05";
    }

    /// The extension that a parked call is forwarded to.
    pub struct ForwardTo {
        /// The extension's name.
        display_name: String, since "2022";
        /// The extension's ID.
        extension_id: String, since "2022";
        /// The extension's number.
        extension_number: ExtensionNumber, since "2022", limit digits = true;
        /// The type of the extension.
        extension_type: ExtensionType, since "2022";
        /// The ID of the user, room, receptionist, queue or group behind the extension.
        id: String, since "2022";
    }

    /// Parking calls, so that they can be picked up from another phone with a retrieval code.
    pub struct CallPark {
        /// What happens to a parked call that nobody picks up.
        call_not_picked_up_action: UnansweredParkAction, since "2022";
        /// Whether the user may park calls.
        enable: bool, since "2022";
        /// How long a call stays parked, in minutes. Its retrieval code then becomes invalid.
        expiration_period: ParkExpiration, since "2022";
        /// The extension that a parked call is forwarded to if nobody picks it up.
        forward_to: ForwardTo, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
    }

    /// Transferring calls to someone else.
    pub struct CallTransferring {
        /// The restriction on transfers. 1 and 4 are swapped against `call_overflow_type`.
        call_transferring_type: TransferRestriction, since "2023-01";
        /// Whether the user may transfer calls.
        enable: bool, since "2023-01";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2023-01";
        /// The level that locked it.
        locked_by: LockLevel, since "2023-01";
    }

    /// Forwarding calls to other numbers.
    pub struct CallForwarding {
        /// Whether the user may forward calls.
        enable: bool, since "2023-04";
        /// The restriction on forwarding.
        call_forwarding_type: ForwardingRestriction, since "2023-04";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2023-04";
        /// The level that locked it.
        locked_by: LockLevel, since "2023-04";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2023-04";
    }

    /// Choosing the caller ID of outbound calls.
    pub struct OutboundCallerId {
        /// Whether the user may choose the caller ID.
        enable: bool, since "2022";
        /// Whether the user may hide the caller ID.
        allow_hide_outbound_caller_id: bool, since "2023-02";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
    }

    /// The user's own music and greetings.
    pub struct PersonalAudioLibrary {
        /// Whether the user may change their audio library.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2022";
        /// Whether the user may choose the music on hold.
        allow_music_on_hold_customization: bool, since "2022";
        /// Whether the user may choose the greetings that callers hear.
        allow_voicemail_and_message_greeting_customization: bool, since "2022";
    }
}
