//! Events in random order: a call settles once, never after its deadline, and sends nothing afterwards.

use super::*;

use proptest::prelude::*;

const BODIES: [&str; 7] = [
    r#"{"id":"x"}"#,
    r#"{"id":5}"#,
    "",
    "<html>Just a moment",
    r#"{"code":124,"message":"expired"}"#,
    r#"{"code":429,"message":"daily"}"#,
    "<e><code>1001</code></e>",
];

const STATUSES: [u16; 10] = [200, 202, 302, 400, 401, 404, 408, 429, 503, 600];
const WAITS: [&str; 5] = ["", "0", "0.3", "30", "3600"];

/// An event by some numbers: which one, and what is in it.
fn event(kind: u8, detail: usize) -> Event<'static> {
    match kind {
        0 => Event::Started,
        1 | 2 => Event::Token,
        3 => Event::BadToken([TokenFault::NotAString, TokenFault::Empty, TokenFault::Unsendable][detail % 3]),
        4 => Event::TokenFailed,
        5 | 6 => Event::Turn,
        18 if detail.is_multiple_of(8) => Event::TurnFailed,
        7 | 8 => Event::Waited,
        9 => Event::Redirected { target: [None, Some(PROXY)][detail % 2] },
        10 => Event::NoResponse,
        11 => Event::FetchFailed { code: [None, Some("ECONNREFUSED")][detail % 2] },
        12 if detail.is_multiple_of(8) => Event::CallbackThrew,
        13 if detail.is_multiple_of(8) => Event::TimeIsUp,
        14 if detail.is_multiple_of(8) => Event::Aborted,
        15 => arrival(&answer(detail)),
        16 => Event::Unjudged,
        _ => answer(detail),
    }
}

fn answer(detail: usize) -> Event<'static> {
    let wait = WAITS[detail / 7 % WAITS.len()];
    let headers = Headers { retry_after: Some(wait), ..Headers::default() };
    let response = response(STATUSES[detail / 35 % STATUSES.len()], BODIES[detail % BODIES.len()]);
    let body = match detail / 350 % 8 {
        0 => Body::TooLarge,
        1 => Body::BrokenOff { code: None },
        2..5 => match response.body {
            Body::Whole { bytes, .. } => Body::Whole { bytes, check: None },
            _ => Body::TooLarge,
        },
        _ => response.body.clone(),
    };
    Event::Response(Response { headers, body, ..response })
}

