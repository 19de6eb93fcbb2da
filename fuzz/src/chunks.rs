//! Any stream: a fleet's summary is the same, wherever the stream is cut into chunks.

use zoom_phone_profile::fleet::{Fleet, FleetError};
use zoom_phone_profile::validate::Options;

pub fn check(data: &[u8]) {
    // The first bytes say where to cut.
    let [seed, stream @ ..] = data else { return };
    let whole = summary(stream, stream.len().max(1));
    for size in [1, 2 + usize::from(*seed), 1 + usize::from(*seed % 7)] {
        assert_eq!(summary(stream, size), whole, "chunks of {size}");
    }
}

/// The summary, or which file it is that is no JSON.
fn summary(stream: &[u8], size: usize) -> Result<String, FleetError> {
    let mut fleet = Fleet::new(Options::default());
    stream.chunks(size).try_for_each(|chunk| fleet.push(chunk))?;
    fleet.end();
    Ok(fleet.to_json())
}
