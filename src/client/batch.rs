//! Runs many calls: decides which may start and reports progress. IDs and profiles stay with the caller; this module
//! counts them.

/// Where outcomes come in order: how many may wait for an earlier one, for each call that may run at a time.
const HELD_IN_ORDER: u32 = 16;
/// The weight of the latest outcome in the mean time between two.
const LATEST: f64 = 0.05;

/// The state of a batch.
#[derive(Debug, Clone)]
pub struct Batch {
    concurrency: u32,
    /// Most calls and outcomes that are kept.
    room: u32,
    running: u32,
    /// Outcomes that have not been taken.
    held: u32,
    /// Nothing more is begun.
    is_closed: bool,
    total: Option<f64>,
    done: f64,
    failed: f64,
    last_done: f64,
    mean_gap: f64,
}

/// How far a batch has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Outcomes so far, failures included.
    pub done: f64,
    /// Failures so far.
    pub failed: f64,
    /// IDs in all, where that is known.
    pub total: Option<f64>,
}

impl Batch {
    /// A batch of which nothing has begun.
    pub fn new(concurrency: u32, is_ordered: bool, total: Option<f64>, now: f64) -> Self {
        Self {
            concurrency,
            room: concurrency.saturating_mul(if is_ordered { HELD_IN_ORDER } else { 1 }),
            running: 0,
            held: 0,
            is_closed: false,
            total,
            done: 0.0,
            failed: 0.0,
            last_done: now,
            mean_gap: 0.0,
        }
    }

    /// Whether another call may begin: few enough run, and there is room for its outcome.
    pub fn wants_more(&self) -> bool {
        !self.is_closed && self.running < self.concurrency && self.running + self.held < self.room
    }

    /// A call begins.
    pub fn begin(&mut self) {
        self.running += 1;
    }

    /// An ID came before: it is not fetched again.
    pub fn skip(&mut self) {
        self.total = self.total.map(|total| total - 1.0);
    }

    /// Nothing more is to begin: there are no more IDs, or the batch ends early.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    /// A call has ended without an outcome.
    pub fn drop_call(&mut self) {
        self.running = self.running.saturating_sub(1);
    }

    /// A call has an outcome.
    pub fn settle(&mut self, is_failure: bool, now: f64) {
        self.drop_call();
        self.held += 1;
        self.done += 1.0;
        self.failed += f64::from(u8::from(is_failure));
        let gap = (now - self.last_done).max(0.0);
        // The first outcomes have a mean of their own.
        self.mean_gap += (gap - self.mean_gap) * LATEST.max(1.0 / self.done);
        self.last_done = now;
    }

    /// An outcome has been taken.
    pub fn take(&mut self) {
        self.held = self.held.saturating_sub(1);
    }

    /// Whether nothing is running, and nothing more will.
    pub fn is_over(&self) -> bool {
        self.is_closed && self.running == 0
    }

    /// How far the batch has come.
    pub fn progress(&self) -> Progress {
        Progress { done: self.done, failed: self.failed, total: self.total }
    }

    /// IDs that have no outcome yet, where their number is known.
    pub fn remaining(&self) -> Option<f64> {
        self.total.map(|total| (total - self.done).max(0.0))
    }

    /// Milliseconds until the batch is done, where its size is known. `by_rate` is what its limiter takes for what
    /// remains.
    pub fn eta_ms(&self, by_rate: f64) -> Option<f64> {
        self.remaining().map(|remaining| (remaining * self.mean_gap).max(by_rate).ceil())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_begin_as_may_run_and_there_is_room_for() {
        let mut batch = Batch::new(2, false, None, 0.0);
        batch.begin();
        assert!(batch.wants_more());
        batch.begin();
        assert!(!batch.wants_more(), "two run");
        batch.settle(false, 1.0);
        assert!(!batch.wants_more(), "nobody has taken the outcome");
        batch.take();
        assert!(batch.wants_more());
        batch.close();
        assert!(!batch.wants_more() && !batch.is_over());
        batch.drop_call();
        assert!(batch.is_over());
    }

    #[test]
    fn outcomes_in_order_may_wait_for_those_before_them() {
        let mut batch = Batch::new(2, true, None, 0.0);
        batch.begin();
        batch.begin();
        assert!(!batch.wants_more(), "two run");
        batch.settle(false, 0.0);
        for _ in 2..32 {
            assert!(batch.wants_more());
            batch.begin();
            batch.settle(false, 0.0);
        }
        assert!(!batch.wants_more(), "but not without bound");
    }

    #[test]
    fn progress_counts_each_id_once() {
        let mut batch = Batch::new(8, false, Some(10.0), 0.0);
        batch.skip();
        for (at, is_failure) in [(100.0, false), (200.0, true), (300.0, false)] {
            batch.begin();
            batch.settle(is_failure, at);
        }
        assert_eq!(batch.progress(), Progress { done: 3.0, failed: 1.0, total: Some(9.0) });
        assert_eq!(batch.eta_ms(10.0), Some(600.0), "as fast as so far");
        assert_eq!(batch.eta_ms(900.0), Some(900.0), "or as the limiter lets it");
        assert_eq!(Batch::new(8, false, None, 0.0).eta_ms(1.0), None);
    }

    #[test]
    fn the_time_left_follows_the_mean_of_the_first_outcomes_and_then_the_latest() {
        let mut batch = Batch::new(8, false, Some(1_000.0), 0.0);
        let mut now = 0.0;
        let mut settle = |gap: f64| {
            now += gap;
            batch.settle(false, now);
            batch.eta_ms(0.0).unwrap() / batch.remaining().unwrap()
        };
        let means: Vec<f64> = [100.0, 300.0, 500.0].into_iter().map(&mut settle).collect();
        assert_eq!(means, [100.0, 200.0, 300.0]);
        for _ in 3..20 {
            settle(300.0);
        }
        let mean = settle(1_300.0);
        assert!((mean - 350.0).abs() < 0.01, "{mean}: a twentieth of what is new");
    }
}
