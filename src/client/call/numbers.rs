//! Events as numbers, for performers in JavaScript.

use super::event::{Event, TokenFault};
use crate::numbered;

numbered! {
    /// An event that is no response: see [`Event`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum CallEvent {
        /// [`Event::Token`].
        Token,
        /// [`Event::BadToken`], for [`TokenFault::NotAString`].
        TokenNotAString,
        /// [`Event::BadToken`], for [`TokenFault::Empty`].
        TokenEmpty,
        /// [`Event::BadToken`], for [`TokenFault::Unsendable`].
        TokenUnsendable,
        /// [`Event::TokenFailed`].
        TokenFailed,
        /// [`Event::Turn`].
        Turn,
        /// [`Event::TurnFailed`].
        TurnFailed,
        /// [`Event::NoResponse`].
        NoResponse,
        /// [`Event::FetchFailed`].
        FetchFailed,
        /// [`Event::Unjudged`].
        Unjudged,
        /// [`Event::Waited`].
        Waited,
        /// [`Event::CallbackThrew`].
        CallbackThrew,
        /// [`Event::TimeIsUp`].
        TimeIsUp,
        /// [`Event::Aborted`].
        Aborted,
    }
}

impl CallEvent {
    /// Returns the event. `detail` is the system's code of a failure.
    pub fn with(self, detail: Option<&str>) -> Event<'_> {
        match self {
            CallEvent::Token => Event::Token,
            CallEvent::TokenNotAString => Event::BadToken(TokenFault::NotAString),
            CallEvent::TokenEmpty => Event::BadToken(TokenFault::Empty),
            CallEvent::TokenUnsendable => Event::BadToken(TokenFault::Unsendable),
            CallEvent::TokenFailed => Event::TokenFailed,
            CallEvent::Turn => Event::Turn,
            CallEvent::TurnFailed => Event::TurnFailed,
            CallEvent::NoResponse => Event::NoResponse,
            CallEvent::FetchFailed => Event::FetchFailed { code: detail },
            CallEvent::Unjudged => Event::Unjudged,
            CallEvent::Waited => Event::Waited,
            CallEvent::CallbackThrew => Event::CallbackThrew,
            CallEvent::TimeIsUp => Event::TimeIsUp,
            CallEvent::Aborted => Event::Aborted,
        }
    }
}

numbered! {
    /// How far a body was read: see [`Body`](super::Body).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ReplyBody {
        /// To its end.
        Whole,
        /// As far as replies may be large.
        TooLarge,
        /// Until its connection broke off.
        BrokenOff,
    }
}

numbered! {
    /// What is known of a body as a profile: see [`ProfileCheck`](super::ProfileCheck).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ReplyCheck {
        /// It was not checked.
        Unknown,
        /// It passes.
        Passes,
        /// It fails.
        Fails,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_its_event() {
        let events: Vec<String> =
            CallEvent::ALL.iter().map(|event| format!("{:?}", event.with(Some("detail")))).collect();
        let expected = [
            "Token",
            "BadToken(NotAString)",
            "BadToken(Empty)",
            "BadToken(Unsendable)",
            "TokenFailed",
            "Turn",
            "TurnFailed",
            "NoResponse",
            "FetchFailed { code: Some(\"detail\") }",
            "Unjudged",
            "Waited",
            "CallbackThrew",
            "TimeIsUp",
            "Aborted",
        ];
        assert_eq!(events, expected);
        for (number, event) in (0..).zip(CallEvent::ALL) {
            assert_eq!(CallEvent::from_number(number), Some(*event));
        }
        assert_eq!(CallEvent::from_number(14), None);
    }
}
