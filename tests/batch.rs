//! A batch under an account-wide limit, on a virtual clock: the state machines of `client`, a server that counts by the
//! second as Zoom does, and another app that spends of the same budget.
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
    /// How late a timer is at most, in milliseconds.
    lateness: u64,
    /// When another app asks, in seconds, and how often a second.
    other: (Range<u64>, f64),
    /// Whether a refusal says how long to wait.
    tells: bool,
}

struct Outcome {
    seconds: f64,
    requests: u64,
    refused: u64,
}

fn run(world: &World) -> Outcome {
    let mut seed = 7u64;
    let mut random = move |range: Range<u64>| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        range.start + (seed >> 33) % (range.end - range.start).max(1)
    };
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
    let mut outcome = Outcome { seconds: 0.0, requests: 0, refused: 0 };
    let mut is_looking = true;
    schedule(&mut events, 0, Event::Look);
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
                outcome.requests += 1;
                outcome.refused += u64::from(is_refused);
                let until = if world.tells { (at / 1_000_000 + 1) * 1_000_000 } else { 0 };
                let back = at + random(world.latency.start * 500..world.latency.end * 500);
                schedule(&mut events, back, Event::Reply(start, is_refused.then_some(until)));
            }
            Event::Reply(start, refusal) => {
                if let Some(until) = refusal {
                    let asked = (until > 0).then(|| until.saturating_sub(at) as f64 / 1_000.0);
                    limiter.refused(now, start as f64 / 1_000.0, asked, Some(Limit::PerSecond));
                    queue.push_front(());
                } else {
                    limiter.ended(true);
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
        }
        while left > 0 && batch.wants_more() {
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
                    let there = at + random(world.latency.start * 500..world.latency.end * 500);
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
    assert!(batch.is_over() && batch.progress().done == world.ids as f64, "every id has an outcome");
    outcome
}

fn alone(ids: u64, budget: f64, concurrency: u32, latency: Range<u64>) -> World {
    World { ids, budget, concurrency, latency, lateness: 3, other: (0..0, 0.0), tells: true }
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
    // Without the other: 300 s. It took 1,200 requests, 30 s of the budget; finding out costs less than once more of it.
    assert!(seconds < 375.0, "{seconds}");
}
