//! How fast requests may go: a limiter for one account's budget, which counts requests by the second across all apps.
//!
//! Two rules hold at the same time. The *pace* spaces requests evenly, and lets a limiter that was kept from its turn
//! catch up. The *window* never lets more requests reach the server within a second than the budget has, whatever the
//! pace. The server counts a request when it arrives, which may be at any time between its start and its reply: a
//! connection may have had to open first. So a request leaves the window a second after it can have arrived at the
//! latest (`ARCHITECTURE.md`, "The limit as the server sees it").
//!
//! A refusal while the pace is within the budget means that another app uses the same budget. All requests pause, as
//! long as Zoom asks; then the pace is cut below what has got through, climbs back to that slowly, and past it faster
//! and faster: the curve of TCP's CUBIC, which probes seldom where the limit is and finds a freed budget soon.
//!
//! Times are in milliseconds of any clock that does not go back.

#[cfg(test)]
mod tests;

use super::error::Limit;
use super::retry::LONGEST_PAUSE_MS;

/// How much slower than its budget the pace is.
const PACE_MARGIN: f64 = 1.01;
/// How much longer than a second the window is. Less than the margin of the pace: what was late can be made up for.
const WINDOW_MARGIN: f64 = 1.008;
/// A limiter that was kept from its turn for longer does not make up for more, in milliseconds.
const CATCH_UP_MS: f64 = 500.0;
/// Replies of which the quickest says how long a round trip takes at least.
const REPLIES_TO_LEARN: u32 = 64;
/// Replies that are needed at least before anything is known of it.
const LEAST_TO_LEARN: u32 = 8;
/// What is left of the pace that got through, after a refusal.
const CUT: f64 = 0.7;
/// How long the pace takes to climb back to what got through, in milliseconds.
const CLIMB_MS: f64 = 20_000.0;
/// The least pace, as a part of the budget: enough to learn that there is room again.
const LEAST: f64 = 0.02;
/// The first pause where Zoom names none, in milliseconds; each further one in a row is twice as long.
const PAUSE_MS: f64 = 1_000.0;
/// Most requests that the window remembers; of a larger budget it remembers each so many-th.
const MOST_REMEMBERED: f64 = 512.0;
/// Replies after which one request more may run at a time: a limit on their number seldom changes.
const REPLIES_TO_GROW: f64 = 256.0;

/// Whether a request may start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// It may, and has been counted.
    Go,
    /// Ask again in so many milliseconds.
    Wait(f64),
    /// Ask again once a request has ended.
    Full,
}

/// What was left of the budget when a request was last refused.
#[derive(Debug, Clone, Copy)]
struct Cut {
    at: f64,
    /// Requests a second that had got through.
    known: f64,
}

/// A request that the window remembers.
#[derive(Debug, Clone, Copy)]
struct Sent {
    start: f64,
    /// Infinite while it runs.
    end: f64,
}

/// The limiter of one budget.
#[derive(Debug, Clone)]
pub struct Limiter {
    /// Requests a second that the account has.
    budget: f64,
    /// When the next request may start by the pace.
    due: f64,
    /// Somebody has waited for that moment: what is late is to be made up for.
    is_awaited: bool,
    paused_until: f64,
    /// Pauses in a row without a reply between them.
    pauses: u32,
    /// Of requests that had started by then, the first refusal has said it all.
    refused_at: f64,
    cut: Option<Cut>,
    /// The last request of each group.
    sent: Vec<Sent>,
    in_group: u32,
    /// The quickest reply of the last full round of replies, and of the present one.
    quickest: [f64; 2],
    in_round: u32,
    /// Replies of the present round: nothing is known of a round trip before the first, shorter one is full.
    round: u32,
    running: f64,
    /// Most requests that run at a time, where Zoom has refused one for their number.
    most_running: f64,
}

impl Limiter {
    /// A limiter for a budget of so many requests a second.
    pub fn new(budget: f64) -> Self {
        Self {
            budget,
            due: f64::NEG_INFINITY,
            is_awaited: false,
            paused_until: f64::NEG_INFINITY,
            pauses: 0,
            refused_at: f64::NEG_INFINITY,
            cut: None,
            sent: Vec::new(),
            in_group: 0,
            // Before anything is known, a request may need all of its time to arrive.
            quickest: [0.0, f64::INFINITY],
            in_round: 0,
            // They come before the window is full for the first time, so that a mistake would do no harm yet.
            round: ((budget / 2.0) as u32).clamp(LEAST_TO_LEARN, REPLIES_TO_LEARN),
            running: 0.0,
            most_running: f64::INFINITY,
        }
    }

    /// Changes the budget.
    pub fn set_budget(&mut self, budget: f64) {
        if budget != self.budget {
            self.budget = budget;
            self.cut = None;
        }
    }

    /// Asks for a request to start.
    pub fn take(&mut self, now: f64) -> Turn {
        if self.running >= self.most_running {
            return Turn::Full;
        }
        let start = self.due.max(self.paused_until).max(self.window_opens(now));
        if start > now {
            self.is_awaited = true;
            return if start.is_finite() { Turn::Wait(start - now) } else { Turn::Full };
        }
        // One that nobody waited for has not been kept from its turn.
        let owed = if self.is_awaited { CATCH_UP_MS } else { 0.0 };
        self.due = self.due.max(now - owed) + 1_000.0 / self.pace(now);
        self.is_awaited &= self.due <= now;
        self.count(now);
        Turn::Go
    }

