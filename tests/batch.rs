//! A batch below an account's limit, on a virtual clock: the state machines of `client`, a server that counts requests
//! by the second as Zoom does, and another app that uses the same quota.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
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
    /// More ids are there.
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
    /// How many ids come at a time, and every how many milliseconds; all at once where there is nothing.
    bursts: Option<(u64, u64)>,
}

struct Outcome {
    seconds: f64,
    requests: u64,
    refused: u64,
    /// Most requests that arrived within one second, wherever it begins.
    most: usize,
    /// Seconds until the last ids came.
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

fn run(world: &World) -> Outcome {
    let mut random = random(world.seed);
    let mut events: BinaryHeap<Scheduled> = BinaryHeap::new();
    let mut order = 0;
    let mut schedule = |events: &mut BinaryHeap<Scheduled>, at: u64, event| {
        order += 1;
        events.push(Reverse((at, order, event)));
    };
    let mut limiter = Limiter::new(world.budget);
    let mut batch = Batch::new(world.concurrency, false, Some(world.ids as f64), 0.0);
    let mut left = world.ids;
    let mut queue: VecDeque<()> = VecDeque::new();
    let (mut second, mut in_second) = (0, 0.0);
    let mut outcome = Outcome { seconds: 0.0, requests: 0, refused: 0, most: 0, ready: 0.0 };
    let mut arrivals = Vec::new();
    // Since when connections that are open have nothing to do, in microseconds.
    let mut idle: Vec<u64> = Vec::new();
    let mut is_looking = true;
    schedule(&mut events, 0, Event::Look);
    if let Some((count, ms)) = world.bursts {
        (1..=world.ids / count).for_each(|burst| schedule(&mut events, burst * ms * 1_000, Event::Source));
        outcome.ready = (world.ids / count * ms) as f64 / 1_000.0;
    }
    if world.other.1 > 0.0 {
        schedule(&mut events, world.other.0.start * 1_000_000, Event::Other);
    }
    // The server counts a request, refused or not, and says whether it was one too many.
    let mut spend = |at: u64| {
        if at / 1_000_000 != second {
            (second, in_second) = (at / 1_000_000, 0.0);
        }
        in_second += 1.0;
        in_second > world.budget.ceil()
    };
    while let Some(Reverse((at, _, event))) = events.pop() {
        let now = at as f64 / 1_000.0;
        match event {
            Event::Arrive(start) => {
                let is_refused = spend(at);
                arrivals.push(at);
                outcome.requests += 1;
                outcome.refused += u64::from(is_refused);
                let until = if world.tells { (at / 1_000_000 + 1) * 1_000_000 } else { 0 };
                let back = at
                    + random(world.work.start * 1_000..world.work.end * 1_000)
                    + random(world.latency.start * 500..world.latency.end * 500);
                schedule(&mut events, back, Event::Reply(start, is_refused.then_some(until)));
            }
            Event::Reply(start, refusal) => {
                idle.push(at);
                if let Some(until) = refusal {
                    let asked = (until > 0).then(|| until.saturating_sub(at) as f64 / 1_000.0);
                    limiter.refused(now, start as f64 / 1_000.0, asked, Some(Limit::PerSecond));
                    queue.push_front(());
                } else {
                    limiter.ended(now, start as f64 / 1_000.0, true);
                    batch.settle(false, now);
                    batch.take();
                    outcome.seconds = now / 1_000.0;
                }
            }
            Event::Other => {
                spend(at);
                let next = at + (1_000_000.0 / world.other.1) as u64;
                if next < world.other.0.end * 1_000_000 && !batch.is_over() {
                    schedule(&mut events, next, Event::Other);
                }
            }
            Event::Look => is_looking = false,
            Event::Source => {}
        }
        let there = world.bursts.map_or(world.ids, |(count, ms)| (at / (ms * 1_000) + 1) * count);
        while left > 0 && world.ids - left < there && batch.wants_more() {
            batch.begin();
            queue.push_back(());
            left -= 1;
            if left == 0 {
                batch.close();
            }
        }
        while !is_looking && !queue.is_empty() {
            match limiter.take(now) {
                Turn::Go => {
                    queue.pop_front();
                    idle.retain(|since| since + world.keep_alive * 1_000 > at);
                    let opening = if idle.pop().is_some() {
                        0
                    } else {
                        random(world.opening.start * 1_000..world.opening.end * 1_000)
                    };
                    let there = at + opening + random(world.latency.start * 500..world.latency.end * 500);
                    schedule(&mut events, there, Event::Arrive(at));
                }
                Turn::Wait(ms) => {
                    is_looking = true;
                    let late = random(0..world.lateness * 1_000 + 1);
                    schedule(&mut events, at + (ms * 1_000.0).ceil() as u64 + late, Event::Look);
                }
                Turn::Full => break,
            }
        }
    }
    outcome.most = most_in_a_second(&arrivals);
    assert!(batch.is_over() && batch.progress().done == world.ids as f64, "every id has an outcome");
    outcome
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
