//! One table of a statement: its rows become movements, and are checked against their balances.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use crate::error::{CellError, Code};
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::journal::sheet_hint;
use crate::rows::Skip;
use crate::table::{Got, Report, Table, Verdict};
use crate::values::{self, compact, shown};

use super::amount::{self, Amount, Side};
use super::carried::Carried;
use super::finding::BankFinding;
use super::form::Form;
use super::labelled::{self, Labelled, Moved, Whole};
use super::moment::{moment, time};
use super::order::{arranged, disorder};
use super::rows::{self, Shape};
use super::{BankLine, BankSheet};

/// Longest reference kept.
const MAX_REFERENCE: usize = 100;
/// Digits that a spreadsheet keeps of a number.
const MAX_DIGITS: usize = 15;

/// A table with what is stated beside it.
pub(super) struct Statement<'a, 't> {
    table: &'t Table<'a>,
    form: Option<&'static Form>,
    /// Year of the title, for days without one.
    year: Option<i16>,
    /// The account stated above the table.
    account: Option<String>,
}

/// A row that is a movement, before it is known what a minus means.
struct Read {
    line: BankLine,
    side: Option<Side>,
    signed: bool,
    fees: Vec<Fen>,
    /// Whether the balance is the one behind the fees.
    balance_with_fees: bool,
}

/// What a row gave.
enum Given {
    /// A movement.
    Movement(Box<Read>),
    /// Nothing, for this reason.
    Skip(Skip),
    /// Something wrong, which is reported.
    Bad,
}

impl<'a, 't> Statement<'a, 't> {
    pub(super) fn new(table: &'t Table<'a>, form: Option<&'static Form>) -> Self {
        Self {
            table,
            form,
            year: sheet_hint(table).year,
            account: account_above(table),
        }
    }

    /// Adds the table's movements to `out`.
    pub(super) fn read(&self, out: &mut BankSheet, report: &mut Report) {
        let (mut movements, mut rows, mut bad) = (Vec::new(), 0, 0);
        let mut tells_of_payments = false;
        let mut account = self.account.clone();
        let mut labelled = Vec::new();
        self.table.each_with(report, |row, outside, report| {
            if let Some(why @ (Skip::Above | Skip::Header)) = outside {
                return Verdict::Left(why);
            }
            rows += 1;
            let given = match rows::shape(self.table, row, self.year) {
                Shape::Skip(why) => {
                    // A sheet may hold the statements of several accounts, one below the other.
                    let below = account_of(row, |text, label| text.starts_with(label));
                    account = below.or(account.take());
                    Given::Skip(why)
                }
                Shape::Movement => self.movement(row, account.as_deref(), report),
                Shape::Labelled(whole) => {
                    let above = movements.len();
                    labelled.push(Labelled { row, whole, above });
                    return Verdict::Later;
                }
            };
            match given {
                Given::Movement(read) => movements.push(*read),
                Given::Bad => bad += 1,
                Given::Skip(why) => {
                    tells_of_payments |= moved(why);
                    return Verdict::Left(why);
                }
            }
            Verdict::Taken
        });
        bad += self.judge(&labelled, &movements, report);
        if movements.is_empty() && bad == 0 {
            // With rows that were skipped, nothing happened; with none, it is the wrong file.
            if rows == 0 || !tells_of_payments {
                report.push(self.at_head(Code::NoRows));
            }
            return;
        }
        self.check_signs(&mut movements, report);
        self.settle_fees(&mut movements, report);
        self.check_accounts(&movements, report);
        let whole = bad == 0 && report.is_empty();
        for lines in by_account(movements) {
            let (lines, breaks) = arranged(lines);
            // Around a row that could not be read no balance follows.
            if whole {
                for broken in breaks {
                    let (expected, stated) = (broken.expected, broken.stated);
                    let code = Code::BalanceMismatch { expected, stated };
                    report.push(self.at(broken.row, Field::Balance, code));
                }
            }
            out.lines.extend(lines);
        }
        if whole {
            self.check_stated(&out.lines, report);
        }
    }