    /// Counts a request that starts without having asked.
    pub fn count(&mut self, now: f64) {
        self.running += 1.0;
        self.in_group += 1;
        if f64::from(self.in_group) >= self.group() {
            self.in_group = 0;
            let window = self.window();
            self.sent.retain(|sent| sent.end + window > now);
            self.sent.push(Sent { start: now, end: f64::INFINITY });
        }
    }

    /// A request that started at `start` has ended with a reply that is no refusal, or without any.
    pub fn ended(&mut self, now: f64, start: f64, has_reply: bool) {
        self.leave(now, start);
        if has_reply {
            self.learn(now - start);
            self.pauses = 0;
            self.most_running += 1.0 / REPLIES_TO_GROW;
        }
    }

    fn leave(&mut self, now: f64, start: f64) {
        self.running = (self.running - 1.0).max(0.0);
        if let Some(sent) = self.sent.iter_mut().find(|sent| sent.end == f64::INFINITY && sent.start == start) {
            sent.end = now;
        }
    }

    fn learn(&mut self, taken: f64) {
        let [_, quickest] = &mut self.quickest;
        *quickest = quickest.min(taken);
        self.in_round += 1;
        if self.in_round == self.round {
            (self.in_round, self.round) = (0, REPLIES_TO_LEARN);
            self.quickest = [*quickest, f64::INFINITY];
        }
    }

    fn round_trip(&self) -> f64 {
        self.quickest.into_iter().fold(f64::INFINITY, f64::min)
    }

    /// A request that started at `start` has been refused; `asked` is how long Zoom asks to wait, in milliseconds.
    /// Gives how long all requests pause.
    pub fn refused(&mut self, now: f64, start: f64, asked: Option<f64>, limit: Option<Limit>) -> f64 {
        let running = self.running.max(1.0);
        self.leave(now, start);
        let asked = asked.filter(|asked| *asked > 0.0);
        let is_first = start > self.refused_at;
        if is_first {
            self.refused_at = now;
            if limit == Some(Limit::Concurrency) {
                self.most_running = (running / 2.0).floor().max(1.0).min(self.most_running);
            } else {
                let known = self.got_through(start).max(self.least() / CUT);
                self.cut = Some(Cut { at: now, known });
            }
            let own = PAUSE_MS * f64::from(1u32 << self.pauses.min(5));
            self.pauses += 1;
            self.pause(now, asked.unwrap_or(own));
        } else if let Some(asked) = asked {
            self.pause(now, asked);
        }
        (self.paused_until - now).max(0.0)
    }

    /// All requests pause for some milliseconds.
    pub fn pause(&mut self, now: f64, ms: f64) {
        self.paused_until = self.paused_until.max(now + ms.min(LONGEST_PAUSE_MS));
        // What waits for the end of a pause is owed nothing for it.
        self.due = self.due.max(self.paused_until);
        self.is_awaited = false;
    }

    /// Requests a second, as they may go now.
    pub fn pace(&self, now: f64) -> f64 {
        let Some(Cut { at, known }) = self.cut else { return self.full() };
        let climb = (now - at) / CLIMB_MS - 1.0;
        (known + known * (1.0 - CUT) * climb * climb * climb).max(self.least()).min(self.full())
    }

    /// Milliseconds until so many requests have started, if nothing changes.
    pub fn time_for(&self, requests: f64, now: f64) -> f64 {
        (self.paused_until - now).max(0.0) + requests * 1_000.0 / self.pace(now)
    }

    fn full(&self) -> f64 {
        self.budget / PACE_MARGIN
    }

    fn least(&self) -> f64 {
        self.full() * LEAST
    }

    /// Requests a second that got through in the second before a moment, or in as much of it as there were any.
    fn got_through(&self, moment: f64) -> f64 {
        let pace = self.pace(moment);
        let recent =
            || self.sent.iter().map(|sent| sent.start).filter(|start| (moment - 1_000.0..moment).contains(start));
        match recent().next() {
            Some(first) => pace.min(recent().count() as f64 * self.group() * 1_000.0 / (moment - first)),
            None => pace,
        }
    }

    /// How many requests are remembered as one.
    fn group(&self) -> f64 {
        (self.budget / MOST_REMEMBERED).ceil().max(1.0)
    }

    /// How many groups fill the window.
    fn groups(&self) -> usize {
        (self.budget / self.group()).ceil() as usize
    }

    /// Milliseconds that the budget takes for all groups: a budget of 2.5 a second has room for 2 in 0.8 seconds.
    fn window(&self) -> f64 {
        self.groups() as f64 * self.group() * 1_000.0 / self.budget * WINDOW_MARGIN
    }

    /// When the window may have room for one request more; infinite where that takes the end of a request.
    fn window_opens(&self, now: f64) -> f64 {
        let window = self.window();
        let leaves = |sent: &Sent| window + self.latest_arrival(sent, window);
        let inside = || self.sent.iter().map(leaves).filter(|leaves| *leaves > now);
        if inside().count() < self.groups() { f64::NEG_INFINITY } else { inside().fold(f64::INFINITY, f64::min) }
    }

    /// When a request can have arrived at the latest: its reply needs its time too. Where that is more than the window,
    /// a request that runs has arrived.
    fn latest_arrival(&self, sent: &Sent, window: f64) -> f64 {
        if self.round_trip() < window { sent.start.max(sent.end - self.round_trip()) } else { sent.start }
    }
}