/// What a performer reports first that judges responses later.
fn arrival(answer: &Event<'_>) -> Event<'static> {
    match answer {
        Event::Response(response) => Event::Arrived(response.arrival()),
        _ => Event::NoResponse,
    }
}

fn some_options() -> impl Strategy<Value = CallOptions> {
    let tokens = [TokenSource::Proxy, TokenSource::Fixed, TokenSource::Function];
    (1.0..5_000.0, 0u32..4, 0..3usize, any::<(bool, bool, bool)>()).prop_map(
        move |(timeout_ms, max_retries, token, (is_paced, has_limiter, is_me))| CallOptions {
            timeout_ms,
            max_retries,
            token: tokens[token],
            is_paced,
            has_limiter,
            resource: if is_me { Resource::Me } else { Resource::User },
            ..options()
        },
    )
}

/// Most requests of a call: its first, one with a renewed token, and its retries; in a batch there are three times as
/// many after refusals.
fn most_attempts(options: &CallOptions) -> u32 {
    let per_retry = if options.is_paced { 4 } else { 1 };
    2 + options.max_retries * per_retry
}

/// What a performer sees of a call, and whether the call keeps its promises.
#[derive(Default)]
struct Watch {
    settlements: u32,
    sent: u32,
    ended: u32,
    /// Turns that the call has got, and whether it waits for one.
    turns: u32,
    is_waiting: bool,
    /// Milliseconds that it has waited beside its time.
    paused_ms: f64,
}

impl Watch {
    /// Notes by how much a step has put the deadline off.
    fn pause(&mut self, before: Option<f64>, after: Option<f64>) {
        if let (Some(before), Some(after)) = (before, after) {
            self.paused_ms += after - before;
        }
    }

    /// Checks one step; `deadline` is the call's before it.
    fn step(&mut self, options: &CallOptions, event: &Event<'_>, deadline: Option<f64>, now: f64, step: &Step) {
        let was_settled = self.settlements > 0;
        self.turns += u32::from(self.is_waiting && matches!(event, Event::Turn));
        let still_waits = self.is_waiting && step.command == Command::Nothing;
        self.is_waiting = still_waits || step.command == Command::WaitForTurn;
        self.sent += u32::from(step.command == Command::Send);
        let is_settled = matches!(step.command, Command::Settle(_));
        self.settlements += u32::from(is_settled);
        if was_settled {
            assert_eq!(step.command, Command::Nothing);
            assert_eq!(step.outcome.is_some(), matches!(event, Event::Turn));
            return;
        }
        self.ended += u32::from(step.outcome.is_some());
        let has_turns = options.is_paced || options.has_limiter;
        let started = if has_turns { self.turns } else { self.sent };
        assert!(!has_turns || self.sent == self.turns || is_settled, "nothing is sent without a turn of its own");
        let in_flight = started - self.ended;
        assert!(in_flight <= 1, "one request at a time");
        assert!(!is_settled || in_flight == 0, "the limiter knows how each request has ended");
        let Some(deadline) = deadline.filter(|deadline| now >= *deadline) else { return };
        match &step.command {
            Command::Settle(Settlement::Aborted | Settlement::Thrown) => {}
            Command::Settle(Settlement::Failed { error, .. }) => assert_eq!(error.code, ErrorCode::Timeout),
            command => panic!("{command:?} at {now}, after {deadline}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..crate::client::fixed_seed() })]

    #[test]
    fn events_in_any_order_settle_it_once_and_never_send_late(
        options in some_options(),
        events in prop::collection::vec((0u8..20, 0usize..3_000, 0.0..400.0, 0.0..1.0), 0..60),
    ) {
        let mut call = Call::new(options.clone());
        let mut watch = Watch::default();
        let mut now = START;
        // However it goes on, a turn and the end of the time end it.
        let last = [0, 5].map(|kind| (kind, 0, 0.0, 0.5)).into_iter().chain([(13, 0, 1e6, 0.5)]);
        for (kind, detail, passed, random) in events.into_iter().chain(last) {
            now += passed;
            let (event, deadline) = (event(kind, detail), call.deadline());
            let step = call.next(event.clone(), now, random);
            watch.step(&options, &event, deadline, now, &step);
            watch.pause(deadline, call.deadline());
            prop_assert_eq!(call.attempts(), watch.sent);
            let latest = now + options.timeout_ms + watch.paused_ms + 1e-6;
            prop_assert!(call.deadline().is_none_or(|deadline| deadline <= latest));
        }
        prop_assert_eq!(watch.settlements, 1);
        prop_assert!(watch.sent <= most_attempts(&options));
        prop_assert_eq!(call.deadline(), None);
    }

    #[test]
    fn a_performer_that_obeys_comes_to_an_end_in_time(
        options in some_options(),
        answers in prop::collection::vec((0u8..20, 0usize..3_000, 0.0..400.0, 0.0..1.0), 100),
    ) {
        let mut call = Call::new(options.clone());
        let mut watch = Watch::default();
        let (mut now, mut waited_for_turns, mut asked) = (START, 0.0, Response::default());
        let started = call.next(Event::Started, now, 0.5);
        watch.step(&options, &Event::Started, None, now, &started);
        let mut command = started.command;
        for (kind, detail, takes, random) in answers {
            let (event, takes) = match &command {
                Command::AskToken { .. } => (event(1 + kind % 4, detail), takes),
                Command::WaitForTurn if kind == 0 => (Event::TurnFailed, takes),
                Command::WaitForTurn => (Event::Turn, takes * if options.is_paced { 100.0 } else { 1.0 }),
                Command::Send if kind < 17 => (answer(detail), takes),
                Command::Send => (event(kind - 8, detail), takes),
                Command::Judge if kind < 3 => (Event::Unjudged, takes),
                Command::Judge => (Event::Response(asked.clone()), takes),
                Command::Retry { delay: Delay::Ms(ms), .. } => (Event::Waited, *ms),
                Command::Retry { delay: Delay::Turn, .. } => (Event::Waited, 0.0),
                Command::Settle(_) => break,
                Command::Check => (Event::Response(checked(&asked)), 0.0),
                Command::Nothing => panic!("it waits for nothing"),
            };
            if let Event::Response(response) = &event {
                asked = response.clone();
            }
            let event = if command == Command::Send && kind.is_multiple_of(2) { arrival(&event) } else { event };
            if command == Command::WaitForTurn && options.is_paced {
                waited_for_turns += takes;
            }
            let deadline = call.deadline();
            let is_late = deadline.is_some_and(|deadline| now + takes >= deadline);
            let event = if is_late { Event::TimeIsUp } else { event };
            now = deadline.filter(|_| is_late).unwrap_or(now + takes);
            let step = call.next(event.clone(), now, random);
            watch.step(&options, &event, deadline, now, &step);
            watch.pause(deadline, call.deadline());
            command = step.command;
        }
        prop_assert_eq!(watch.settlements, 1);
        prop_assert!(watch.sent <= most_attempts(&options));
        prop_assert!(now - START - waited_for_turns - watch.paused_ms <= options.timeout_ms + 1e-6);
    }
}
