//! Rows of a list of payments become household items: all or none.

mod known;

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::UnitId;
use mingbai_sheets::{NO_ENTRANCE, PaymentRow, PaymentSheet};
use mingbai_store::registry;

use super::summary::{Adding, Days, Known as Wanted};
use super::{Job, Outcome};
use crate::act::Cx;
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::import::refused::{RowProblem, RowRefusal};
use crate::money::payments::{NewPayment, record_many};
use crate::money::refusal::MoneyRefusal;
use known::{BY_ROW, Known};

pub(super) fn take(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    sheet: &PaymentSheet,
) -> Result<Outcome, AppError> {
    let units = Units::load(cx)?;
    let today = cx.now.date();
    let dates = || sheet.rows.iter().map(|row| row.date);
    let days = Days::new(cx.fold(), dates(), job.allow);
    let mut known = Known::load(cx, dates().min().zip(dates().max()))?;
    let (mut wanted, mut refusals) = (Vec::new(), BTreeMap::new());
    for (at, row) in sheet.rows.iter().enumerate() {
        let payment = days.check(row.date);
        match payment.and_then(|()| payment_of(row, job, &units, today)) {
            Ok(payment) => wanted.push((at, known.take_by_key(&payment.key), payment)),
            Err(problem) => {
                refusals.insert(at, refusal(row, problem));
            }
        }
    }
    // Once every reference has found its own payment, what is left may be known without one.
    let (mut taken, mut unchanged, mut adding) = (0, 0, Adding::default());
    let (mut payments, mut places) = (Vec::new(), Vec::new());
    for (at, by_key, payment) in wanted {
        let row = &sheet.rows[at];
        match job.allow.known {
            Wanted::Refused if !by_key && known.take_like(&payment) => {
                let problem = RowProblem::PaidAlready(row.unit.to_string());
                refusals.insert(at, refusal(row, problem));
            }
            Wanted::LeftOut if !by_key && known.take_like(&payment) => unchanged += 1,
            _ => {
                payments.push(payment);
                places.push(at);
            }
        }
    }
    let answers = record_many(cx, &payments)?;
    for (at, answer) in places.into_iter().zip(answers) {
        match answer {
            Ok(receipt) if receipt.repeated => unchanged += 1,
            Ok(_) => {
                taken += 1;
                adding.day(sheet.rows[at].date);
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
        warnings: sheet.warnings.clone(),
        tally: sheet.tally.clone(),
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
    today: Date,
) -> Result<NewPayment, RowProblem> {
    let unit = units
        .find(row)
        .ok_or_else(|| RowProblem::UnknownUnit(row.unit.to_string()))?;
    if row.date > today {
        return Err(RowProblem::DayToCome(row.date));
    }
    let (item, channel) = (row.item, row.channel);
    // A row with a column per item is several payments, told apart by the item.
    let key = row.reference.as_ref().map_or_else(
        || {
            let file = hex::encode(job.file_hash);
            let (sheet, number, item) = (&row.sheet, row.row, item.as_str());
            format!("{BY_ROW}{file}:{sheet}:{number}:{item}")
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
