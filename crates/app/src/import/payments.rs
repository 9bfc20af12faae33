//! Rows of a list of payments become household items: all or none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::calendar::{UnixMs, add_days};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ids::UnitId;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::Fen;
use mingbai_sheets::{Mapping, NO_ENTRANCE, PaymentRow, Workbook, read_payments};
use mingbai_store::{items, registry};

use super::summary::{Adding, Days};
use super::{Job, Outcome};
use crate::act::Cx;
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::import::refused::{RowProblem, RowRefusal};
use crate::money::payments::{NewPayment, record_many};
use crate::money::refusal::MoneyRefusal;

pub(super) fn read(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<Outcome, AppError> {
    let sheet = read_payments(workbook, mapping).map_err(ImportRefusal::Cells)?;
    let units = Units::load(cx)?;
    let received = received(cx, &sheet.rows)?;
    let today = cx.now.date();
    let dates = sheet.rows.iter().map(|row| row.date);
    let days = Days::new(cx.fold(), dates, job.allow);
    let mut adding = Adding::default();
    let (mut payments, mut places, mut refusals) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (at, row) in sheet.rows.iter().enumerate() {
        let payment = days.check(row.date);
        match payment.and_then(|()| payment_of(row, job, &units, &received, today)) {
            Ok(payment) => {
                adding.day(row.date);
                payments.push(payment);
                places.push(at);
            }
            Err(problem) => {
                refusals.insert(at, refusal(row, problem));
            }
        }
    }
    let answers = record_many(cx, &payments)?;
    let (mut taken, mut unchanged) = (0, 0);
    for (at, answer) in places.into_iter().zip(answers) {
        match answer {
            Ok(receipt) if receipt.repeated => unchanged += 1,
            Ok(_) => {
                taken += 1;
                let (fund, _, account) = sheet.rows[at].item.accounts();
                adding.add(fund, account, sheet.rows[at].amount.negated()?)?;
            }
            Err(error) => {
                let row = &sheet.rows[at];
                refusals.insert(at, refusal(row, problem_of(row, error)?));
            }
        }
    }
    if !refusals.is_empty() {
        return Err(ImportRefusal::Rows(refusals.into_values().collect()).into());
    }
    Ok(Outcome {
        taken,
        unchanged,
        warnings: sheet.warnings,
        tally: sheet.tally,
        sums: adding.sums(),
        days: adding.days(),
        ..Outcome::default()
    })
}

fn refusal(row: &PaymentRow, problem: RowProblem) -> RowRefusal {
    RowRefusal {
        sheet: row.sheet.clone(),
        row: row.row,
        problem,
    }
}

/// What a refused payment is to its row; a failure of the whole import stays one.
fn problem_of(row: &PaymentRow, error: AppError) -> Result<RowProblem, AppError> {
    match error {
        AppError::Rule(broken) => Ok(RowProblem::Rule(broken.rule)),
        AppError::Money(MoneyRefusal::Overpaid { left }) => Ok(RowProblem::Overpaid {
            unit: row.unit.to_string(),
            left,
        }),
        AppError::KeyReused(_) => {
            let reference = row.reference.clone();
            Ok(RowProblem::ReferenceUsed(reference.unwrap_or_default()))
        }
        other => Err(other),
    }
}

fn payment_of(
    row: &PaymentRow,
    job: &Job<'_>,
    units: &Units,
    received: &Received,
    today: Date,
) -> Result<NewPayment, RowProblem> {
    let unit = units
        .find(row)
        .ok_or_else(|| RowProblem::UnknownUnit(row.unit.to_string()))?;
    if row.date > today {
        return Err(RowProblem::DayToCome(row.date));
    }
    let (item, channel) = (row.item, row.channel);
    let known = (unit, row.date, item, channel == Channel::Bank, row.amount);
    if row.reference.is_none() && received.contains(&known) {
        return Err(RowProblem::PaidAlready(row.unit.to_string()));
    }
    let key = row.reference.as_ref().map_or_else(
        || {
            format!(
                "row:{}:{}:{}",
                hex::encode(job.file_hash),
                row.sheet,
                row.row
            )
        },
        |reference| format!("ref:{reference}"),
    );
    Ok(NewPayment {
        key,
        unit,
        item,
        amount: row.amount,
        channel,
        at: UnixMs::start_of(row.date),
    })
}

/// Units by building, entrance and room.
struct Units {
    by_code: BTreeMap<(String, String, String), UnitId>,
    /// By building and room, where only one entrance has such a room.
    by_room: BTreeMap<(String, String), Option<UnitId>>,
}

impl Units {
    fn load(cx: &mut Cx<'_, '_>) -> Result<Self, AppError> {
        let (mut by_code, mut by_room) = (BTreeMap::new(), BTreeMap::new());
        for unit in registry::units(cx.book.tx, cx.book.id)? {
            by_room
                .entry((unit.building.clone(), unit.room.clone()))
                .and_modify(|only| *only = None)
                .or_insert(Some(unit.id));
            by_code.insert((unit.building, unit.entrance, unit.room), unit.id);
        }
        Ok(Self { by_code, by_room })
    }

    /// The row's unit. A row without an entrance means the only such room of the building.
    fn find(&self, row: &PaymentRow) -> Option<UnitId> {
        let part = |part: &mingbai_domain::registry::CodePart| part.as_str().to_owned();
        let (building, room) = (part(&row.unit.building), part(&row.unit.room));
        let entrance = part(&row.unit.entrance);
        let no_entrance = entrance == NO_ENTRANCE;
        let key = (building.clone(), entrance, room.clone());
        let exact = self.by_code.get(&key).copied();
        let only = || self.by_room.get(&(building, room)).copied().flatten();
        exact.or_else(|| only().filter(|_| no_entrance))
    }
}

/// Unit, day, item, whether in the bank, amount.
type Received = BTreeSet<(UnitId, Date, BillItem, bool, Fen)>;

/// What was recorded before for the days of these rows. A payment and the prepayment that was left
/// of it have numbers that follow each other.
fn received(cx: &mut Cx<'_, '_>, rows: &[PaymentRow]) -> Result<Received, AppError> {
    let days = || rows.iter().map(|row| row.date);
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Ok(Received::new());
    };
    let (from, until) = (UnixMs::start_of(first), UnixMs::start_of(add_days(last, 1)));
    let book = &mut cx.book;
    let mut received: Vec<(UnitId, Date, BillItem, bool, Fen)> = Vec::new();
    let mut before = None;
    for row in items::received(book.tx, book.id, &book.slug, from, until)? {
        let item = row.item;
        let fee = item.fund == BillItem::Fee.accounts().0;
        let of = if fee {
            BillItem::Fee
        } else {
            BillItem::Parking
        };
        let rest_of_last = item.credit == a::PREPAID_FEES
            && before == Some((row.seq.saturating_sub(1), item.unit, item.at, item.debit));
        match received.last_mut() {
            Some((.., amount)) if rest_of_last => *amount = amount.plus(item.amount)?,
            _ => {
                let in_bank = item.debit == a::BANK;
                received.push((item.unit, item.at.date(), of, in_bank, item.amount));
            }
        }
        before = Some((row.seq, item.unit, item.at, item.debit));
    }
    Ok(received.into_iter().collect())
}
