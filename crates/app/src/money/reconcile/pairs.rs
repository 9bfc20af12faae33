//! One movement of the bank and one of the book: by reference, then by amount with the nearest day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use mingbai_domain::calendar::add_days;
use mingbai_domain::money::Fen;
use mingbai_store::bank::BankLineRow;

use super::{Movement, NEAR_DAYS};

/// The movements of one amount and day that no line has yet, those that name a reference apart: a line
/// with a reference of its own is none of them.
#[derive(Default)]
struct Free {
    named: BTreeSet<usize>,
    nameless: BTreeSet<usize>,
}

/// Pairs of line and movement. In each round the lines choose in their order; a line whose round is
/// over found nothing nearer, so that only the days at exactly that distance are looked at.
pub(super) fn pair(lines: &[BankLineRow], movements: &[Movement]) -> BTreeMap<usize, usize> {
    let mut by_name: HashMap<(&str, Fen), BTreeSet<usize>> = HashMap::new();
    let mut by_day: HashMap<(Fen, Date), Free> = HashMap::new();
    for (at, moved) in movements.iter().enumerate() {
        let free = by_day.entry((moved.amount, moved.date)).or_default();
        match &moved.reference {
            Some(name) => {
                free.named.insert(at);
                by_name
                    .entry((name.as_str(), moved.amount))
                    .or_default()
                    .insert(at);
            }
            None => {
                free.nameless.insert(at);
            }
        }
    }
    let mut pairs = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if line.reference.is_empty() {
            continue;
        }
        let named = by_name.get_mut(&(line.reference.as_str(), line.amount));
        if let Some(moved) = named.and_then(BTreeSet::pop_first) {
            take(&mut by_day, movements, moved);
            pairs.insert(at, moved);
        }
    }
    for days in 0..=NEAR_DAYS {
        for (at, line) in lines.iter().enumerate() {
            if pairs.contains_key(&at) {
                continue;
            }
            if let Some(moved) = first_at(&by_day, line, days) {
                take(&mut by_day, movements, moved);
                pairs.insert(at, moved);
            }
        }
    }
    pairs
}

/// The first free movement of the line's amount exactly `days` away.
fn first_at(by_day: &HashMap<(Fen, Date), Free>, line: &BankLineRow, days: i32) -> Option<usize> {
    let first = |date: Date| {
        let free = by_day.get(&(line.amount, date))?;
        let named = free.named.first().filter(|_| line.reference.is_empty());
        named
            .into_iter()
            .chain(free.nameless.first())
            .min()
            .copied()
    };
    let before = first(add_days(line.date, -days));
    let after = first(add_days(line.date, days));
    before.into_iter().chain(after).min()
}

fn take(by_day: &mut HashMap<(Fen, Date), Free>, movements: &[Movement], at: usize) {
    let moved = &movements[at];
    if let Some(free) = by_day.get_mut(&(moved.amount, moved.date)) {
        free.named.remove(&at);
        free.nameless.remove(&at);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use mingbai_domain::calendar::days_between;
    use proptest::prelude::*;

    use super::*;

    /// The pairing as a sentence: every line tries every movement, nearer days first.
    fn slow(lines: &[BankLineRow], movements: &[Movement]) -> BTreeMap<usize, usize> {
        let mut pairs = BTreeMap::new();
        let mut used = BTreeSet::new();
        let names = |line: &BankLineRow, moved: &Movement| {
            !line.reference.is_empty() && moved.reference.as_ref() == Some(&line.reference)
        };
        let near = |line: &BankLineRow, moved: &Movement, days: i32| {
            let free = moved.reference.is_none() || line.reference.is_empty();
            free && days_between(moved.date, line.date).abs() <= days
        };
        for round in 0..=NEAR_DAYS + 1 {
            for (at, line) in lines.iter().enumerate() {
                if pairs.contains_key(&at) {
                    continue;
                }
                let fits = |moved: &&usize| {
                    let moved = &movements[**moved];
                    let fits = if round == 0 {
                        names(line, moved)
                    } else {
                        near(line, moved, round - 1)
                    };
                    fits && moved.amount == line.amount
                };
                let places: Vec<usize> = (0..movements.len()).collect();
                let found = places.iter().filter(fits).find(|at| !used.contains(*at));
                if let Some(&moved) = found {
                    used.insert(moved);
                    pairs.insert(at, moved);
                }
            }
        }
        pairs
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![3 => Just(String::new()), 2 => "[AB]"]
    }

    fn line() -> impl Strategy<Value = BankLineRow> {
        (1_i8..12, -3_i64..4, name()).prop_map(|(day, amount, reference)| BankLineRow {
            account: String::new(),
            key: String::new(),
            no: 0,
            date: date(2026, 9, day),
            amount: Fen(amount),
            balance: None,
            reference,
            counterparty: String::new(),
            summary: String::new(),
        })
    }

    fn movement() -> impl Strategy<Value = Movement> {
        (1_i8..12, -3_i64..4, name()).prop_map(|(day, amount, reference)| Movement {
            date: date(2026, 9, day),
            amount: Fen(amount),
            name: String::new(),
            reference: Some(reference).filter(|name| !name.is_empty()),
        })
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_of_trying_everything(
            lines in prop::collection::vec(line(), 0..24),
            movements in prop::collection::vec(movement(), 0..24),
        ) {
            prop_assert_eq!(pair(&lines, &movements), slow(&lines, &movements));
        }
    }

    #[test]
    fn ten_thousand_equal_amounts_are_paired_at_once() {
        let day = |at: usize| date(2026, 9, i8::try_from(at % 28 + 1).unwrap());
        let lines: Vec<BankLineRow> = (0..10_000)
            .map(|at| BankLineRow {
                account: String::new(),
                key: at.to_string(),
                no: 0,
                date: day(at),
                amount: Fen(16_570),
                balance: None,
                reference: String::new(),
                counterparty: String::new(),
                summary: String::new(),
            })
            .collect();
        let movements: Vec<Movement> = (0..10_000)
            .map(|at| Movement {
                date: day(at / 3),
                amount: Fen(16_570),
                name: at.to_string(),
                reference: None,
            })
            .collect();
        let before = std::time::Instant::now();
        let pairs = pair(&lines, &movements);
        assert!(pairs.len() > 9_900, "{}", pairs.len());
        let took = before.elapsed();
        // Trying everything took minutes; a slow machine under load takes a tenth of a second.
        assert!(took.as_secs() < 5, "{took:?}");
    }
}
