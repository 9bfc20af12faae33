//! The movements of one account that are known, and which of another download they are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use mingbai_domain::money::Fen;
use mingbai_sheets::{BankLine, Wallet};
use mingbai_store::bank::BankLineRow;

/// Known movements, found by what a bank says of them.
#[derive(Default)]
pub(super) struct Known {
    rows: Vec<BankLineRow>,
    keys: HashSet<String>,
    next: i64,
}

/// What a download's movements are.
pub(super) struct Sorted<'l> {
    /// New ones.
    pub(super) fresh: Vec<BankLineRow>,
    /// Keys of those that are known.
    pub(super) unchanged: Vec<String>,
    /// Those whose reference is known with another day, amount or balance.
    pub(super) differing: Vec<&'l BankLine>,
}

/// Where the movements stand that no row of the download has claimed yet.
#[derive(Default)]
struct Unclaimed {
    by_reference: HashMap<(String, Date, Fen), BTreeSet<usize>>,
    /// How many of a reference there are on a day, and of an amount.
    on_day: HashMap<(String, Date), usize>,
    of_amount: HashMap<(String, Fen), usize>,
    by_balance: HashMap<(Date, Fen, Fen), BTreeSet<usize>>,
    by_money: HashMap<(Date, Fen), BTreeSet<usize>>,
}

impl Known {
    pub(super) fn new(rows: Vec<BankLineRow>) -> Self {
        let keys = rows.iter().map(|row| row.key.clone()).collect();
        let next = rows.iter().map(|row| row.no).max().unwrap_or(0);
        Self { rows, keys, next }
    }

    pub(super) fn add(&mut self, rows: &[BankLineRow]) {
        self.rows.extend_from_slice(rows);
    }

    /// Tells known movements from new ones. First by the bank's reference; then, where one of the two
    /// downloads has none, by day, amount, balance and time.
    pub(super) fn sort_out<'l>(&mut self, account: &str, lines: &[&'l BankLine]) -> Sorted<'l> {
        let mut unclaimed = Unclaimed::default();
        for (at, row) in self.rows.iter().enumerate() {
            unclaimed.put(at, row);
        }
        let mut sorted = Sorted {
            fresh: Vec::new(),
            unchanged: Vec::new(),
            differing: Vec::new(),
        };
        let mut left = Vec::new();
        for &line in lines {
            match unclaimed.by_reference(&self.rows, line) {
                Some(at) => sorted.unchanged.push(self.rows[at].key.clone()),
                None => left.push(line),
            }
        }
        let mut times = HashMap::new();
        for line in left {
            if unclaimed.has_other(line) {
                sorted.differing.push(line);
            } else if let Some(at) = unclaimed.by_content(&self.rows, line) {
                sorted.unchanged.push(self.rows[at].key.clone());
            } else {
                sorted.fresh.push(self.row_of(account, line, &mut times));
            }
        }
        sorted
    }

    /// A transfer and its fee may share one reference: the second is `…#2`.
    fn row_of(
        &mut self,
        account: &str,
        line: &BankLine,
        times: &mut HashMap<String, usize>,
    ) -> BankLineRow {
        let reference = line.reference.clone().unwrap_or_default();
        let base = if reference.is_empty() {
            let time = line.time.as_deref().unwrap_or("-");
            let balance = line.balance.map_or("-".to_owned(), |b| b.to_string());
            format!("{} {time} {} {balance}", line.date, line.amount)
        } else {
            reference.clone()
        };
        let seen = times.entry(base.clone()).or_insert(0);
        let key = loop {
            *seen += 1;
            let key = match *seen {
                1 => base.clone(),
                more => format!("{base}#{more}"),
            };
            if self.keys.insert(key.clone()) {
                break key;
            }
        };
        self.next += 1;
        BankLineRow {
            account: account.to_owned(),
            key,
            no: self.next,
            date: line.date,
            amount: line.amount,
            balance: line.balance,
            reference,
            counterparty: line.counterparty.clone().unwrap_or_default(),
            summary: line.summary.clone().unwrap_or_default(),
        }
    }
}

impl Unclaimed {
    fn put(&mut self, at: usize, row: &BankLineRow) {
        let reference = &row.reference;
        if !reference.is_empty() {
            let key = (reference.clone(), row.date, row.amount);
            self.by_reference.entry(key).or_default().insert(at);
            *self
                .on_day
                .entry((reference.clone(), row.date))
                .or_default() += 1;
            *self
                .of_amount
                .entry((reference.clone(), row.amount))
                .or_default() += 1;
        }
        if let Some(balance) = row.balance {
            let key = (row.date, row.amount, balance);
            self.by_balance.entry(key).or_default().insert(at);
        }
        let key = (row.date, row.amount);
        self.by_money.entry(key).or_default().insert(at);
    }

