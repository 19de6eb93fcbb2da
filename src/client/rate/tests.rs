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
    assert_eq!(hear(19, 90.0), 0.0, "too few are known: the budget of half a second");
    assert_eq!(hear(1, 300.0), 90.0);
    assert_eq!(hear(1, 60.0), 60.0, "a quicker one counts at once");
    assert_eq!(hear(REPLIES_TO_LEARN, 120.0), 60.0);
    assert_eq!(hear(REPLIES_TO_LEARN - 1, 120.0), 120.0, "slower ones, once no quicker one has come for long");
}
