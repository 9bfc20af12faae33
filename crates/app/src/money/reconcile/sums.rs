//! One movement of the bank that pays several entries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use mingbai_domain::calendar::add_days;
use mingbai_domain::money::Fen;
use mingbai_store::bank::BankLineRow;

use super::{Movement, NEAR_DAYS};

/// The most entries of a group.
const MOST_ENTRIES: usize = 4;
/// More open entries than this near a movement prove nothing by adding up to it.
const MOST_CANDIDATES: usize = 16;

/// What was found by adding up.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Line to the movements that it pays.
    pub(super) groups: BTreeMap<usize, Vec<usize>>,
    /// Lines that more than one group would explain, or too many entries to try.
    pub(super) undecided: Vec<usize>,
}

/// How many groups add up to a line.
enum Fit {
    None,
    One(Vec<usize>),
    Unclear,
}

/// Groups for the lines that have no pair, of movements that have none.
pub(super) fn join(
    lines: &[BankLineRow],
    movements: &[Movement],
    pairs: &BTreeMap<usize, usize>,
) -> Sums {
    let paired: BTreeSet<usize> = pairs.values().copied().collect();
    let mut sums = Sums::default();
    let mut used = by_reference(lines, movements, pairs, &paired, &mut sums);
    used.extend(&paired);
    let mut by_day: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (at, moved) in movements.iter().enumerate() {
        if !used.contains(&at) && moved.amount != Fen::ZERO {
            by_day.entry(moved.date).or_default().push(at);
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if pairs.contains_key(&at) || sums.groups.contains_key(&at) {
            continue;
        }
        match fit(line, movements, &by_day) {
            Fit::None => {}
            Fit::One(group) => {
                found.insert(at, group);
            }
            Fit::Unclear => sums.undecided.push(at),
        }
    }
    // A group that explains part of another line as well explains neither.
    let mut claims: HashMap<usize, usize> = HashMap::new();
    for &moved in found.values().flatten() {
        *claims.entry(moved).or_default() += 1;
    }
    for (at, group) in found {
        if group.iter().all(|moved| claims[moved] == 1) {
            sums.groups.insert(at, group);
        } else {
            sums.undecided.push(at);
        }
    }
    sums.undecided.sort_unstable();
    sums
}

/// Entries that all name a line's reference and add up to it. Answers the movements used.
fn by_reference(
    lines: &[BankLineRow],
    movements: &[Movement],
    pairs: &BTreeMap<usize, usize>,
    paired: &BTreeSet<usize>,
    sums: &mut Sums,
) -> BTreeSet<usize> {
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, moved) in movements.iter().enumerate() {
        if let Some(reference) = moved.reference.as_deref().filter(|_| !paired.contains(&at)) {
            named.entry(reference).or_default().push(at);
        }
    }
    let mut used = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        let reference = line.reference.as_str();
        if pairs.contains_key(&at) || reference.is_empty() {
            continue;
        }
        let Some(group) = named.get(reference) else {
            continue;
        };
        let sum = Fen::total(group.iter().map(|&moved| movements[moved].amount));
        if sum.ok() == Some(line.amount) && group.iter().all(|moved| !used.contains(moved)) {
            used.extend(group);
            sums.groups.insert(at, group.clone());
        }
    }
    used
}

fn fit(line: &BankLineRow, movements: &[Movement], by_day: &BTreeMap<Date, Vec<usize>>) -> Fit {
    let days = add_days(line.date, -NEAR_DAYS)..=add_days(line.date, NEAR_DAYS);
    let mut candidates = Vec::new();
    for &at in by_day.range(days).flat_map(|(_, places)| places) {
        let moved = &movements[at];
        // An entry that names another movement pays not this one.
        let free = moved.reference.is_none() || line.reference.is_empty();
        let part = moved.amount.0.signum() == line.amount.0.signum()
            && moved.amount.0.unsigned_abs() < line.amount.0.unsigned_abs();
        if free && part {
            candidates.push(at);
            if candidates.len() > MOST_CANDIDATES {
                return Fit::Unclear;
            }
        }
    }
    let amounts: Vec<i64> = candidates
        .iter()
        .map(|&at| movements[at].amount.0.abs())
        .collect();
    let mut search = Search {
        amounts: &amounts,
        chosen: Vec::new(),
        found: Vec::new(),
    };
    search.groups(0, line.amount.0.abs());
    match search.found.as_slice() {
        [] => Fit::None,
        [only] => Fit::One(only.iter().map(|&at| candidates[at]).collect()),
        _ => Fit::Unclear,
    }
}

