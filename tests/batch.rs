//! A batch below an account's limit, on a virtual clock: the state machines of `client`, a server that counts requests
//! by the second as Zoom does, and another app that uses the same quota.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use zoom_phone_profile::client::batch::Batch;
use zoom_phone_profile::client::error::Limit;
use zoom_phone_profile::client::rate::{Limiter, Turn};

/// What happens, and when: microseconds, a number that keeps the order, the event.
type Scheduled = Reverse<(u64, u64, Event)>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The batch looks whether a request may start.
    Look,
    /// More IDs are there.
    Source,
    /// A request that started then reaches the server.
    Arrive(u64),
    /// Its reply is there; for a refusal, until when it asks to wait.
    Reply(u64, Option<u64>),
    /// The other app asks.
    Other,
}

struct World {
    ids: u64,
    budget: f64,
    concurrency: u32,
    /// How long a request is on its way, there and back, in milliseconds.
    latency: Range<u64>,
    /// How long the server takes to answer, in milliseconds.
    work: Range<u64>,
    /// How long a connection takes to open, in milliseconds.
    opening: Range<u64>,
    /// How long a connection stays open that nothing uses, in milliseconds.
    keep_alive: u64,
    seed: u64,
    /// How late a timer is at most, in milliseconds.
    lateness: u64,
    /// When another app asks, in seconds, and how often a second.
    other: (Range<u64>, f64),
    /// Whether a refusal says how long to wait.
    tells: bool,
    /// How many IDs come at a time, and every how many milliseconds; all at once where there is nothing.
    bursts: Option<(u64, u64)>,
}

struct Outcome {
    seconds: f64,
    requests: u64,
    refused: u64,
    /// Most requests that arrived within one second, wherever it begins.
    most: usize,
    /// Seconds until the last IDs came.
    ready: f64,
}

/// Most moments, in microseconds, within one second.
fn most_in_a_second(moments: &[u64]) -> usize {
    let mut from = 0;
    let in_second = moments.iter().enumerate().map(|(at, moment)| {
        while moment - moments[from] >= 1_000_000 {
            from += 1;
        }
        at + 1 - from
    });
    in_second.max().unwrap_or(0)
}

/// Random numbers of a range.
fn random(mut seed: u64) -> impl FnMut(Range<u64>) -> u64 {
    move |range| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        range.start + (seed >> 33) % (range.end - range.start).max(1)
    }
}

/// What the batch, the server and the other app have come to.
struct Run<'w> {
    world: &'w World,
    random: Box<dyn FnMut(Range<u64>) -> u64>,
    events: BinaryHeap<Scheduled>,
    scheduled: u64,
    limiter: Limiter,
    batch: Batch,
    /// IDs that have not been begun.
    left: u64,
    /// Calls that have begun and wait for their turn.
    queue: usize,
    /// Whether the batch looks again by itself.
    is_looking: bool,
    /// Since when connections that are open have nothing to do, in microseconds.
    idle: Vec<u64>,
    /// The second in which the server counts, and what it has counted there.
    second: u64,
    in_second: f64,
    arrivals: Vec<u64>,
    outcome: Outcome,
}

/// Runs a batch to its end.
fn run(world: &World) -> Outcome {
    let mut run = Run {
        world,
        random: Box::new(random(world.seed)),
        events: BinaryHeap::new(),
        scheduled: 0,
        limiter: Limiter::new(world.budget),
        batch: Batch::new(world.concurrency, false, Some(world.ids as f64), 0.0),
        left: world.ids,
        queue: 0,
        is_looking: true,
        idle: Vec::new(),
        second: 0,
        in_second: 0.0,
        arrivals: Vec::new(),
        outcome: Outcome { seconds: 0.0, requests: 0, refused: 0, most: 0, ready: 0.0 },
    };
    run.prepare();
    while let Some(Reverse((at, _, event))) = run.events.pop() {
        run.happen(at, event);
        run.begin_calls(at);
        run.send_requests(at);
    }
    run.outcome.most = most_in_a_second(&run.arrivals);
    assert!(run.batch.is_over() && run.batch.progress().done == world.ids as f64, "every id has an outcome");
    run.outcome
}

/// Microseconds as milliseconds.
fn ms(at: u64) -> f64 {
    at as f64 / 1_000.0
}

