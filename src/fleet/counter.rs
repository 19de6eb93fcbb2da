//! Counts of strings. A table of our own: the library's maps would weigh more than the rest of this module, and
//! take longer for a string than the walk takes for a field.

use std::borrow::Cow;

use crate::json::digest_bytes;

/// The name under which everything beyond a counter's bound is counted. A string that is really so named counts with
/// it.
pub const OTHER: &str = "other";

/// Characters that are kept of a name: of a site, a department, a user.
pub const LONGEST_NAME: usize = 256;

/// The beginning of a name, of at most [`LONGEST_NAME`] characters: what is kept must not grow with what is read.
pub fn shortened(name: Cow<'_, str>) -> Cow<'_, str> {
    match beginning(&name, LONGEST_NAME).len() {
        length if length == name.len() => name,
        length => Cow::Owned(name.get(..length).unwrap_or_default().into()),
    }
}

/// At most `most` characters of a string, from its beginning.
pub fn beginning(text: &str, most: usize) -> &str {
    let end = if text.len() <= most { None } else { text.char_indices().nth(most) };
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Counts strings. One that is bounded counts the first so many apart, and all that follow as [`OTHER`]; it keeps
/// their first [`LONGEST_NAME`] characters.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    entries: Vec<Entry>,
    /// Open addressing: for each place, an entry's number from 1, or 0. Its length is a power of two.
    places: Vec<u32>,
    most: Option<usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u64,
    text: Box<str>,
    count: u64,
}

impl Counter {
    /// A counter that counts at most so many strings apart.
    pub fn bounded(most: usize) -> Self {
        Self { most: Some(most), ..Self::default() }
    }

    /// Counts a string so many times more.
    pub fn add(&mut self, text: &str, times: u64) {
        let index = self.index_of(text);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.count += times;
        }
    }

    /// The index of a string, or beyond the bound that of [`OTHER`]. It stays the same.
    pub fn index_of(&mut self, text: &str) -> usize {
        match self.own_index_of(text) {
            Some(index) => index,
            None => {
                // One more than the bound.
                let most = self.most.take();
                let index = self.own_index_of(OTHER).unwrap_or_default();
                self.most = most;
                index
            }
        }
    }

    /// The index of a string; `None` where it is not among the first ones that are counted apart.
    pub fn own_index_of(&mut self, text: &str) -> Option<usize> {
        let text = if self.most.is_some() { beginning(text, LONGEST_NAME) } else { text };
        if self.entries.len() * 2 >= self.places.len() {
            self.grow();
        }
        let hash = digest_bytes(text.as_bytes());
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let number = self.places.get_mut(place)?;
            let Some(index) = (*number as usize).checked_sub(1) else {
                if self.most.is_some_and(|most| self.entries.len() >= most) {
                    return None;
                }
                self.entries.push(Entry { hash, text: text.into(), count: 0 });
                *number = self.entries.len() as u32;
                return Some(self.entries.len() - 1);
            };
            if self.entries.get(index).is_some_and(|entry| entry.hash == hash && *entry.text == *text) {
                return Some(index);
            }
            place = (place + 1) & mask;
        }
    }

    /// The strings with their counts, in the order in which they were first seen.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_counts_as_a_map_does() {
        let (mut counter, mut map) = (Counter::default(), BTreeMap::new());
        let mut random = 7u64;
        for _ in 0..20_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let text = format!("{:x}", (random >> 33) % 700);
            counter.add(&text, 1);
            *map.entry(text).or_insert(0u64) += 1;
        }
        let counted: BTreeMap<String, u64> = counter.iter().map(|(text, count)| (text.to_string(), count)).collect();
        assert_eq!(counted, map);
    }

    #[test]
    fn beyond_its_bound_it_counts_the_rest_together() {
        let mut counter = Counter::bounded(2);
        for text in ["a", "b", "c", "a", "d", OTHER, "b", "e"] {
            counter.add(text, 1);
        }
        assert_eq!(counter.iter().collect::<Vec<_>>(), [("a", 2), ("b", 2), (OTHER, 4)]);
        assert_eq!((counter.own_index_of("c"), counter.own_index_of("b"), counter.index_of("f")), (None, Some(1), 2));
    }

    #[test]
    fn a_string_that_is_really_named_other_counts_with_the_rest() {
        let mut counter = Counter::bounded(2);
        for text in ["a", OTHER, "c", "d"] {
            counter.add(text, 1);
        }
        assert_eq!(counter.iter().collect::<Vec<_>>(), [("a", 1), (OTHER, 3)]);
    }

    #[test]
    fn names_are_kept_up_to_a_length_in_characters() {
        let name = "é".repeat(LONGEST_NAME);
        let mut counter = Counter::bounded(10);
        for text in [&*name, &*format!("{name}a"), &*format!("{name}b")] {
            counter.add(text, 1);
        }
        assert_eq!(counter.iter().collect::<Vec<_>>(), [(&*name, 3)]);
        assert_eq!(shortened(Cow::Borrowed(&format!("{name}a"))), name);
        assert_eq!(shortened(Cow::Borrowed("short")), "short");
    }
}
