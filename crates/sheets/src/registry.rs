//! Reads a household register (住户台账): one row per unit, with owners and contacts.

pub(crate) mod address;
mod area;
mod charges;
pub(crate) mod code;
mod owners;
mod people;
mod state;
pub(crate) mod totals;

use std::collections::HashMap;

use jiff::civil::Date;
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{AreaSource, Areas, CodePart, UnitCode, UnitStatus, UnitUse};

use crate::error::{CellError, Code};
use crate::fields::{Field, REGISTRY};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::Header;
use crate::mapping::Mapping;
use crate::report::Tally;
use crate::rows::{Skip, Sums as Of};
use crate::table::{self, Got, Kind, Report, Table, Verdict};
use crate::{dates, values};
use address::Place;
use owners::Owners;
use totals::Sums;

/// The entrance of a unit whose building has only one or whose row gives none.
pub const NO_ENTRANCE: &str = "0";

/// One unit as its row states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// Building, entrance ([`NO_ENTRANCE`] if none) and room, without `栋`, `单元`, `室`.
    pub code: UnitCode,
    /// The area that counts, in 0.01 m²: registered, else surveyed, else contract, else the
    /// column that names no source.
    pub area_c: AreaC,
    /// Where it comes from; `None` if the file does not say.
    pub area_source: Option<AreaSource>,
    /// All areas with a stated source.
    pub areas: Areas,
    /// Names of owners and co-owners; none for an unsold unit.
    pub owners: Vec<String>,
    /// Telephone numbers, digits only. Not paired with owners.
    pub phones: Vec<String>,
    /// Document numbers, in the order of owners if there are as many.
    pub id_numbers: Vec<String>,
    /// Day of delivery; `None` if unknown or not delivered.
    pub delivered_on: Option<Date>,
    /// Delivered, undelivered or unsold, by the status column or the remarks.
    pub status: UnitStatus,
    /// What it is for; dwelling if the file does not say.
    pub usage: UnitUse,
    /// Property fee by area and month; `None` if the file does not say.
    pub fee_rate: Option<RateE4>,
    /// Parking a month; `None` if the file does not say.
    pub parking: Option<Fen>,
    /// The day from which the owners named here own the unit (过户日期).
    pub transferred_on: Option<Date>,
    /// Remarks as written.
    pub remark: Option<String>,
}

/// A whole register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistrySheet {
    /// Its units, in the order of the file.
    pub rows: Vec<UnitRow>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
    /// What became of every row.
    pub tally: Tally,
}

const KIND: Kind = Kind {
    specs: REGISTRY,
    required: &[
        &[Field::Room, Field::Address],
        &[
            Field::Area,
            Field::AreaRegistered,
            Field::AreaSurveyed,
            Field::AreaContract,
        ],
        &[Field::Owner],
    ],
    fill: &[
        Field::Building,
        Field::Entrance,
        Field::Owner,
        Field::Phone,
        Field::IdNumber,
        Field::Transferred,
        Field::FeeRate,
        Field::Delivered,
        Field::Status,
        Field::Use,
        Field::Remark,
    ],
    also: needs_building,
};

/// A sheet of units whose owners stand on another.
const UNITS: Kind = Kind {
    required: &[KIND.required[0], KIND.required[1]],
    ..KIND
};

/// Reads every sheet of `workbook` with the columns of a register: all rows, or all errors.
pub fn read_registry(
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<RegistrySheet, Vec<CellError>> {
    let mut report = Report::default();
    let apart = owners::apart(workbook, mapping);
    let (tables, owners) = match &apart {
        None => (table::find(workbook, mapping, &KIND, &mut report), None),
        Some((units, of_owners)) => {
            owners::skip_others(workbook, &[units, of_owners], &mut report);
            let owners = owners::read(workbook, mapping, of_owners, &mut report);
            let find = |name: &String| {
                let only = mapping.clone().for_sheet(name);
                table::find(workbook, &only, &UNITS, &mut report)
            };
            (units.iter().flat_map(find).collect(), Some(owners))
        }
    };
    let noted = area::noted_source(workbook);
    let mut seen = Seen::default();
    let mut rows = Vec::new();
    for table in &tables {
        let reader = Reader {
            table,
            noted,
            owners: owners.as_ref(),
            building: address::sheet_building(&table.sheet.name),
        };
        if reader.read(&mut rows, &mut seen, &mut report) == 0 {
            let header = table.header.row;
            report.push(CellError::row(&table.sheet.name, header, Code::NoRows));
        }
    }
    if let Some(owners) = &owners {
        owners::check(owners, |unit| seen.exact.contains_key(unit), &mut report);
    }
    people::check_counts(&rows, &mut report);
    let tally = std::mem::take(&mut report.tally);
    let warnings = report.finish(workbook)?;
    Ok(RegistrySheet {
        rows,
        warnings,
        tally,
    })
}

/// A register without a building column is complete if the sheet's name or the rooms tell it.
pub(crate) fn needs_building(sheet: &Sheet, header: &Header) -> Option<Field> {
    let told = header.column(Field::Building).is_some()
        || header.column(Field::Address).is_some()
        || address::sheet_building(&sheet.name).is_some();
    let whole = |room: u32| {
        let below = sheet.rows.iter().filter(|row| row.number > header.row);
        below
            .take(5)
            .any(|row| address::whole(&values::shown(row.cell(room))).is_some())
    };
    let by_rooms = || {
        header
            .column(Field::Room)
            .is_some_and(|column| whole(column.index))
    };
    (!told && !by_rooms()).then_some(Field::Building)
}

/// The units so far, with sheet and row.
#[derive(Default)]
struct Seen {
    exact: HashMap<UnitCode, (String, u32)>,
    /// By their rooms without zeros in front.
    alike: HashMap<(String, String, String), (String, u32)>,
}

/// Where a sheet's reading stands.
struct State {
    above: Place,
    sums: Sums,
    after_totals: bool,
    /// The unit of the row before, if it was good: its place among the rows.
    last: Option<usize>,
}

/// Columns that tell of a unit itself.
const OWN: [Field; 8] = [
    Field::Room,
    Field::Address,
    Field::Area,
    Field::AreaRegistered,
    Field::AreaSurveyed,
    Field::AreaContract,
    Field::Phone,
    Field::IdNumber,
];

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    noted: Option<AreaSource>,
    /// Owners of another sheet.
    owners: Option<&'b Owners>,
    /// Building told by the sheet's name.
    building: Option<String>,
}

