//! Discrete logarithms of small numbers, by baby steps and giant steps.
//!
//! An element and its inverse have one key ([`Group::keys_of_walk`]), so that a table of m powers
//! finds the logarithms from -m to m, and a giant step is 2m + 1 wide.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::marker::PhantomData;

use crypto_bigint::U256;

use crate::group::Group;

/// At most so many baby steps are kept: they fill the 2^21 places of a hash table (36 MB).
const MAX_TABLE: u64 = 7 << 18;

/// A table of small powers of the generator that finds logarithms from 0 to a limit.
pub struct SmallLogs<G: Group> {
    /// From the key of g^i to i. Two powers with one key are told apart in [`SmallLogs::at`].
    table: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
    /// The powers whose key was taken: practically none.
    clashes: Vec<u32>,
    /// The table has the powers from 0 to this one.
    reach: u64,
    /// g^-(2 reach + 1): one giant step.
    giant: G::Element,
    limit: u64,
    group: PhantomData<G>,
}

impl<G: Group> SmallLogs<G> {
    /// For logarithms between 0 and `limit`, when the way from 0 to `limit` is expected to be gone
    /// `ways` times: the sum of baby steps and giant steps is smallest.
    pub fn new(limit: u64, ways: usize) -> Self {
        let ways = u64::try_from(ways).unwrap_or(u64::MAX).max(1);
        let best = (limit.saturating_mul(ways) / 2).isqrt();
        let reach = best.min(limit).min(MAX_TABLE - 1);
        let mut table = HashMap::default();
        table.reserve(usize::try_from(reach + 1).unwrap_or(0));
        let mut clashes = Vec::new();
        let keys = G::keys_of_walk(&G::identity(), &G::generator());
        for (exponent, key) in (0..=u32::try_from(reach).unwrap_or(u32::MAX)).zip(keys) {
            match table.entry(key) {
                Entry::Occupied(_) => clashes.push(exponent),
                Entry::Vacant(free) => drop(free.insert(exponent)),
            }
        }
        let width = G::power(&G::generator(), &U256::from(2 * reach + 1));
        Self {
            table,
            clashes,
            reach,
            giant: G::invert(&width),
            limit,
            group: PhantomData,
        }
    }

    /// The x in 0..=limit with g^x = element.
    pub fn find(&self, element: &G::Element) -> Option<u64> {
        self.find_all(std::slice::from_ref(element), None)[0]
    }

    /// The logarithm of each element, where there is one. All go their ways at the same pace, so
    /// that the largest, when the sum of all is known, is had without going its way: that is
    /// `sum`, at most the limit, for elements whose product is g^sum.
    pub fn find_all(&self, elements: &[G::Element], sum: Option<u64>) -> Vec<Option<u64>> {
        let mut found = vec![None; elements.len()];
        let mut walks: Vec<_> = elements
            .iter()
            .map(|element| G::keys_of_walk(element, &self.giant))
            .collect();
        let width = 2 * self.reach + 1;
        let steps = self.limit.saturating_sub(self.reach).div_ceil(width);
        for step in 0..=steps {
            let missing = found.iter().filter(|found| found.is_none()).count();
            if let (1, Some(sum)) = (missing, sum) {
                let others = found.iter().flatten().sum();
                let last = sum.checked_sub(others);
                return found.into_iter().map(|found| found.or(last)).collect();
            }
            if missing == 0 {
                break;
            }
            for (index, walk) in walks.iter_mut().enumerate() {
                if found[index].is_none() {
                    let key = walk.next();
                    found[index] = key.and_then(|key| self.at(step * width, key, &elements[index]));
                }
            }
        }
        found
    }

    /// The logarithm, if the element that has this key after some giant steps (which make up
    /// `middle`) is near enough.
    fn at(&self, middle: u64, key: u64, element: &G::Element) -> Option<u64> {
        let near = *self.table.get(&key)?;
        std::iter::once(near)
            .chain(self.clashes.iter().copied())
            .map(u64::from)
            .flat_map(|near| [middle.checked_add(near), middle.checked_sub(near)])
            .flatten()
            .filter(|&exponent| exponent <= self.limit)
            .find(|&exponent| G::power(&G::generator(), &U256::from(exponent)) == *element)
    }
}

