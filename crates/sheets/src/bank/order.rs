//! The order of movements, found by their balances: oldest first, newest first, or mixed within a day.

use std::collections::BTreeMap;

use mingbai_domain::money::Fen;

use super::BankLine;

/// A balance that does not follow from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// Row of the movement.
    pub(super) row: u32,
    pub(super) expected: Fen,
    pub(super) stated: Fen,
}

/// Movements of one account in the file's order, put into the bank's; and where even so a balance
/// does not follow.
pub(super) fn arranged(mut lines: Vec<BankLine>) -> (Vec<BankLine>, Vec<Break>) {
    if newest_first(&lines) {
        lines.reverse();
    }
    let broken = breaks(&lines);
    if broken.is_empty() {
        return (lines, broken);
    }
    // Within a day the rows may stand in any order; only the balances tell the bank's.
    let order = by_days(&lines);
    let sorted: Vec<BankLine> = order.iter().map(|&at| lines[at].clone()).collect();
    if breaks(&sorted).is_empty() {
        return (sorted, Vec::new());
    }
    (lines, broken)
}

/// How many balances do not follow, whichever way the rows stand.
pub(super) fn disorder(lines: &[BankLine]) -> usize {
    let back: Vec<BankLine> = lines.iter().rev().cloned().collect();
    breaks(lines).len().min(breaks(&back).len())
}

fn newest_first(lines: &[BankLine]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return false;
    };
    let back: Vec<BankLine> = lines.iter().rev().cloned().collect();
    let (down, up) = (breaks(lines).len(), breaks(&back).len());
    if up != down {
        return up < down;
    }
    let moment = |line: &BankLine| (line.date, line.time.clone());
    moment(first) > moment(last)
}

fn breaks(lines: &[BankLine]) -> Vec<Break> {
    let pairs = lines.windows(2);
    pairs
        .filter_map(|pair| {
            let stated = pair[1].balance?;
            let expected = pair[0].balance?.plus(pair[1].amount).ok()?;
            (expected != stated).then_some(Break {
                row: pair[1].row,
                expected,
                stated,
            })
        })
        .collect()
}

fn by_days(lines: &[BankLine]) -> Vec<usize> {
    let mut days: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        days.entry(line.date).or_default().push(at);
    }
    let mut order = Vec::with_capacity(lines.len());
    let mut balance = None;
    for mut places in days.into_values() {
        if let Some(sorted) = walk(balance, &places, |at| {
            let line = &lines[at];
            let after = line.balance?;
            Some((after.minus(line.amount).ok()?, after))
        }) {
            places = sorted;
        }
        balance = places.last().and_then(|&at| lines[at].balance);
        order.extend(places);
    }
    order
}

/// The order in which each movement begins with the balance that the one before left: a way that uses
/// each once. `step` says of a movement the balances before and behind it. `None` if there is no such
/// way, or a movement has no balance. Of several ways the one nearest to the given order is taken.
pub fn walk(
    from: Option<Fen>,
    places: &[usize],
    step: impl Fn(usize) -> Option<(Fen, Fen)>,
) -> Option<Vec<usize>> {
    let mut leaving: BTreeMap<Fen, Vec<usize>> = BTreeMap::new();
    let mut surplus: BTreeMap<Fen, i64> = BTreeMap::new();
    for &at in places.iter().rev() {
        let (before, after) = step(at)?;
        leaving.entry(before).or_default().push(at);
        *surplus.entry(before).or_default() += 1;
        *surplus.entry(after).or_default() -= 1;
    }
    let begin = surplus
        .iter()
        .find(|(_, more)| **more > 0)
        .map(|(at, _)| *at);
    let first = places
        .first()
        .and_then(|&at| step(at))
        .map(|(before, _)| before);
    // Without a loose end the way is a circle, and goes on from where the day before ended.
    let from = from.filter(|at| leaving.contains_key(at));
    let start = begin.or(from).or(first)?;
    // Hierholzer: where the way is stuck, a loop left over is walked in between.
    let (mut stack, mut way) = (vec![(start, None)], Vec::with_capacity(places.len()));
    while let Some(&(at, by)) = stack.last() {
        if let Some(next) = leaving.get_mut(&at).and_then(Vec::pop) {
            stack.push((step(next)?.1, Some(next)));
        } else {
            stack.pop();
            way.extend(by);
        }
    }
    way.reverse();
    let joined = way
        .windows(2)
        .all(|pair| match (step(pair[0]), step(pair[1])) {
            (Some((_, after)), Some((before, _))) => after == before,
            _ => false,
        });
    (way.len() == places.len() && joined).then_some(way)
}
