//! Any stream: a fleet's summary is the same, wherever the stream is cut into chunks.

use zoom_phone_profile::fleet::Fleet;
use zoom_phone_profile::validate::Options;

pub fn check(data: &[u8]) {
    // The first bytes say where to cut.
    let [seed, stream @ ..] = data else { return };
    let whole = summary(stream, stream.len().max(1));
    for size in [1, 2 + usize::from(*seed), 1 + usize::from(*seed % 7)] {
        assert_eq!(summary(stream, size), whole, "chunks of {size}");
    }
}

fn summary(stream: &[u8], size: usize) -> String {
    let mut fleet = Fleet::new(Options::default());
    for chunk in stream.chunks(size) {
        assert!(fleet.push(chunk).is_ok());
    }
    fleet.end();
    fleet.to_json()
}