    /// Leaves out the rows that are proven to be totals and balances, and refuses the others. How many
    /// those are.
    fn judge(&self, labelled: &[Labelled<'a>], movements: &[Read], report: &mut Report) -> usize {
        let moved: Vec<Moved> = movements.iter().map(moved_by).collect();
        let mut bad = 0;
        for (at, one) in labelled.iter().enumerate() {
            let day = self.table.header.column(Field::Date);
            let day = day.and_then(|column| moment(one.row.cell(column.index), self.year).ok()?);
            let last = at.checked_sub(1).map_or(0, |before| labelled[before].above);
            let next = labelled.get(at + 1).map_or(moved.len(), |next| next.above);
            let day = day.map(|(day, _)| day);
            if labelled::is_proven(self.table, one, &moved, (last, next), day) {
                let why = match one.whole {
                    Whole::Balance => Skip::Balance,
                    Whole::Sum | Whole::Longer => Skip::Total,
                };
                let name = &self.table.sheet.name;
                report.tally.skip(name, one.row.number, why);
            } else {
                bad += 1;
                report.tally.take();
                let code = Code::Bank(BankFinding::LabelUnproven);
                report.push(self.table.error(one.row, Field::Summary, code));
            }
        }
        bad
    }

    fn movement(&self, row: &'a Row, account: Option<&str>, report: &mut Report) -> Given {
        let table = self.table;
        let before = report.found();
        let date = self.date(row, report);
        let amount = self.amount(row, report);
        let balance = table.read(row, Field::Balance, report, |cell| {
            Ok(amount::amount(cell)?.map(|amount| amount.fen))
        });
        table.read(row, Field::Currency, report, amount::in_yuan);
        let reference = self.reference(row, report);
        let account = self.own_account(row, account, report);
        let status = self.status(row, amount.as_ref().and_then(|(_, side)| *side), report);
        let fees = self.fees(row, report);
        if report.found() > before {
            return Given::Bad;
        }
        let (Some((day, clock)), Some((amount, side))) = (date, amount) else {
            return Given::Bad;
        };
        if let Some(why) = status {
            return Given::Skip(why);
        }
        if side == Some(Side::Neutral) {
            return Given::Skip(Skip::Neutral);
        }
        if amount.fen == Fen::ZERO && fees.is_empty() {
            return Given::Skip(Skip::Zero);
        }
        let line = BankLine {
            sheet: table.sheet.name.clone(),
            row: row.number,
            account,
            date: day,
            time: clock,
            amount: amount.fen,
            balance: balance.value(),
            reference,
            counterparty: self.counterparty(row, side, amount.fen),
            summary: self.words(row, Field::Summary),
        };
        Given::Movement(Box::new(Read {
            line,
            side,
            signed: amount.signed,
            fees,
            balance_with_fees: false,
        }))
    }

    /// Day and time, the time from the day's cell or its own.
    fn date(&self, row: &'a Row, report: &mut Report) -> Option<(Date, Option<String>)> {
        let read = self
            .table
            .read(row, Field::Date, report, |cell| moment(cell, self.year));
        match read {
            Got::Bad => None,
            Got::Blank => {
                report.push(self.table.error(row, Field::Date, Code::DateMissing));
                None
            }
            Got::Value((date, clock)) => {
                let column = self.table.header.column(Field::Time);
                let own = column.and_then(|column| time(row.cell(column.index)));
                Some((date, clock.or(own)))
            }
        }
    }

    /// The amount as written, and its side: of two columns the one that is filled in, else of the column
    /// that names it. In the column of a side a minus takes a booking back.
    fn amount(&self, row: &'a Row, report: &mut Report) -> Option<(Amount, Option<Side>)> {
        let table = self.table;
        if !table.has(Field::Income) || !table.has(Field::Expense) {
            let amount = table.read(row, Field::Amount, report, amount::amount);
            let side = table.read(row, Field::Direction, report, amount::side);
            if let Got::Blank = amount {
                report.push(table.error(row, Field::Amount, Code::AmountMissing));
            }
            if let (Got::Blank, true) = (&side, table.has(Field::Direction)) {
                report.push(table.error(row, Field::Direction, Code::DirectionUnknown));
            }
            return Some((amount.value()?, side.value()));
        }
        let income = table.read(row, Field::Income, report, amount::amount);
        let expense = table.read(row, Field::Expense, report, amount::amount);
        if matches!(income, Got::Bad) || matches!(expense, Got::Bad) {
            return None;
        }
        let code = match (income.value(), expense.value()) {
            (None, None) => Code::AmountMissing,
            (Some(income), None) => return Some((income, Some(Side::In))),
            (None, Some(expense)) => return Some((expense, Some(Side::Out))),
            // Many banks write a zero into the other column.
            (Some(income), Some(Amount { fen: Fen(0), .. })) => {
                return Some((income, Some(Side::In)));
            }
            (Some(Amount { fen: Fen(0), .. }), Some(expense)) => {
                return Some((expense, Some(Side::Out)));
            }
            (Some(_), Some(_)) => Code::AmountTwice,
        };
        report.push(table.error(row, Field::Income, code));
        None
    }

    /// The first filled-in reference. One that a spreadsheet rounded is refused: it would be another
    /// movement's as well.
    fn reference(&self, row: &'a Row, report: &mut Report) -> Option<String> {
        let columns = self.table.header.columns.iter();
        for column in columns.filter(|column| column.field == Field::BankReference) {
            match reference(self.table.cell(row, column)) {
                Ok(None) => {}
                Ok(found) => return found,
                Err(code) => {
                    report.push(self.table.error_in(row, column, code));
                    return None;
                }
            }
        }
        None
    }

    /// The account that the row names; without a column for it the one stated `above`. A wallet's has
    /// its prefix.
    fn own_account(
        &self,
        row: &'a Row,
        above: Option<&str>,
        report: &mut Report,
    ) -> Option<String> {
        let own = self.table.read(row, Field::OwnAccount, report, |cell| {
            Ok(reference(cell)?.map(|text| plain_account(&compact(&text))))
        });
        let column = self.table.has(Field::OwnAccount);
        let above = above.filter(|_| !column).map(str::to_owned);
        let own = own.value().or(above);
        match self.form.and_then(|form| form.wallet) {
            Some(wallet) => Some(format!("{}{}", wallet.prefix(), own.unwrap_or_default())),
            None => own,
        }
    }

    /// Why a wallet's row moved no money, if it did not.
    fn status(&self, row: &'a Row, side: Option<Side>, report: &mut Report) -> Option<Skip> {
        // What is neither in nor out is skipped whatever became of it.
        if side == Some(Side::Neutral) {
            return None;
        }
        self.table.unmoved(row, report)
    }

    fn fees(&self, row: &'a Row, report: &mut Report) -> Vec<Fen> {
        let columns = self.table.header.columns.iter();
        let mut fees = Vec::new();
        for column in columns.filter(|column| column.field == Field::Fee) {
            match amount::amount(self.table.cell(row, column)) {
                Ok(Some(fee)) if fee.fen != Fen::ZERO => fees.push(fee.fen),
                Ok(_) => {}
                Err(code) => report.push(self.table.error_in(row, column, code)),
            }
        }
        fees
    }

    /// Who was on the other side: of payer and payee the one that is not the account's owner.
    fn counterparty(&self, row: &'a Row, side: Option<Side>, amount: Fen) -> Option<String> {
        let out = side == Some(Side::Out) || (side.is_none() && amount < Fen::ZERO);
        let other = if out { Field::Payee } else { Field::Payer };
        self.words(row, Field::Counterparty)
            .or_else(|| self.words(row, other))
    }

    /// The texts of all columns of `field`; a formula's error among words is no reason to refuse a
    /// movement.
    fn words(&self, row: &'a Row, field: Field) -> Option<String> {
        let columns = self.table.header.columns.iter();
        let mut columns: Vec<_> = columns.filter(|column| column.field == field).collect();
        columns.sort_unstable_by_key(|column| column.index);
        let mut parts: Vec<String> = Vec::new();
        for column in columns {
            let text = values::text(self.table.cell(row, column)).ok().flatten();
            if let Some(text) = text.filter(|text| !parts.contains(text) && !is_dash(text)) {
                parts.push(text);
            }
        }
        Some(parts.join(" ")).filter(|text| !text.is_empty())
    }

    /// Decides what a minus in what went out means: that a booking was taken back, or the side once
    /// more. The balances tell; without them, a statement in which everything that went out was taken
    /// back is not believed.
    fn check_signs(&self, movements: &mut Vec<Read>, report: &mut Report) {
        let outs = || movements.iter().filter(|read| read.side == Some(Side::Out));
        let minus = |read: &&Read| read.line.amount < Fen::ZERO;
        let (all, negative) = (outs().count(), outs().filter(minus).count());
        let mut once_more = self.form.is_some_and(|form| form.minus_means_out);
        let (mut guessed, mut open) = (false, false);
        if negative > 0 && !once_more {
            let taken_back = disorder_of(movements, false);
            let side_again = disorder_of(movements, true);
            let columns = self.table.has(Field::Income) && self.table.has(Field::Expense);
            open = taken_back == side_again;
            guessed = taken_back == side_again && negative == all && (all > 1 || !columns);
            once_more = side_again < taken_back || guessed;
        }
        if guessed {
            report.push(self.at_head(Code::Bank(BankFinding::MinusMeansOut)));
        }
        let unsigned = movements
            .iter()
            .all(|read| read.side.is_none() && !read.signed);
        let decided = |at: usize| is_decided(movements, at);
        let unsure = unsigned && !(0..movements.len()).any(decided);
        if unsure && !movements.is_empty() && self.form.is_none() {
            report.push(self.at_head(Code::Bank(BankFinding::SideUnknown)));
        }
        for (at, read) in movements.iter().enumerate() {
            let minus = read.side == Some(Side::Out) && read.line.amount < Fen::ZERO;
            let unproven = (minus && open && !guessed) || (unsigned && !unsure);
            if unproven && self.form.is_none() && !decided(at) {
                let income = directed(read, once_more) > Fen::ZERO;
                let field = if minus { Field::Expense } else { Field::Amount };
                let code = Code::Bank(BankFinding::SignUnproven { income });
                report.push(self.at(read.line.row, field, code));
            }
        }
        let mut out = Vec::with_capacity(movements.len());
        for mut read in movements.drain(..) {
            read.line.amount = directed(&read, once_more);
            out.push(read);
        }
        *movements = out;
    }

    /// Which way the fees beside the amounts went, and whether they moved anything. A wallet takes a fee
    /// of what comes in and gives it back with a refund. A bank's fee goes out, unless the row is a refund;
    /// it moved nothing where the balances follow without it, or where it has a row of its own.
    fn settle_fees(&self, movements: &mut [Read], report: &mut Report) {
        let wallet = self.form.is_some_and(|form| form.wallet.is_some());
        let mut noted = Vec::new();
        let rows: Vec<(Date, Fen)> = movements
            .iter()
            .filter(|read| is_fee(read))
            .map(|read| (read.line.date, read.line.amount))
            .collect();
        let moved = fees_moved(movements);
        for read in movements.iter_mut().filter(|read| !read.fees.is_empty()) {
            let gross = read.line.amount;
            let back = if wallet {
                gross < Fen::ZERO
            } else {
                is_refund(read)
            };
            for fee in &mut read.fees {
                // Of a row without an amount a wallet writes the sign itself.
                let size = if wallet && gross == Fen::ZERO {
                    fee.0
                } else {
                    fee.0.abs()
                };
                *fee = Fen(if back { size } else { -size });
            }
            let own = |fee: &Fen| rows.contains(&(read.line.date, *fee));
            let doubled = moved.is_none() && read.fees.iter().all(own);
            read.balance_with_fees = !wallet && moved == Some(true);
            if !wallet && gross != Fen::ZERO && (moved == Some(false) || doubled) {
                read.fees.clear();
                noted.push(read.line.row);
            }
        }
        for row in noted {
            report.push(self.at(row, Field::Fee, Code::Bank(BankFinding::FeeNotMoved)));
        }
    }

    /// Every row of a table with a column for the account names one; a statement that names none is
    /// taken with a note.
    fn check_accounts(&self, movements: &[Read], report: &mut Report) {
        let column = self.table.has(Field::OwnAccount);
        if !column && movements.iter().all(|read| read.line.account.is_none()) {
            report.push(self.at_head(Code::Bank(BankFinding::AccountUnnamed)));
            return;
        }
        for read in movements.iter().filter(|read| read.line.account.is_none()) {
            let code = Code::Bank(BankFinding::AccountMissing);
            report.push(self.at(read.line.row, Field::OwnAccount, code));
        }
    }

    /// Balances stated above or below the table must be those of its movements.
    fn check_stated(&self, lines: &[BankLine], report: &mut Report) {
        let sheet = &self.table.sheet;
        let lines: Vec<&BankLine> = lines.iter().filter(|l| l.sheet == sheet.name).collect();
        let one = lines
            .windows(2)
            .all(|pair| pair[0].account == pair[1].account);
        let (Some(first), Some(last), true) = (lines.first(), lines.last(), one) else {
            return;
        };
        let opening = first.balance.and_then(|b| b.minus(first.amount).ok());
        let sum = Fen::total(lines.iter().map(|line| line.amount)).ok();
        let mut begun = opening;
        let movements: BTreeSet<u32> = lines.iter().map(|line| line.row).collect();
        let beside = |row: &&Row| !movements.contains(&row.number);
        for row in sheet.rows.iter().filter(beside) {
            for (which, cell) in rows::stated(row) {
                let Ok(Some(Amount { fen: stated, .. })) = amount::amount(&cell) else {
                    continue;
                };
                let expected = match which {
                    Carried::Page => None,
                    Carried::Opening => {
                        begun = begun.or(Some(stated));
                        opening
                    }
                    Carried::Closing => last
                        .balance
                        .or_else(|| begun.and_then(|b| b.plus(sum?).ok())),
                };
                if let Some(expected) = expected.filter(|expected| *expected != stated) {
                    let finding = BankFinding::StatedBalance { expected, stated };
                    report.push(CellError::row(&sheet.name, row.number, Code::Bank(finding)));
                }
            }
        }
    }

    fn at(&self, row: u32, field: Field, code: Code) -> CellError {
        match self.table.sheet.row(row) {
            Some(row) => self.table.error(row, field, code),
            None => CellError::row(&self.table.sheet.name, row, code),
        }
    }

    fn at_head(&self, code: Code) -> CellError {
        CellError::row(&self.table.sheet.name, self.table.header.row, code)
    }
}

/// What the row of a movement states. A minus in a column of a side takes something back.
fn moved_by(read: &Read) -> Moved {
    let amount = read.line.amount;
    let (income, expense) = match read.side {
        Some(Side::Out) => (Fen::ZERO, amount),
        None if amount < Fen::ZERO => (Fen::ZERO, Fen(-amount.0)),
        Some(Side::In | Side::Neutral) | None => (amount, Fen::ZERO),
    };
    Moved {
        day: read.line.date,
        income,
        expense,
        balance: read.line.balance,
    }
}

/// Whether a skipped row tells of a payment at least.
fn moved(why: Skip) -> bool {
    matches!(
        why,
        Skip::Zero | Skip::Neutral | Skip::Refunded | Skip::NotPaid | Skip::Balance
    )
}

/// The signed amount: in is positive.
fn directed(read: &Read, minus_means_out: bool) -> Fen {
    let amount = read.line.amount;
    match read.side {
        Some(Side::Out) if minus_means_out && amount < Fen::ZERO => amount,
        Some(Side::Out) => Fen(-amount.0),
        _ => amount,
    }
}

/// Whether the balance of the row above or below shows how much this row moved.
fn is_decided(movements: &[Read], at: usize) -> bool {
    let read = &movements[at];
    let neighbours = [at.checked_sub(1), Some(at + 1)];
    let mut near = neighbours
        .into_iter()
        .flatten()
        .filter_map(|at| movements.get(at));
    near.any(|other| {
        let difference = match (other.line.balance, read.line.balance) {
            (Some(before), Some(after)) => after.minus(before).ok(),
            _ => None,
        };
        let size = |fen: Fen| fen.0.unsigned_abs();
        other.line.account == read.line.account
            && difference.is_some_and(|moved| size(moved) == size(read.line.amount))
    })
}

/// How many balances do not follow under this reading of a minus.
fn disorder_of(movements: &[Read], minus_means_out: bool) -> usize {
    let mut accounts: BTreeMap<Option<&str>, Vec<BankLine>> = BTreeMap::new();
    for read in movements {
        let mut line = read.line.clone();
        line.amount = directed(read, minus_means_out);
        let account = read.line.account.as_deref();
        accounts.entry(account).or_default().push(line);
    }
    accounts.values().map(|lines| disorder(lines)).sum()
}

/// The movements by account, in the file's order; a wallet's fee behind its payment.
fn by_account(movements: Vec<Read>) -> Vec<Vec<BankLine>> {
    let mut accounts: BTreeMap<Option<String>, Vec<BankLine>> = BTreeMap::new();
    for read in movements {
        let lines = accounts.entry(read.line.account.clone()).or_default();
        let (gross, mut payment) = (read.line.amount, read.line);
        let behind = payment.balance.filter(|_| read.balance_with_fees);
        let of_fees = Fen(read.fees.iter().map(|fee| fee.0).sum());
        if let Some(balance) = behind {
            payment.balance = balance.minus(of_fees).ok();
        }
        let fees = read.fees.iter().enumerate().map(|(at, fee)| BankLine {
            amount: *fee,
            balance: behind.filter(|_| at + 1 == read.fees.len()),
            reference: payment
                .reference
                .as_ref()
                .map(|reference| format!("{reference}-fee{}", at + 1)),
            counterparty: None,
            summary: Some("手续费".to_owned()),
            ..payment.clone()
        });
        let fees: Vec<BankLine> = fees.collect();
        if gross != Fen::ZERO {
            lines.push(payment);
        }
        lines.extend(fees.into_iter().filter(|fee| fee.amount != Fen::ZERO));
    }
    accounts.into_values().collect()
}

/// Whether the fees beside the amounts are in the balances; `None` if these do not tell.
fn fees_moved(movements: &[Read]) -> Option<bool> {
    let breaks = |with: bool| {
        let lines = movements.iter().map(|read| {
            let mut line = read.line.clone();
            let fees = read.fees.iter().map(|fee| fee.0.abs()).sum::<i64>();
            let sign = if is_refund(read) { 1 } else { -1 };
            line.amount = Fen(line.amount.0 + if with { sign * fees } else { 0 });
            line
        });
        disorder(&lines.collect::<Vec<_>>())
    };
    let (with, without) = (breaks(true), breaks(false));
    (with != without).then_some(with < without)
}

/// Whether a row gives money back.
fn is_refund(read: &Read) -> bool {
    let amount = read.line.amount;
    let turned = match read.side {
        Some(Side::Out) => amount > Fen::ZERO,
        Some(Side::In) => amount < Fen::ZERO,
        _ => false,
    };
    let words = read.line.summary.as_deref().unwrap_or_default();
    turned
        || ["退款", "退回", "退汇", "冲正", "撤销"]
            .iter()
            .any(|word| words.contains(word))
}

/// Whether a row is a fee that went out.
fn is_fee(read: &Read) -> bool {
    let words = read.line.summary.as_deref().unwrap_or_default();
    let fee = words.contains("手续费") || words.contains("服务费") || words.contains("汇费");
    fee && read.line.amount < Fen::ZERO
}

/// The account stated above the table.
fn account_above(table: &Table<'_>) -> Option<String> {
    table
        .above()
        .find_map(|row| account_of(row, |text, label| text.contains(label)))
}

/// `账号` with the number behind it or in the next cell.
fn account_of(row: &Row, is_label: impl Fn(&str, &str) -> bool) -> Option<String> {
    const LABELS: [&str; 6] = ["账号", "帐号", "卡号", "商户号", "账户号", "账户"];
    row.cells.iter().enumerate().find_map(|(at, (_, cell))| {
        let text = compact(&shown(cell));
        let label = LABELS.iter().find(|label| is_label(&text, label))?;
        let behind = text.split_once(label).map(|(_, rest)| rest.to_owned())?;
        // 账户余额 and 账户名称 are no numbers.
        if *label == "账户" && !behind.is_empty() && !behind.starts_with(':') {
            return None;
        }
        let next = row.cells.get(at + 1).map(|(_, cell)| compact(&shown(cell)));
        number(&behind).or_else(|| number(&next?))
    })
}

/// The first run of digits, stars and dashes with at least four digits.
fn number(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '*' | '-');
    let mut runs = text.split(|c| !is_part(c));
    let long = |run: &&str| run.chars().filter(char::is_ascii_digit).count() >= 4;
    runs.find(long).map(plain_account)
}

/// An account as it is compared: `3400 1234-5678 0001` is 3400123456780001.
fn plain_account(text: &str) -> String {
    text.chars().filter(|c| *c != '-').collect()
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "--" | "/" | "—" | "——" | "无")
}

/// A bank's number for a movement, or an account's; `None` if the cell only seems to hold one.
fn reference(cell: &Cell) -> Result<Option<String>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if (matches!(cell, Cell::Number(_)) && digits > MAX_DIGITS) || is_scientific(&text) {
        return Err(Code::ReferenceRounded);
    }
    if text.chars().count() > MAX_REFERENCE {
        return Err(Code::ReferenceLong);
    }
    let blank = is_dash(&text) || text.chars().all(|c| c == '0');
    Ok(Some(text).filter(|_| !blank))
}

/// `2.02609E+19`: what a spreadsheet shows of a long number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let number =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // `20260901E12345` may be a real number of a bank: a mantissa with a point, or a plus, tells.
    number(mantissa) && number(exponent) && (mantissa.contains('.') || text.contains('+'))
}
