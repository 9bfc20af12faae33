//! Owners on a sheet of their own, as fee systems export them: one sheet of units and their areas,
//! one of owners and their units.

use std::collections::BTreeMap;

use mingbai_domain::registry::UnitCode;

use super::address::{self, Place};
use super::code::code;
use super::{people, totals};
use crate::error::Code;
use crate::fields::{Field, REGISTRY};
use crate::grid::{Row, Sheet, Workbook};
use crate::header;
use crate::mapping::Mapping;
use crate::rows::Skip;
use crate::table::{self, Kind, Report, Table, Verdict};

/// Columns of areas, of which a sheet of units has one.
const AREAS: [Field; 4] = [
    Field::Area,
    Field::AreaRegistered,
    Field::AreaSurveyed,
    Field::AreaContract,
];

const KIND: Kind = Kind {
    specs: REGISTRY,
    required: &[&[Field::Room, Field::Address], &[Field::Owner]],
    fill: &[
        Field::Building,
        Field::Entrance,
        Field::Room,
        Field::Address,
    ],
    also: super::needs_building,
};

/// The people of one unit.
#[derive(Default)]
pub(super) struct People {
    pub(super) owners: Vec<String>,
    pub(super) phones: Vec<String>,
    pub(super) id_numbers: Vec<String>,
    /// The first row that names them.
    place: (String, u32),
}

/// Owners by unit.
pub(super) type Owners = BTreeMap<UnitCode, People>;

/// Names of the sheets of units and of those of owners, if the file has both apart.
pub(super) fn apart(workbook: &Workbook, mapping: &Mapping) -> Option<(Vec<String>, Vec<String>)> {
    if mapping.sheet.is_some() {
        return None;
    }
    let (mut units, mut owners) = (Vec::new(), Vec::new());
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        let Some(header) = header::find(sheet, REGISTRY, mapping) else {
            continue;
        };
        let has = |fields: &[Field]| fields.iter().any(|field| header.column(*field).is_some());
        let (place, area) = (has(&[Field::Room, Field::Address]), has(&AREAS));
        match (place, area, has(&[Field::Owner])) {
            (true, true, false) => units.push(sheet.name.clone()),
            (true, false, true) => owners.push(sheet.name.clone()),
            // A whole register needs no second sheet.
            (true, true, true) => return None,
            _ => {}
        }
    }
    (!units.is_empty() && !owners.is_empty()).then_some((units, owners))
}

/// Reads the sheets of owners.
pub(super) fn read(
    workbook: &Workbook,
    mapping: &Mapping,
    sheets: &[String],
    report: &mut Report,
) -> Owners {
    let mut owners = Owners::new();
    for name in sheets {
        let only = mapping.clone().for_sheet(name);
        for table in table::find(workbook, &only, &KIND, report) {
            read_table(&table, &mut owners, report);
        }
    }
    owners
}

fn read_table(table: &Table<'_>, owners: &mut Owners, report: &mut Report) {
    let mut above = Place {
        building: address::sheet_building(&table.sheet.name),
        ..Place::default()
    };
    let own = [Field::Room, Field::Address, Field::Owner];
    table.each(report, |row, report| {
        if let Some(why) = table.note(row, &own) {
            return Verdict::Left(why);
        }
        if totals::recognise(table, row).is_some() {
            return Verdict::Left(Skip::Total);
        }
        read_row(table, row, &mut above, owners, report);
        Verdict::Taken
    });
}

fn read_row<'a>(
    table: &Table<'a>,
    row: &'a Row,
    above: &mut Place,
    owners: &mut Owners,
    report: &mut Report,
) {
    let unit = code(table, row, above, report);
    let names = people::owners(table, row, report);
    let phones = people::phones(table, row, report);
    let id_numbers = people::id_numbers(table, row, report);
    let (Some(unit), Some(names)) = (unit, names) else {
        return;
    };
    if names.is_empty() {
        report.push(table.error(row, Field::Owner, Code::OwnerMissing));
    }
    let people = owners.entry(unit).or_insert_with(|| People {
        place: (table.sheet.name.clone(), row.number),
        ..People::default()
    });
    let add = |to: &mut Vec<String>, more: Vec<String>| {
        for one in more {
            if !to.contains(&one) {
                to.push(one);
            }
        }
    };
    add(&mut people.owners, names);
    add(&mut people.phones, phones.unwrap_or_default());
    add(&mut people.id_numbers, id_numbers.unwrap_or_default());
}

/// Reports owners of units that no sheet of units has.
pub(super) fn check(owners: &Owners, known: impl Fn(&UnitCode) -> bool, report: &mut Report) {
    for (unit, people) in owners.iter().filter(|(unit, _)| !known(unit)) {
        let (sheet, row) = &people.place;
        let mut error = crate::error::CellError::row(sheet, *row, Code::OwnerWithoutUnit);
        error.value = unit.to_string();
        report.push(error);
    }
}

/// Leaves out the sheets that are neither of units nor of owners, by name.
pub(super) fn skip_others(workbook: &Workbook, read: &[&[String]], report: &mut Report) {
    let other = |sheet: &&Sheet| !read.iter().any(|names| names.contains(&sheet.name));
    for sheet in workbook.sheets.iter().filter(other) {
        report.tally.skip_sheet(sheet);
    }
}