impl Run<'_> {
    fn schedule(&mut self, at: u64, event: Event) {
        self.scheduled += 1;
        self.events.push(Reverse((at, self.scheduled, event)));
    }

    /// A random time out of a range in milliseconds, in microseconds; `scale` of them are a millisecond.
    fn time(&mut self, range: &Range<u64>, scale: u64) -> u64 {
        (self.random)(range.start * scale..range.end * scale)
    }

    fn prepare(&mut self) {
        let World { ids, bursts, other, .. } = self.world;
        self.schedule(0, Event::Look);
        if let Some((count, every)) = bursts {
            (1..=ids / count).for_each(|burst| self.schedule(burst * every * 1_000, Event::Source));
            self.outcome.ready = (ids / count * every) as f64 / 1_000.0;
        }
        if other.1 > 0.0 {
            self.schedule(other.0.start * 1_000_000, Event::Other);
        }
    }

    fn happen(&mut self, at: u64, event: Event) {
        match event {
            Event::Arrive(start) => self.arrive(at, start),
            Event::Reply(start, refusal) => self.receive(at, start, refusal),
            Event::Other => {
                self.spend(at);
                let (seconds, rate) = &self.world.other;
                let next = at + (1_000_000.0 / rate) as u64;
                if next < seconds.end * 1_000_000 && !self.batch.is_over() {
                    self.schedule(next, Event::Other);
                }
            }
            Event::Look => self.is_looking = false,
            Event::Source => {}
        }
    }

    /// The server counts a request, refused or not. Returns whether it was one too many.
    fn spend(&mut self, at: u64) -> bool {
        if at / 1_000_000 != self.second {
            (self.second, self.in_second) = (at / 1_000_000, 0.0);
        }
        self.in_second += 1.0;
        self.in_second > self.world.budget.ceil()
    }

    fn arrive(&mut self, at: u64, start: u64) {
        let World { work, latency, tells, .. } = self.world;
        let is_refused = self.spend(at);
        self.arrivals.push(at);
        self.outcome.requests += 1;
        self.outcome.refused += u64::from(is_refused);
        let until = if *tells { (at / 1_000_000 + 1) * 1_000_000 } else { 0 };
        let back = at + self.time(work, 1_000) + self.time(latency, 500);
        self.schedule(back, Event::Reply(start, is_refused.then_some(until)));
    }

    fn receive(&mut self, at: u64, start: u64, refusal: Option<u64>) {
        self.idle.push(at);
        if let Some(until) = refusal {
            let asked = (until > 0).then(|| ms(until.saturating_sub(at)));
            self.limiter.refused(ms(at), ms(start), asked, Some(Limit::PerSecond));
            self.queue += 1;
        } else {
            self.limiter.ended(ms(at), ms(start), true);
            self.batch.settle(false, ms(at));
            self.batch.take();
            self.outcome.seconds = ms(at) / 1_000.0;
        }
    }

    fn begin_calls(&mut self, at: u64) {
        let World { ids, bursts, .. } = self.world;
        let there = bursts.map_or(*ids, |(count, every)| (at / (every * 1_000) + 1) * count);
        while self.left > 0 && ids - self.left < there && self.batch.wants_more() {
            self.batch.begin();
            self.queue += 1;
            self.left -= 1;
            if self.left == 0 {
                self.batch.close();
            }
        }
    }

    fn send_requests(&mut self, at: u64) {
        while !self.is_looking && self.queue > 0 {
            match self.limiter.take(ms(at)) {
                Turn::Go => {
                    self.queue -= 1;
                    let there = at + self.opening(at) + self.time(&self.world.latency, 500);
                    self.schedule(there, Event::Arrive(at));
                }
                Turn::Wait(wait) => {
                    self.is_looking = true;
                    let late = (self.random)(0..self.world.lateness * 1_000 + 1);
                    self.schedule(at + (wait * 1_000.0).ceil() as u64 + late, Event::Look);
                }
                Turn::Full => break,
            }
        }
    }

    /// How long it takes to have a connection: nothing if one is open, in microseconds.
    fn opening(&mut self, at: u64) -> u64 {
        let World { keep_alive, opening, .. } = self.world;
        self.idle.retain(|since| since + keep_alive * 1_000 > at);
        if self.idle.pop().is_some() { 0 } else { self.time(opening, 1_000) }
    }
}

fn alone(ids: u64, budget: f64, concurrency: u32, latency: Range<u64>) -> World {
    World {
        ids,
        budget,
        concurrency,
        latency,
        work: 0..0,
        opening: 0..0,
        keep_alive: 4_000,
        seed: 7,
        lateness: 3,
        other: (0..0, 0.0),
        tells: true,
        bursts: None,
    }
}