    fn claim(&mut self, at: usize, row: &BankLineRow) {
        let reference = &row.reference;
        if let Some(set) = self
            .by_reference
            .get_mut(&(reference.clone(), row.date, row.amount))
        {
            set.remove(&at);
        }
        if let Some(count) = self.on_day.get_mut(&(reference.clone(), row.date)) {
            *count -= 1;
        }
        if let Some(count) = self.of_amount.get_mut(&(reference.clone(), row.amount)) {
            *count -= 1;
        }
        if let Some(balance) = row.balance
            && let Some(set) = self.by_balance.get_mut(&(row.date, row.amount, balance))
        {
            set.remove(&at);
        }
        if let Some(set) = self.by_money.get_mut(&(row.date, row.amount)) {
            set.remove(&at);
        }
    }

    /// The known movement with the same reference, day, amount and, if both state one, balance. Names
    /// and words may be written differently in another export.
    fn by_reference(&mut self, rows: &[BankLineRow], line: &BankLine) -> Option<usize> {
        let key = (line.reference.clone()?, line.date, line.amount);
        let found = self.by_reference.get(&key)?;
        let same = |at: &&usize| balances_agree(&rows[**at], line);
        let at = *found.iter().find(same)?;
        self.claim(at, &rows[at]);
        Some(at)
    }

    /// Whether the line's reference is known for something else of its day or amount. One of another day
    /// and amount is another movement: some banks begin their numbers anew.
    fn has_other(&self, line: &BankLine) -> bool {
        let Some(reference) = &line.reference else {
            return false;
        };
        let some = |count: Option<&usize>| count.is_some_and(|count| *count > 0);
        some(self.on_day.get(&(reference.clone(), line.date)))
            || some(self.of_amount.get(&(reference.clone(), line.amount)))
    }

    /// The known movement of the same day and amount with the same balance; or, where one of the two
    /// has no balance, at the same time as far as both say it. Two references are two movements.
    fn by_content(&mut self, rows: &[BankLineRow], line: &BankLine) -> Option<usize> {
        let one_reference =
            |at: &&usize| rows[**at].reference.is_empty() || line.reference.is_none();
        let by_balance = line.balance.and_then(|balance| {
            let found = self.by_balance.get(&(line.date, line.amount, balance))?;
            found.iter().find(one_reference).copied()
        });
        let at = by_balance.or_else(|| {
            let found = self.by_money.get(&(line.date, line.amount))?;
            let same = |at: &&usize| {
                let row = &rows[**at];
                let one_silent = row.balance.is_none() || line.balance.is_none();
                one_silent && one_reference(at) && times_agree(row, line)
            };
            found.iter().find(same).copied()
        })?;
        self.claim(at, &rows[at]);
        Some(at)
    }
}

fn balances_agree(row: &BankLineRow, line: &BankLine) -> bool {
    row.balance.is_none() || line.balance.is_none() || row.balance == line.balance
}

/// To the minute: one download may leave the seconds out. The time of a movement without reference is
/// in its key.
fn times_agree(row: &BankLineRow, line: &BankLine) -> bool {
    let time = row
        .key
        .split(' ')
        .nth(1)
        .filter(|_| row.reference.is_empty());
    let minute = |time: &str| time.get(..5).map(str::to_owned);
    match (time.and_then(minute), line.time.as_deref().and_then(minute)) {
        (Some(known), Some(new)) => known == new,
        _ => true,
    }
}

/// The name under which an account is known: the same, or the only one that differs by stars alone.
pub(super) fn account_like(known: &BTreeMap<String, Known>, account: &str) -> String {
    if known.contains_key(account) || Wallet::of_account(account).is_some() {
        return account.to_owned();
    }
    let mut alike = known.keys().filter(|other| is_masked_alike(other, account));
    match (alike.next(), alike.next()) {
        (Some(only), None) => only.clone(),
        _ => account.to_owned(),
    }
}

/// Whether two numbers, of which at least one has stars in its middle, may be the same.
fn is_masked_alike(a: &str, b: &str) -> bool {
    let ends = |text: &str| {
        let (head, rest) = text.split_once('*')?;
        let tail = rest.rsplit('*').next()?;
        (tail.len() >= 4).then(|| (head.to_owned(), tail.to_owned()))
    };
    let whole = |text: &str| !text.contains('*') && text.len() >= 8;
    match (ends(a), ends(b)) {
        (Some((head, tail)), None) if whole(b) => b.starts_with(&head) && b.ends_with(&tail),
        (None, Some((head, tail))) if whole(a) => a.starts_with(&head) && a.ends_with(&tail),
        (Some((one, end)), Some((other, last))) => {
            let heads = one.starts_with(&other) || other.starts_with(&one);
            heads && (end.ends_with(&last) || last.ends_with(&end)) && !one.is_empty()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_hide_no_other_account() {
        assert!(is_masked_alike("3400****0001", "340012340001"));
        assert!(is_masked_alike("340012340001", "3400****0001"));
        assert!(is_masked_alike("3400****0001", "34******0001"));
        for (a, b) in [
            ("3400****0001", "340012340002"),
            ("3400****0001", "350012340001"),
            ("3400****0001", "3500****0001"),
            ("340012340001", "340012340001"),
            ("3400****0001", ""),
            ("****", "340012340001"),
        ] {
            assert!(!is_masked_alike(a, b), "{a} {b}");
        }
    }
}
