//! Rows of a household register become units, owners and tenures.

use std::collections::BTreeMap;

use mingbai_domain::registry::AreaSource;
use mingbai_sheets::{Mapping, UnitRow, Workbook, read_registry};
use mingbai_store::{Tx, registry};

use super::{Job, Outcome, RowProblem, RowRefusal};
use crate::error::AppError;
use crate::register::{self, NewOwner, NewUnit};
use mingbai_domain::money::{Fen, RateE4};

pub(super) fn read(
    tx: &mut Tx<'_>,
    job: &Job<'_>,
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<Outcome, AppError> {
    let sheet = read_registry(workbook, mapping).map_err(AppError::Cells)?;
    let known: BTreeMap<_, _> = registry::units(tx, job.id)?
        .into_iter()
        .map(|unit| ((unit.building, unit.entrance, unit.room), unit.area))
        .collect();
    let (mut fresh, mut refusals, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for row in &sheet.rows {
        let key = (
            row.code.building.as_str().to_owned(),
            row.code.entrance.as_str().to_owned(),
            row.code.room.as_str().to_owned(),
        );
        match known.get(&key) {
            None => fresh.push(new_unit(row)),
            Some(area) if *area == row.area_c => unchanged += 1,
            Some(area) => refusals.push(RowRefusal {
                sheet: row.sheet.clone(),
                row: row.row,
                problem: RowProblem::UnitDiffers {
                    unit: row.code.to_string(),
                    registered: *area,
                    stated: row.area_c,
                },
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(AppError::Rows(refusals));
    }
    if !job.dry_run && !fresh.is_empty() {
        let day = job.now.date();
        register::add_units(tx, job.folds, job.random, job.id, &fresh, day, job.now)?;
    }
    Ok(Outcome {
        taken: fresh.len(),
        unchanged,
        warnings: sheet.warnings,
        ..Outcome::default()
    })
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
        fee_rate: RateE4(0),
        parking: Fen::ZERO,
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