/// All groups of two to four amounts with a sum, at most two of them.
struct Search<'a> {
    amounts: &'a [i64],
    chosen: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn groups(&mut self, from: usize, left: i64) {
        if left == 0 {
            self.found.push(self.chosen.clone());
            return;
        }
        if self.chosen.len() == MOST_ENTRIES {
            return;
        }
        for at in from..self.amounts.len() {
            if self.found.len() > 1 {
                return;
            }
            if self.amounts[at] <= left {
                self.chosen.push(at);
                self.groups(at + 1, left - self.amounts[at]);
                self.chosen.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn line(day: i8, amount: i64, reference: &str) -> BankLineRow {
        BankLineRow {
            account: String::new(),
            key: String::new(),
            no: 0,
            date: date(2026, 9, day),
            amount: Fen(amount),
            balance: None,
            reference: reference.to_owned(),
            counterparty: String::new(),
            summary: String::new(),
        }
    }

    fn moved(day: i8, amount: i64, reference: &str) -> Movement {
        Movement {
            date: date(2026, 9, day),
            amount: Fen(amount),
            name: String::new(),
            reference: Some(reference.to_owned()).filter(|name| !name.is_empty()),
        }
    }

    fn found(
        lines: &[BankLineRow],
        movements: &[Movement],
    ) -> (Vec<(usize, Vec<usize>)>, Vec<usize>) {
        let sums = join(lines, movements, &BTreeMap::new());
        (sums.groups.into_iter().collect(), sums.undecided)
    }

    #[test]
    fn one_group_that_adds_up_is_taken_and_two_are_left_open() {
        let line_of = |amount| vec![line(10, amount, "")];
        let entries = [
            moved(9, 100, ""),
            moved(10, 250, ""),
            moved(11, 70, ""),
            moved(20, 5, ""),
        ];
        assert_eq!(
            found(&line_of(350), &entries),
            (vec![(0, vec![0, 1])], vec![])
        );
        assert_eq!(
            found(&line_of(420), &entries),
            (vec![(0, vec![0, 1, 2])], vec![])
        );
        // Ten days away is not near; other sides and five parts are no group.
        assert_eq!(found(&line_of(105), &entries), (vec![], vec![]));
        assert_eq!(found(&line_of(-350), &entries), (vec![], vec![]));
        let five = [1, 2, 4, 8, 16].map(|amount| moved(10, amount, ""));
        assert_eq!(found(&line_of(31), &five), (vec![], vec![]));
        let twice = [moved(9, 100, ""), moved(10, 250, ""), moved(11, 100, "")];
        assert_eq!(found(&line_of(350), &twice), (vec![], vec![0]));
        let same = vec![line(10, 350, ""), line(10, 350, "")];
        assert_eq!(found(&same, &entries), (vec![], vec![0, 1]));
        let many: Vec<Movement> = (1..=17).map(|amount| moved(10, amount, "")).collect();
        assert_eq!(found(&line_of(350), &many), (vec![], vec![0]));
    }

    #[test]
    fn entries_that_name_the_reference_are_its_group_however_many() {
        let entries: Vec<Movement> = (1..=6).map(|day| moved(day, 10, "F1")).collect();
        let lines = [line(28, 60, "F1"), line(28, 60, "F2")];
        assert_eq!(
            found(&lines, &entries),
            (vec![(0, (0..6).collect())], vec![])
        );
        // Named parts that do not add up are no group, and nobody else's either.
        assert_eq!(found(&[line(3, 20, "F2")], &entries), (vec![], vec![]));
        assert_eq!(found(&[line(28, 50, "F1")], &entries), (vec![], vec![]));
    }

    #[test]
    fn ten_thousand_open_lines_beside_open_entries_take_no_time() {
        let lines: Vec<BankLineRow> = (0..10_000).map(|_| line(10, 100, "")).collect();
        let entries: Vec<Movement> = (0..10_000).map(|_| moved(10, 50, "")).collect();
        let before = std::time::Instant::now();
        assert_eq!(found(&lines, &entries).1.len(), 10_000);
        assert!(before.elapsed().as_secs() < 5, "{:?}", before.elapsed());
    }
}