impl<'a> Reader<'a, '_> {
    /// Reads the sheet; the number of rows that are units, good or bad.
    fn read(&self, rows: &mut Vec<UnitRow>, seen: &mut Seen, report: &mut Report) -> usize {
        let mut state = State {
            above: Place {
                building: self.building.clone(),
                entrance: None,
                room: None,
            },
            sums: Sums::default(),
            after_totals: false,
            last: None,
        };
        self.table.each(report, |row, report| {
            if let Some(why) = self.left(row, &mut state, report) {
                return Verdict::Left(why);
            }
            if self.names_co_owner(row) {
                self.co_owner(row, rows, state.last, report);
                return Verdict::Taken;
            }
            let code = code::code(self.table, row, &mut state.above, report);
            let read = self.unit(row, code.as_ref(), report);
            let joined = read.as_ref().and_then(|(area, unit)| {
                let (last, unit) = (state.last?, unit.as_ref()?);
                let same = rows.get(last)?;
                let joins = same.code == unit.code
                    && same.area_c == *area
                    && unit.owners.iter().any(|owner| !same.owners.contains(owner));
                joins.then_some(last)
            });
            if joined.is_some() {
                self.co_owner(row, rows, joined, report);
                return Verdict::Taken;
            }
            state.sums.add(read.as_ref().map(|(area, _)| *area));
            let new = code.is_none_or(|code| self.is_new(row, &code, seen, report));
            let unit = read.and_then(|(_, unit)| unit).filter(|_| new);
            state.last = unit.is_some().then_some(rows.len());
            rows.extend(unit);
            Verdict::Taken
        })
    }

    /// Why the row is no unit, if it is none.
    fn left(&self, row: &'a Row, state: &mut State, report: &mut Report) -> Option<Skip> {
        let table = self.table;
        if let Some(why) = table.note(row, &OWN) {
            return Some(why);
        }
        if let Some(of) = totals::recognise(table, row) {
            state.after_totals = of == Of::All;
            state.sums.check(table, row, of, report);
            return Some(Skip::Total);
        }
        let blank = OWN.iter().all(|field| !table.has_content(row, *field));
        let place_only = row.cells.iter().all(|(column, _)| {
            let field = table.header.field_of(*column);
            field.is_none_or(|field| {
                matches!(field, Field::Index | Field::Building | Field::Entrance)
            })
        });
        if blank && place_only {
            // A building on a line of its own holds for the rows below it.
            self.begin_place(row, &mut state.above);
            return Some(Skip::Numbered);
        }
        (blank && state.after_totals).then_some(Skip::Note)
    }

    fn begin_place(&self, row: &Row, above: &mut Place) {
        let text = |field| {
            let column = self.table.header.column(field)?;
            let text = values::shown(row.cell(column.index));
            Some(text).filter(|text| !text.is_empty())
        };
        if let Some(building) = text(Field::Building) {
            (above.building, above.entrance) = (Some(address::building(&building)), None);
        }
        if let Some(entrance) = text(Field::Entrance) {
            above.entrance = Some(address::entrance(&entrance));
        }
    }

    /// A row with an owner and without any place or area belongs to the unit above it.
    fn names_co_owner(&self, row: &Row) -> bool {
        let has = |field: &Field| self.table.has_content(row, *field);
        let place = [Field::Building, Field::Entrance];
        has(&Field::Owner) && !OWN[..6].iter().chain(&place).any(has)
    }

    /// Adds the owners of a row to the unit above it.
    fn co_owner(
        &self,
        row: &'a Row,
        rows: &mut [UnitRow],
        last: Option<usize>,
        report: &mut Report,
    ) {
        let table = self.table;
        let owners = people::owners(table, row, report);
        let phones = people::phones(table, row, report);
        let id_numbers = people::id_numbers(table, row, report);
        let Some(unit) = last.and_then(|at| rows.get_mut(at)) else {
            report.push(table.error(row, Field::Room, Code::RoomMissing));
            return;
        };
        let first_row = unit.row;
        let add = |to: &mut Vec<String>, more: Option<Vec<String>>| {
            for one in more.unwrap_or_default() {
                if !to.contains(&one) {
                    to.push(one);
                }
            }
        };
        add(&mut unit.owners, owners);
        add(&mut unit.phones, phones);
        add(&mut unit.id_numbers, id_numbers);
        report.push(table.error(row, Field::Owner, Code::CoOwner { first_row }));
    }

    /// The row's area, and the unit if every cell is good.
    fn unit(
        &self,
        row: &'a Row,
        code: Option<&UnitCode>,
        report: &mut Report,
    ) -> Option<(AreaC, Option<UnitRow>)> {
        let areas = area::areas(self.table, row, self.noted, report);
        let remark = self.remark(row, report);
        let elsewhere = self.owners.zip(code).and_then(|(all, code)| all.get(code));
        let owners = match elsewhere {
            Some(people) => Some(people.owners.clone()),
            None => people::owners(self.table, row, report),
        };
        let status = state::status(
            self.table,
            row,
            remark.as_deref(),
            owners.as_deref(),
            report,
        );
        let owners = people::check_owners(self.table, row, owners, status, report);
        let phones = people::phones(self.table, row, report);
        let id_numbers = people::id_numbers(self.table, row, report);
        let (phones, id_numbers) = match elsewhere {
            Some(people) => (Some(people.phones.clone()), Some(people.id_numbers.clone())),
            None => (phones, id_numbers),
        };
        let delivered_on = state::delivered(self.table, row, status, report);
        let usage = state::usage(self.table, row, report);
        let fee_rate = self.optional(row, Field::FeeRate, report, charges::rate);
        let parking = self.optional(row, Field::ParkingFee, report, charges::parking);
        let transferred_on =
            self.optional(
                row,
                Field::Transferred,
                report,
                |cell| match values::shown(cell).as_str() {
                    "-" | "/" | "无" | "—" => Ok(None),
                    _ => dates::date(cell, None),
                },
            );
        let (area_c, area_source, areas) = areas?;
        let unit = || {
            Some(UnitRow {
                sheet: self.table.sheet.name.clone(),
                row: row.number,
                code: code?.clone(),
                area_c,
                area_source,
                areas,
                owners: owners?,
                phones: phones?,
                id_numbers: id_numbers?,
                delivered_on: delivered_on?,
                status,
                usage,
                fee_rate: fee_rate?,
                parking: parking?,
                transferred_on: transferred_on?,
                remark,
            })
        };
        Some((area_c, unit()))
    }

    /// `None` if the cell is bad, else its value if it has one.
    #[expect(clippy::option_option, reason = "bad and absent are two things here")]
    fn optional<T>(
        &self,
        row: &'a Row,
        field: Field,
        report: &mut Report,
        read: impl Fn(&Cell) -> Result<Option<T>, Code>,
    ) -> Option<Option<T>> {
        match self.table.read(row, field, report, read) {
            Got::Bad => None,
            got => Some(got.value()),
        }
    }

    fn is_new(&self, row: &'a Row, code: &UnitCode, seen: &mut Seen, report: &mut Report) -> bool {
        let here = (self.table.sheet.name.clone(), row.number);
        if let Some((first_sheet, first_row)) = seen.exact.get(code).cloned() {
            let unit = code.clone();
            let code = Code::DuplicateUnit {
                unit,
                first_sheet,
                first_row,
            };
            let field = if self.table.has(Field::Room) {
                Field::Room
            } else {
                Field::Address
            };
            report.push(self.table.error(row, field, code));
            return false;
        }
        seen.exact.insert(code.clone(), here.clone());
        let part = |part: &CodePart| part.as_str().to_owned();
        let room = address::without_zeros(code.room.as_str());
        let alike = (part(&code.building), part(&code.entrance), room);
        if let Some((first_sheet, first_row)) = seen.alike.insert(alike, here) {
            let field = if self.table.has(Field::Room) {
                Field::Room
            } else {
                Field::Address
            };
            let code = Code::LooksLikeUnit {
                first_sheet,
                first_row,
            };
            report.push(self.table.error(row, field, code));
        }
        true
    }

    fn remark(&self, row: &'a Row, report: &mut Report) -> Option<String> {
        let all = self
            .table
            .list(row, Field::Remark, report, |text| vec![text.to_owned()]);
        let texts: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
        Some(texts.join("；")).filter(|text| !text.is_empty())
    }
}