#[test]
fn alone_it_takes_what_the_budget_takes_and_nothing_is_refused() {
    for (ids, budget, concurrency, latency) in [
        (100_000, 40.0, 8, 60..120),
        (100_000, 20.0, 8, 120..180),
        (100_000, 400.0, 16, 2..12),
        (5_000, 2.5, 8, 60..120),
        (500, 0.5, 8, 60..120),
        (100_000, 1_500.0, 32, 1..8),
        (200, 40.0, 8, 1..5),
    ] {
        let Outcome { seconds, refused, .. } = run(&alone(ids, budget, concurrency, latency));
        let ratio = seconds / (ids as f64 / budget);
        assert!(ratio <= 1.05, "{ids} ids at {budget}: {ratio}");
        assert_eq!(refused, 0, "{ids} ids at {budget}");
    }
}

#[test]
fn another_app_takes_half_and_few_are_refused() {
    for (budget, ids, other, concurrency, latency) in [
        (40.0, 100_000, 600..u64::MAX / 2_000_000, 8, 60..120),
        (40.0, 100_000, 600..1_200, 8, 60..120),
        (20.0, 100_000, 600..u64::MAX / 2_000_000, 8, 120..200),
        (40.0, 100_000, 600..u64::MAX / 2_000_000, 16, 300..360),
        (400.0, 4_000, 3..1_000, 8, 2..12),
        (400.0, 4_000, 3..8, 8, 2..12),
    ] {
        for tells in [true, false] {
            let world = World {
                other: (other.clone(), budget / 2.0),
                tells,
                ..alone(ids, budget, concurrency, latency.clone())
            };
            let Outcome { requests, refused, .. } = run(&world);
            let share = refused as f64 / requests as f64;
            assert!(share <= 0.02, "{share}");
        }
    }
}

#[test]
fn a_budget_that_is_free_again_is_found() {
    let world = World { other: (60..120, 20.0), ..alone(12_000, 40.0, 8, 60..120) };
    let seconds = run(&world).seconds;
    // Without the other: 300 s. It took 1,200 requests, 30 s of the budget; finding out costs less than once more of
    // it.
    assert!(seconds < 375.0, "{seconds}");
}

#[test]
fn no_second_at_the_server_exceeds_the_budget_while_connections_open() {
    for (budget, latency, work) in
        [(40.0, 1..3, 0..2), (20.0, 1..3, 0..2), (40.0, 40..44, 20..40), (100.0, 2..6, 0..10)]
    {
        for (opening, concurrency) in [(0, 16), (150, 16), (300, 16), (300, 8), (300, 32), (150, 4), (400, 16)] {
            // Connections stay open, or each request opens one: then all but the rate's time is the last reply's way.
            for (keep_alive, concurrency, most_ratio) in
                [(4_000, concurrency, 1.06), (0, 64, 1.025 + opening as f64 / 10_000.0)]
            {
                let world = World {
                    work: work.clone(),
                    opening: opening..opening + 1,
                    keep_alive,
                    ..alone(10 * budget as u64, budget, concurrency, latency.clone())
                };
                let Outcome { seconds, refused, most, .. } = run(&world);
                let case = format!("{opening} ms, {concurrency} at a time, {budget} a second, {latency:?}");
                assert!(most as f64 <= budget, "{case}: {most} in a second");
                assert!(seconds / 10.0 <= most_ratio, "{case}: {} of the time", seconds / 10.0);
                assert_eq!(refused, 0, "{case}");
            }
        }
    }
}

/// Replies differ by what they are late; a request counts for as long, so the batch takes longer by the mean of that.
#[test]
fn no_second_at_the_server_exceeds_the_budget_whatever_the_delays() {
    for seed in 1..=300 {
        let mut random = random(seed);
        let budget = [20.0, 40.0, 100.0][random(0..3) as usize];
        let [least, jitter, work, opening] = [1..60, 1..30, 1..60, 1..400].map(&mut random);
        let world = World {
            work: 0..work,
            opening: 0..opening,
            keep_alive: random(100..5_000),
            lateness: random(0..10),
            seed,
            bursts: (random(0..2) == 0).then(|| (random(20..200), random(100..4_000))),
            ..alone(500, budget, 16 + random(0..24) as u32, least..least + jitter)
        };
        let Outcome { seconds, most, ready, .. } = run(&world);
        assert!(most as f64 <= budget, "seed {seed}: {most} in a second of {budget}");
        // Connections that close early open again and again, each as late as it likes.
        let late = (jitter + work + if world.keep_alive < 1_000 { opening } else { 0 }) as f64 / 2_000.0;
        let bound = 500.0 / budget * (1.015 + late) + (opening + 2 * (least + jitter + work)) as f64 / 1_000.0;
        assert!(seconds - ready <= bound, "seed {seed}: {seconds} s, {ready} s of them without ids, for {bound} s");
    }
}