/// Keys are as good as random already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Belenios2048, Ed25519};

    type G = Belenios2048;

    fn power<G: Group>(exponent: u64) -> G::Element {
        G::power(&G::generator(), &U256::from(exponent))
    }

    #[test]
    fn every_logarithm_up_to_the_limit_is_found_and_none_beyond() {
        small_ones_are_found::<Belenios2048>();
        small_ones_are_found::<Ed25519>();
    }

    fn small_ones_are_found<G: Group>() {
        for limit in [0, 1, 2, 3, 40] {
            for ways in [1, 20] {
                let logs = SmallLogs::<G>::new(limit, ways);
                for exponent in 0..limit + 8 {
                    let expected = (exponent <= limit).then_some(exponent);
                    let found = logs.find(&power::<G>(exponent));
                    assert_eq!(found, expected, "{exponent} of {limit}");
                }
                assert_eq!(logs.find(&G::invert(&power::<G>(1))), None, "minus one");
            }
        }
    }

    #[test]
    fn the_largest_logarithm_of_a_large_limit_is_found() {
        large_ones_are_found::<Belenios2048>();
        large_ones_are_found::<Ed25519>();
    }

    fn large_ones_are_found<G: Group>() {
        let limit = 100_000_000;
        let logs = SmallLogs::<G>::new(limit, 1);
        for exponent in [0, 1, 12_345_678, limit - 1, limit] {
            assert_eq!(logs.find(&power::<G>(exponent)), Some(exponent));
        }
        assert_eq!(logs.find(&power::<G>(limit + 1)), None);
    }

    #[test]
    fn numbers_around_the_end_of_json_numbers_are_found() {
        let limit = 1 << 30;
        let logs = SmallLogs::<G>::new(limit, 1);
        for exponent in [0, 1, limit - 1, limit] {
            assert_eq!(logs.find(&power::<G>(exponent)), Some(exponent));
        }
        assert_eq!(logs.find(&power::<G>(limit + 1)), None);
    }

    #[test]
    fn the_last_of_a_known_sum_needs_no_search_and_is_never_negative() {
        let logs = SmallLogs::<G>::new(1000, 1);
        let all = |exponents: &[u64], sum| {
            let elements: Vec<_> = exponents.iter().map(|&e| power::<G>(e)).collect();
            logs.find_all(&elements, sum)
        };
        assert_eq!(all(&[1000], Some(1000)), [Some(1000)]);
        assert_eq!(all(&[], Some(0)), []);
        assert_eq!(
            all(&[0, 0, 1000], Some(1000)),
            [Some(0), Some(0), Some(1000)]
        );
        assert_eq!(
            all(&[300, 300, 400], Some(1000)),
            [Some(300), Some(300), Some(400)]
        );
        assert_eq!(
            all(&[300, 300, 400], None),
            [Some(300), Some(300), Some(400)]
        );
        assert_eq!(all(&[600, 600, 1400], None), [Some(600), Some(600), None]);
        // 600 + 600 - 200: the sum is right, the last is none.
        let mut elements = vec![power::<G>(600), power::<G>(600)];
        elements.push(G::invert(&power::<G>(200)));
        let found = logs.find_all(&elements, Some(1000));
        assert_eq!(found, [Some(600), Some(600), None]);
    }

    #[test]
    fn powers_with_one_key_are_told_apart() {
        let mut logs = SmallLogs::<G>::new(100, 50);
        logs.clashes = (3..=40).collect();
        logs.table.values_mut().for_each(|power| *power = 2);
        for exponent in 0..=40 {
            let found = logs.find(&power::<G>(exponent));
            assert_eq!(found, (exponent >= 2).then_some(exponent));
        }
    }
}
