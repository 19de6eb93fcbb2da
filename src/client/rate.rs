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
        if self.in_round == REPLIES_TO_LEARN {
            self.in_round = 0;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests that have their replies at once.
    fn sent_at(starts: impl IntoIterator<Item = f64>) -> Vec<Sent> {
        starts.into_iter().map(|start| Sent { start, end: start }).collect()
    }

    /// Takes turns until a moment, as soon as each is due; gives when requests started.
    fn starts(limiter: &mut Limiter, from: f64, to: f64) -> Vec<f64> {
        let (mut now, mut starts) = (from, Vec::new());
        while now < to {
            match limiter.take(now) {
                Turn::Go => {
                    starts.push(now);
                    limiter.ended(now, now, true);
                }
                Turn::Wait(ms) => now += ms.max(0.001),
                Turn::Full => panic!("nothing runs"),
            }
        }
        starts
    }

    #[test]
    fn requests_are_spaced_evenly_within_the_budget() {
        let starts = starts(&mut Limiter::new(40.0), 0.0, 10_000.0);
        assert!((395..=397).contains(&starts.len()), "{}", starts.len());
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] > 25.0));
    }

    #[test]
    fn what_was_late_is_made_up_for_but_never_beyond_the_budget() {
        let mut limiter = Limiter::new(100.0);
        let mut all = starts(&mut limiter, 0.0, 900.0);
        assert!(matches!(limiter.take(900.0), Turn::Wait(_)));
        let before = all.len();
        all.extend(starts(&mut limiter, 1_080.0, 3_000.0));
        let at_once = all.iter().filter(|start| **start == 1_080.0).count();
        assert!(at_once > 10, "{at_once} at once");
        assert!(all.len() > before + 180, "{}", all.len());
        for start in &all {
            let in_second = all.iter().filter(|other| (*start..start + 1_000.0).contains(other)).count();
            assert!(in_second <= 100, "{in_second} from {start}");
        }
    }

    #[test]
    fn a_rest_is_no_credit() {
        let mut limiter = Limiter::new(40.0);
        starts(&mut limiter, 0.0, 100.0);
        let mut limiter = Limiter { is_awaited: false, ..limiter };
        assert_eq!(starts(&mut limiter, 60_000.0, 60_020.0).len(), 1);
    }

    #[test]
    fn a_refusal_pauses_all_and_cuts_the_pace_once() {
        let mut limiter = Limiter::new(40.0);
        let last = *starts(&mut limiter, 0.0, 2_000.0).last().unwrap();
        assert_eq!(limiter.refused(2_050.0, last, Some(950.0), None), 950.0);
        let cut = limiter.pace(2_050.0);
        assert!((25.0..28.0).contains(&cut), "{cut}");
        // Another that had started before says nothing new, unless it asks for more.
        assert_eq!(limiter.refused(2_060.0, last - 30.0, None, None), 940.0);
        assert_eq!(limiter.refused(2_060.0, last - 30.0, Some(1_940.0), None), 1_940.0);
        assert!(limiter.pace(2_060.0) < cut + 0.1);
        assert_eq!(limiter.take(2_060.0), Turn::Wait(1_940.0));
        assert_eq!(starts(&mut limiter, 4_000.0, 4_010.0).len(), 1, "no rush when the pause ends");
        assert!(limiter.pace(22_000.0) > 35.0 && limiter.pace(80_000.0) == limiter.full(), "it climbs back");
    }

    #[test]
    fn a_turn_that_was_waited_for_is_no_credit_for_those_after_a_rest() {
        let mut limiter = Limiter::new(40.0);
        assert_eq!(limiter.take(0.0), Turn::Go);
        let Turn::Wait(ms) = limiter.take(0.0) else { panic!("it is due later") };
        assert_eq!(limiter.take(ms), Turn::Go);
        assert_eq!(limiter.take(60_000.0), Turn::Go);
        assert!(matches!(limiter.take(60_000.0), Turn::Wait(_)));
    }

    #[test]
    fn a_refusal_that_asks_for_no_time_or_began_with_the_last_says_nothing_of_its_own() {
        let mut limiter = Limiter::new(40.0);
        assert_eq!(limiter.refused(2_000.0, 1_950.0, Some(0.0), None), 1_000.0);
        assert_eq!(limiter.refused(2_100.0, 2_000.0, None, None), 900.0);
    }

    #[test]
    fn what_got_through_is_counted_from_its_first_request() {
        let mut limiter = Limiter::new(40.0);
        limiter.sent = sent_at([1_900.0, 2_500.0, 2_600.0, 2_700.0, 2_800.0, 3_000.0]);
        assert_eq!(limiter.got_through(3_000.0), 4.0 * 1_000.0 / 500.0);
        limiter.sent.clear();
        assert_eq!(limiter.got_through(1_000.0), limiter.pace(1_000.0));
        // One request stands for five.
        let mut large = Limiter::new(MOST_REMEMBERED * 5.0);
        large.sent = sent_at([500.0]);
        assert_eq!(large.got_through(1_000.0), 5.0 * 1_000.0 / 500.0);
    }

    #[test]
    fn the_pace_is_never_cut_below_what_it_climbs_from_by_the_cube_of_the_time() {
        let mut limiter = Limiter::new(40.0);
        for refusal in 1..=30 {
            let now = f64::from(refusal) * 10.0;
            limiter.refused(now, now - 1.0, Some(1.0), None);
        }
        assert_eq!(limiter.pace(300.0), 40.0 / PACE_MARGIN * LEAST);
        let known = limiter.least() / CUT;
        for (since, share) in [(0.25, 0.873_437_5), (0.5, 0.962_5), (1.0, 1.0), (1.5, 1.037_5), (2.0, 1.3)] {
            let pace = limiter.pace(300.0 + since * CLIMB_MS);
            assert!((pace - known * share).abs() < 1e-9, "{pace} after {since} of the climb");
        }
    }

    #[test]
    fn pauses_without_a_word_grow_until_a_reply_comes() {
        let mut limiter = Limiter::new(40.0);
        let mut now = 0.0;
        for expected in [1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0, 32_000.0] {
            assert_eq!(limiter.take(now), Turn::Go);
            assert_eq!(limiter.refused(now + 50.0, now, None, None), expected);
            assert!(limiter.pace(now) > 0.5, "never to a standstill");
            now += 50.0 + expected;
        }
        assert_eq!(limiter.take(now), Turn::Go);
        limiter.ended(now, now, true);
        assert_eq!(limiter.refused(now + 50.0, now, None, None), 1_000.0);
        assert_eq!(limiter.refused(now + 60.0, now + 55.0, Some(1e9), None), LONGEST_PAUSE_MS);
    }

    #[test]
    fn requests_that_run_together_are_fewer_after_a_refusal_for_their_number() {
        let mut limiter = Limiter::new(1_000.0);
        let mut now = 0.0;
        for _ in 0..8 {
            assert_eq!(limiter.take(now), Turn::Go);
            now += 2.0;
        }
        limiter.refused(now, 14.0, None, Some(Limit::Concurrency));
        assert_eq!(limiter.pace(now), limiter.full(), "the pace is not to blame");
        let after = now + 1_000.0;
        assert_eq!(limiter.take(after), Turn::Full);
        for start in [0.0, 2.0, 4.0, 6.0] {
            limiter.ended(after, start, false);
        }
        assert_eq!(limiter.take(after), Turn::Go);
        assert_eq!(limiter.take(after + 2.0), Turn::Full);
        for _ in 0..512 {
            limiter.ended(after, after, true);
        }
        assert_eq!(limiter.most_running, 6.0, "they become more again, slowly");
    }

    #[test]
    fn a_large_budget_is_remembered_in_groups() {
        let mut limiter = Limiter::new(5_000.0);
        let starts = starts(&mut limiter, 0.0, 3_000.0);
        assert!(starts.len() as f64 / 3.0 > 4_700.0, "{}", starts.len());
        assert!(limiter.sent.len() <= MOST_REMEMBERED as usize);
    }

    #[test]
    fn a_changed_budget_counts_at_once() {
        let mut limiter = Limiter::new(40.0);
        limiter.set_budget(20.0);
        assert!((19..=20).contains(&starts(&mut limiter, 0.0, 1_000.0).len()));
        assert!((5_000.0..5_300.0).contains(&limiter.time_for(100.0, 1_000.0)));
    }

    #[test]
    fn the_time_for_requests_begins_behind_a_pause() {
        let mut limiter = Limiter::new(40.0);
        let without = limiter.time_for(100.0, 1_000.0);
        limiter.pause(1_000.0, 500.0);
        assert_eq!(limiter.time_for(100.0, 1_100.0), 400.0 + without);
        assert_eq!(limiter.time_for(100.0, 9_000.0), without);
    }

    #[test]
    fn the_window_is_what_the_budget_takes_for_all_that_it_remembers() {
        for (budget, remembered, expected) in
            [(40.0, 40, 1_008.0), (2.5, 3, 1_209.6), (0.5, 1, 2_016.0), (5_120.0, 512, 1_008.0)]
        {
            let mut limiter = Limiter::new(budget);
            limiter.sent = sent_at(vec![7.0; remembered - 1]);
            assert_eq!(limiter.window_opens(8.0), f64::NEG_INFINITY, "{budget}");
            limiter.sent.push(Sent { start: 8.0, end: 8.0 });
            let first = limiter.sent[0].start;
            assert!((limiter.window_opens(8.0) - first - expected).abs() < 1e-9, "{budget}");
        }
    }

    #[test]
    fn a_request_leaves_the_window_a_second_after_it_can_have_arrived() {
        let mut limiter = Limiter::new(1.0);
        assert_eq!(limiter.take(0.0), Turn::Go);
        assert_eq!(limiter.take(5_000.0), Turn::Full, "it may arrive only now");
        limiter.ended(5_000.0, 0.0, true);
        assert_eq!(limiter.take(5_000.0), Turn::Wait(1_008.0));
        // A round trip is known to take 200 ms: by then it had arrived.
        limiter.quickest = [200.0, 250.0];
        assert_eq!(limiter.take(5_000.0), Turn::Wait(808.0));
        // Or nothing is known of when it arrives: it counts as of its start.
        limiter.quickest = [3_000.0, 3_000.0];
        assert_eq!(limiter.take(5_000.0), Turn::Go);
    }

    #[test]
    fn a_round_trip_takes_as_long_as_the_quickest_of_the_latest_replies() {
        let mut limiter = Limiter::new(40.0);
        let mut hear = |replies: u32, ms: f64| {
            (0..replies).for_each(|_| limiter.learn(ms));
            limiter.round_trip()
        };
        assert_eq!(hear(REPLIES_TO_LEARN - 1, 90.0), 0.0, "too few are known");
        assert_eq!(hear(1, 300.0), 90.0);
        assert_eq!(hear(1, 60.0), 60.0, "a quicker one counts at once");
        assert_eq!(hear(REPLIES_TO_LEARN, 120.0), 60.0);
        assert_eq!(hear(REPLIES_TO_LEARN - 1, 120.0), 120.0, "slower ones, once no quicker one has come for long");
    }
}
