//! Which part of a long list a request asks for.

use mingbai_ui::fault::Fault;
use mingbai_ui::query::{self, Pairs};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1000;

/// What follows a number, at most so much of it.
pub struct Window {
    after: u64,
    limit: usize,
}

impl Window {
    /// From `after` and `limit` of the query.
    pub fn of(pairs: &Pairs) -> Result<Self, Fault> {
        let after = query::optional(pairs, "after", "/")?.unwrap_or(0);
        let limit = query::optional(pairs, "limit", "/")?.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Fault::bad_value("limit", "/"));
        }
        Ok(Self { after, limit })
    }

    /// That part of a list in the order of its numbers, and what `after` is for the next one.
    pub fn cut<T>(self, all: &[T], number: impl Fn(&T) -> u64) -> (&[T], Option<u64>) {
        let rest = &all[all.partition_point(|one| number(one) <= self.after)..];
        let shown = &rest[..self.limit.min(rest.len())];
        let more = rest.len() > shown.len();
        (shown, shown.last().filter(|_| more).map(number))
    }
}
