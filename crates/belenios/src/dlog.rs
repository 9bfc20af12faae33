//! Discrete logarithms of small numbers, by baby steps and giant steps.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::marker::PhantomData;

use crypto_bigint::U256;

use crate::group::Group;

/// At most 2^21 baby steps are kept (some 50 MB).
const MAX_TABLE: u64 = 1 << 21;

/// A table of small powers of the generator that finds logarithms from 0 to a limit.
pub struct SmallLogs<G: Group> {
    /// From a short key of g^i to i. Two powers with one key are told apart in [`SmallLogs::find`].
    table: HashMap<u64, u32>,
    /// The powers whose short key was taken: practically none.
    clashes: Vec<u32>,
    /// g^-size: one giant step.
    giant: G::Element,
    size: u64,
    limit: u64,
    group: PhantomData<G>,
}

impl<G: Group> SmallLogs<G> {
    /// For `count` logarithms between 0 and `limit`: the table has the size that makes the sum of
    /// baby steps and giant steps small.
    pub fn new(limit: u64, count: usize) -> Self {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        let size = limit
            .saturating_mul(count)
            .isqrt()
            .saturating_add(1)
            .min(limit.saturating_add(1))
            .min(MAX_TABLE);
        let g = G::generator();
        let mut table = HashMap::with_capacity(usize::try_from(size).unwrap_or(0));
        let mut clashes = Vec::new();
        let mut power = G::identity();
        for exponent in 0..u32::try_from(size).unwrap_or(u32::MAX) {
            let key = G::short_key(&power);
            match table.entry(key) {
                Entry::Occupied(_) => clashes.push(exponent),
                Entry::Vacant(free) => drop(free.insert(exponent)),
            }
            power = G::multiply(&power, &g);
        }
        Self {
            table,
            clashes,
            giant: G::invert(&power),
            size,
            limit,
            group: PhantomData,
        }
    }

    /// The x in 0..=limit with g^x = element.
    pub fn find(&self, element: &G::Element) -> Option<u64> {
        let mut rest = element.clone();
        for step in 0..=self.limit / self.size {
            if let Some(small) = self.baby(&rest) {
                let x = step * self.size + small;
                return (x <= self.limit).then_some(x);
            }
            rest = G::multiply(&rest, &self.giant);
        }
        None
    }

    fn baby(&self, element: &G::Element) -> Option<u64> {
        let candidate = *self.table.get(&G::short_key(element))?;
        std::iter::once(candidate)
            .chain(self.clashes.iter().copied())
            .map(u64::from)
            .find(|&exponent| G::power(&G::generator(), &U256::from(exponent)) == *element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::Belenios2048;

    type G = Belenios2048;

    fn power(exponent: u64) -> <G as Group>::Element {
        G::power(&G::generator(), &U256::from(exponent))
    }

    #[test]
    fn every_logarithm_up_to_the_limit_is_found_and_none_beyond() {
        for limit in [0, 1, 2, 30, 100] {
            let logs = SmallLogs::<G>::new(limit, 2);
            for exponent in 0..limit + 20 {
                let expected = (exponent <= limit).then_some(exponent);
                assert_eq!(
                    logs.find(&power(exponent)),
                    expected,
                    "{exponent} of {limit}"
                );
            }
        }
    }

    #[test]
    fn the_largest_logarithm_of_a_large_limit_is_found() {
        let limit = 100_000_000;
        let logs = SmallLogs::<G>::new(limit, 1);
        for exponent in [0, 1, 12_345_678, limit - 1, limit] {
            assert_eq!(logs.find(&power(exponent)), Some(exponent));
        }
        assert_eq!(logs.find(&power(limit + 1)), None);
    }
}
