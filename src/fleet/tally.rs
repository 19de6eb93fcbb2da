//! How often each text occurs. A table of our own: the library's maps would weigh more than the rest of this room, and
//! take longer for a text than the walk takes for a field.

/// Counts texts.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    entries: Vec<Entry>,
    /// Open addressing: for each place, an entry's number from 1, or 0. Its length is a power of two.
    places: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u64,
    text: Box<str>,
    count: u64,
}

impl Tally {
    /// Counts a text once more.
    pub fn add(&mut self, text: &str) {
        let index = self.index_of(text);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.count += 1;
        }
    }

    /// The index of a text, which stays the same from when it was first seen.
    pub fn index_of(&mut self, text: &str) -> usize {
        if self.entries.len() * 2 >= self.places.len() {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let Some(number) = self.places.get_mut(place) else { return 0 };
            let Some(index) = (*number as usize).checked_sub(1) else {
                self.entries.push(Entry { hash, text: text.into(), count: 0 });
                *number = self.entries.len() as u32;
                return self.entries.len() - 1;
            };
            if self.entries.get(index).is_some_and(|entry| entry.hash == hash && *entry.text == *text) {
                return index;
            }
            place = (place + 1) & mask;
        }
    }

    /// The texts with their counts, in the order in which they were first seen.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.entries.iter().map(|entry| (&*entry.text, entry.count))
    }

    fn grow(&mut self) {
        let length = (self.places.len() * 2).max(16);
        self.places.clear();
        self.places.resize(length, 0);
        for (index, entry) in self.entries.iter().enumerate() {
            let mut place = entry.hash as usize & (length - 1);
            while self.places.get(place).is_some_and(|number| *number != 0) {
                place = (place + 1) & (length - 1);
            }
            if let Some(number) = self.places.get_mut(place) {
                *number = index as u32 + 1;
            }
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |hash: u64, word: u64| {
        let product = (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        product ^ (product >> 32)
    };
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    mix(hash, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_counts_as_a_map_does() {
        let (mut tally, mut map) = (Tally::default(), BTreeMap::new());
        let mut random = 7u64;
        for _ in 0..20_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let text = format!("{:x}", (random >> 33) % 700);
            tally.add(&text);
            *map.entry(text).or_insert(0u64) += 1;
        }
        let counted: BTreeMap<String, u64> = tally.iter().map(|(text, count)| (text.to_string(), count)).collect();
        assert_eq!(counted, map);
    }
}
