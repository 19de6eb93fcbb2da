//! The users of two fleets: for each a key, the digest of the earlier profile, where it stands, and in which fleet the
//! user was seen. 32 bytes for a user and 5 to 11 for finding them again.

use super::super::intake::Place;

/// A user of either fleet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    /// The digest of the ID.
    pub key: u64,
    /// The digest of the earlier profile.
    pub digest: u64,
    /// Where the earlier profile begins: see [`Entry::place`].
    start: u64,
    /// Bytes of the earlier profile.
    pub length: u32,
    /// Where the user was seen: [`Entry::BEFORE`] and so on.
    pub seen: u32,
}

impl Entry {
    /// A profile of the earlier fleet passed.
    pub const BEFORE: u32 = 1;
    /// One of the later fleet passed.
    pub const AFTER: u32 = 2;
    /// One of the earlier fleet failed.
    pub const FAILED_BEFORE: u32 = 4;
    /// One of the later fleet failed.
    pub const FAILED_AFTER: u32 = 8;
    /// The earlier profile is a value of its own, or within one.
    const IS_VALUE: u32 = 16;

    pub fn has(&self, seen: u32) -> bool {
        self.seen & seen != 0
    }

    /// Whether the earlier profile was made from a JavaScript value.
    fn is_value(&self) -> bool {
        self.has(Self::IS_VALUE)
    }

    /// Notes where the earlier profile stands.
    pub fn set_place(&mut self, place: Place, length: usize) {
        self.length = length as u32;
        self.start = match place.value {
            0 => place.start,
            value => u64::from(value) << 32 | place.start,
        };
        self.seen |= if place.value == 0 { 0 } else { Self::IS_VALUE };
    }

    /// Where the earlier profile stands.
    pub fn place(&self) -> Place {
        match self.is_value() {
            true => Place { value: (self.start >> 32) as u32, start: self.start & u64::from(u32::MAX) },
            false => Place { value: 0, start: self.start },
        }
    }
}

/// Entries of one segment. In segments, since a vector that grows is there twice meanwhile, and memory of wasm is never
/// given back.
const SEGMENT: usize = 1024;

/// See the head of this file.
#[derive(Debug, Default)]
pub struct Roster {
    segments: Vec<Vec<Entry>>,
    length: usize,
    /// Open addressing: for each slot, an entry's number from 1, or 0. Its length is a power of two.
    slots: Vec<u32>,
}

impl Roster {
    pub fn get(&self, index: usize) -> Option<&Entry> {
        self.segments.get(index / SEGMENT)?.get(index % SEGMENT)
    }

    pub fn get_mut(&mut self, index: usize) -> Option<&mut Entry> {
        self.segments.get_mut(index / SEGMENT)?.get_mut(index % SEGMENT)
    }

    /// The entries, in the order in which the users were first seen.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.segments.iter().flatten()
    }

    /// The index of the entry of a key, if there is one.
    pub fn find(&self, key: u64) -> Option<usize> {
        let slot = self.slot_of(key)?;
        (*self.slots.get(slot)? as usize).checked_sub(1)
    }

    /// The entry of a key with its index; a new one if there was none.
    pub fn entry(&mut self, key: u64) -> Option<(usize, &mut Entry)> {
        // Three quarters full at most.
        if self.length * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.slot_of(key)?;
        let number = self.slots.get_mut(slot)?;
        if *number == 0 {
            if self.length.is_multiple_of(SEGMENT) {
                self.segments.push(Vec::with_capacity(SEGMENT));
            }
            self.segments.last_mut()?.push(Entry { key, ..Entry::default() });
            self.length += 1;
            *number = self.length as u32;
        }
        let index = *number as usize - 1;
        Some((index, self.get_mut(index)?))
    }

    /// The slot of a key, or that in which it would be; `None` while there are no slots.
    fn slot_of(&self, key: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = key as usize & mask;
        loop {
            let index = (*self.slots.get(slot)? as usize).checked_sub(1);
            match index.and_then(|index| self.get(index)) {
                Some(entry) if entry.key != key => slot = (slot + 1) & mask,
                _ => return Some(slot),
            }
        }
    }

    fn grow(&mut self) {
        let length = (self.slots.len() * 2).max(64);
        // First given back, then anew: both at once would take half as much again.
        self.slots = Vec::new();
        self.slots.resize(length, 0);
        for index in 0..self.length {
            let slot = self.get(index).map(|entry| entry.key).and_then(|key| self.slot_of(key));
            if let Some(number) = slot.and_then(|slot| self.slots.get_mut(slot)) {
                *number = index as u32 + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::mix;
    use std::collections::BTreeMap;

    #[test]
    fn it_finds_what_a_map_finds() {
        let (mut roster, mut map) = (Roster::default(), BTreeMap::new());
        for at in 0..20_000u64 {
            let key = mix(0, at % 7_000);
            let next = map.len();
            let (index, entry) = roster.entry(key).unwrap();
            entry.length += 1;
            assert_eq!(*map.entry(key).or_insert(next), index);
        }
        assert_eq!(roster.iter().count(), map.len());
        assert!(map.iter().all(|(key, index)| roster.find(*key) == Some(*index)));
        assert_eq!(roster.find(1), None);
        assert_eq!(roster.iter().map(|entry| u64::from(entry.length)).sum::<u64>(), 20_000);
    }

    #[test]
    fn keys_that_share_a_slot_go_to_the_next_and_from_the_last_to_the_first() {
        let mut roster = Roster::default();
        let keys = [62, 63, 127, 191, 126];
        for (index, key) in keys.into_iter().enumerate() {
            assert_eq!(roster.entry(key).map(|(index, _)| index), Some(index));
        }
        assert_eq!(keys.map(|key| roster.find(key)), [0, 1, 2, 3, 4].map(Some));
        assert_eq!((roster.find(190), roster.slots.len()), (None, 64));
    }

    #[test]
    fn a_user_takes_at_most_64_bytes() {
        let mut roster = Roster::default();
        for key in 0..200_000u64 {
            roster.entry(key.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let bytes =
                roster.segments.len() * SEGMENT * size_of::<Entry>() + roster.slots.capacity() * size_of::<u32>();
            assert!(roster.length < 10_000 || bytes <= 64 * roster.length, "{bytes} for {}", roster.length);
        }
    }

    #[test]
    fn places_are_kept() {
        for place in [Place { value: 0, start: 1 << 40 }, Place { value: 7, start: 12 }, Place { value: 1, start: 0 }] {
            let mut entry = Entry::default();
            entry.set_place(place, 5);
            assert_eq!((entry.place(), entry.length), (place, 5));
        }
    }
}
