//! Rows of a household register become units, owners and tenures.

use std::collections::BTreeMap;

use mingbai_domain::registry::AreaSource;
use mingbai_sheets::{CellError, Code, RegistrySheet, UnitRow};

use super::Outcome;
use crate::act::Cx;
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::import::refused::{RowProblem, RowRefusal};
use crate::register::{self, Changes, Differs, NewOwner, NewUnit, Present, Stated};
use mingbai_domain::money::{Fen, RateE4};

pub(super) fn take(cx: &mut Cx<'_, '_>, sheet: &RegistrySheet) -> Result<Outcome, AppError> {
    let present = Present::load(cx.book.tx, cx.book.id, cx.now.date())?;
    let mut changes = Changes::default();
    let (mut fresh, mut refusals, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for row in &sheet.rows {
        match look(&present, row, &mut changes) {
            Ok(Looked::Fresh(unit)) => fresh.push(unit),
            Ok(Looked::Known { changed }) => unchanged += usize::from(!changed),
            Err(problem) => refusals.push(RowRefusal {
                sheet: row.sheet.clone(),
                row: row.row,
                problem,
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(ImportRefusal::Rows(refusals).into());
    }
    let mut warnings = sheet.warnings.clone();
    warnings.extend(same_names(&sheet.rows));
    let something = !fresh.is_empty() || changes != Changes::default();
    if something {
        register::take_in(cx, &fresh, &changes)?;
    }
    Ok(Outcome {
        taken: fresh.len(),
        unchanged,
        charges_changed: changes.charges(),
        transfers: changes.units(),
        warnings,
        tally: sheet.tally.clone(),
        area: fresh.iter().map(|unit| unit.area).sum(),
        ..Outcome::default()
    })
}

/// Units whose owners only a name tells, which another unit's owner has as well: they count as two
/// persons, and only the office knows whether they are. The name is not said.
fn same_names(rows: &[UnitRow]) -> Vec<CellError> {
    let mut first: BTreeMap<String, &UnitRow> = BTreeMap::new();
    let mut warnings = Vec::new();
    for row in rows {
        let owners = owners(row).into_iter();
        let unnumbered = owners.filter(|o| o.phone.is_empty() && o.id_number.is_empty());
        let before = unnumbered.filter_map(|owner| {
            let before = *first.entry(owner.name).or_insert(row);
            (before.code != row.code).then_some(before)
        });
        warnings.extend(before.map(|before| CellError {
            sheet: row.sheet.clone(),
            row: row.row,
            column_letter: None,
            column_name: None,
            value: String::new(),
            code: Code::SameName {
                first_sheet: before.sheet.clone(),
                first_row: before.row,
            },
        }));
    }
    warnings
}

/// What a row is to the register.
enum Looked {
    Fresh(NewUnit),
    Known { changed: bool },
}

fn look(present: &Present, row: &UnitRow, changes: &mut Changes) -> Result<Looked, RowProblem> {
    let unit = row.code.to_string();
    let code = (
        row.code.building.as_str().to_owned(),
        row.code.entrance.as_str().to_owned(),
        row.code.room.as_str().to_owned(),
    );
    let Some(known) = present.unit(&code) else {
        return Ok(Looked::Fresh(new_unit(row)));
    };
    if known.area != row.area_c {
        return Err(RowProblem::UnitDiffers {
            unit,
            registered: known.area,
            stated: row.area_c,
        });
    }
    let stated = Stated {
        unit: new_unit(row),
        fee_rate: row.fee_rate,
        parking: row.parking,
        transferred_on: row.transferred_on,
    };
    match present.compare(known, &stated, changes) {
        Ok(something) => Ok(Looked::Known { changed: something }),
        Err(Differs::NoDay) => Err(RowProblem::OwnersDiffer { unit }),
        Err(Differs::ToCome) => Err(RowProblem::DayToCome(
            row.transferred_on.unwrap_or_default(),
        )),
        Err(Differs::Before { from }) => Err(RowProblem::TransferDay { unit, from }),
    }
}

fn new_unit(row: &UnitRow) -> NewUnit {
    NewUnit {
        building: row.code.building.as_str().to_owned(),
        entrance: row.code.entrance.as_str().to_owned(),
        room: row.code.room.as_str().to_owned(),
        area: row.area_c,
        // A file that names no source proves no more than a sale contract would.
        area_source: row
            .area_source
            .unwrap_or(AreaSource::Contract)
            .as_str()
            .to_owned(),
        use_: row.usage.as_str().to_owned(),
        status: row.status.as_str().to_owned(),
        delivered: row.delivered_on,
        owners: owners(row),
        fee_rate: row.fee_rate.unwrap_or(RateE4(0)),
        parking: row.parking.unwrap_or(Fen::ZERO),
    }
}

/// Phones and document numbers belong to the owners in order where there are as many; otherwise
/// the first of them is the first owner's.
fn owners(row: &UnitRow) -> Vec<NewOwner> {
    let of = |list: &[String], at: usize| {
        let paired = list.len() == row.owners.len() || at == 0;
        list.get(at).filter(|_| paired).cloned().unwrap_or_default()
    };
    let owner = |(at, name): (usize, &String)| NewOwner {
        name: name.clone(),
        phone: of(&row.phones, at),
        id_number: if row.id_numbers.len() == row.owners.len() {
            of(&row.id_numbers, at)
        } else {
            String::new()
        },
    };
    row.owners.iter().enumerate().map(owner).collect()
}
