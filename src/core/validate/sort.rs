//! Heap sort. The standard library's sort takes 5 KB of wasm for each type, 2 % of the package, and nothing sorted here
//! is large.

/// Sorts in place, without keeping the order of equal items, in O(n log n) in the worst case too.
pub fn heap_sort<T: PartialOrd>(items: &mut [T]) {
    for root in (0..items.len() / 2).rev() {
        sift_down(items, root);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift_down(items.get_mut(..end).unwrap_or_default(), 0);
    }
}

/// Lets an item sink in a heap until none below it is greater.
fn sift_down<T: PartialOrd>(heap: &mut [T], mut root: usize) {
    loop {
        let (left, right) = (2 * root + 1, 2 * root + 2);
        let greater = if heap.get(right) > heap.get(left) { right } else { left };
        if heap.get(greater) <= heap.get(root) {
            return;
        }
        heap.swap(root, greater);
        root = greater;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_as_the_library_sorts_them() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 40
        };
        for length in (0..20).chain([100, 1_000]) {
            for most in [1, 3, 1 << 20] {
                let mut pairs: Vec<_> = (0..length).map(|index| (next() % most, index)).collect();
                let mut expected = pairs.clone();
                expected.sort();
                heap_sort(&mut pairs);
                assert_eq!(pairs, expected);
            }
        }
    }
}
