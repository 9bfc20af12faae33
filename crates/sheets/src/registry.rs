//! Reads a household register (住户台账): one row per unit, with owners and contacts.

pub(crate) mod address;
mod area;
mod charges;
pub(crate) mod code;
mod people;
mod state;
pub(crate) mod totals;

use std::collections::HashMap;

use jiff::civil::Date;
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{AreaSource, Areas, UnitCode, UnitStatus, UnitUse};

use crate::error::{CellError, Code};
use crate::fields::{Field, REGISTRY};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::Header;
use crate::mapping::Mapping;
use crate::table::{self, Got, Kind, Report, Table};
use crate::{dates, values};
use address::Place;
use totals::{Sums, Total};

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

/// Reads every sheet of `workbook` with the columns of a register: all rows, or all errors.
pub fn read_registry(
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<RegistrySheet, Vec<CellError>> {
    let mut report = Report::default();
    let tables = table::find(workbook, mapping, &KIND, &mut report);
    let noted = area::noted_source(workbook);
    let mut seen = HashMap::new();
    let mut rows = Vec::new();
    for table in &tables {
        let reader = Reader {
            table,
            noted,
            building: address::sheet_building(&table.sheet.name),
        };
        if reader.read(&mut rows, &mut seen, &mut report) == 0 {
            let header = table.header.row;
            report.push(CellError::row(&table.sheet.name, header, Code::NoRows));
        }
    }
    let warnings = report.finish(workbook)?;
    Ok(RegistrySheet { rows, warnings })
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

type Seen = HashMap<UnitCode, (String, u32)>;

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    noted: Option<AreaSource>,
    /// Building told by the sheet's name.
    building: Option<String>,
}

impl<'a> Reader<'a, '_> {
    /// Reads the sheet; the number of rows that are units, good or bad.
    fn read(&self, rows: &mut Vec<UnitRow>, seen: &mut Seen, report: &mut Report) -> usize {
        let mut units = 0;
        let mut above = Place {
            building: self.building.clone(),
            entrance: None,
            room: None,
        };
        let mut sums = Sums::default();
        let mut after_totals = false;
        for row in self.table.rows() {
            match self.kind_of(row, after_totals) {
                RowKind::Ignored => {}
                RowKind::Total(total) => {
                    after_totals = !total.sub;
                    sums.check(self.table, row, &total, report);
                }
                RowKind::Unit => {
                    units += 1;
                    let read = self.unit(row, &mut above, seen, report);
                    sums.add(read.as_ref().map(|(area, _)| *area));
                    rows.extend(read.and_then(|(_, unit)| unit));
                }
            }
        }
        units
    }

    fn kind_of(&self, row: &Row, after_totals: bool) -> RowKind {
        let table = self.table;
        let cell = |field: Field| match table.header.column(field) {
            Some(column) => values::shown(row.cell(column.index)),
            None => String::new(),
        };
        let first = row
            .cells
            .first()
            .map(|(_, cell)| values::compact(&values::shown(cell)));
        let first = first.unwrap_or_default();
        if first.starts_with("示例") || first.starts_with("例如") {
            return RowKind::Ignored;
        }
        if let Some(total) = totals::recognise(table, row) {
            return RowKind::Total(total);
        }
        let own = [
            Field::Room,
            Field::Address,
            Field::Area,
            Field::AreaRegistered,
            Field::AreaSurveyed,
            Field::AreaContract,
            Field::Phone,
            Field::IdNumber,
        ];
        let blank = own.iter().all(|field| cell(*field).is_empty());
        let footer = [
            "制表",
            "填表",
            "审核",
            "注:",
            "注：",
            "说明",
            "备注",
            "负责人",
            "打印",
            "第",
        ];
        let is_footer = footer.iter().any(|word| first.starts_with(word));
        let counted_only = row.cells.iter().all(|(column, _)| {
            let known = table.header.columns.iter().find(|c| c.index == *column);
            known.is_none_or(|column| {
                matches!(
                    column.field,
                    Field::Index | Field::Building | Field::Entrance
                )
            })
        });
        // A row with only a number, or a merged building's first row without a unit, is empty.
        if blank && (is_footer || after_totals || counted_only) {
            return RowKind::Ignored;
        }
        RowKind::Unit
    }

    /// The row's area, and the unit if every cell is good.
    fn unit(
        &self,
        row: &'a Row,
        above: &mut Place,
        seen: &mut Seen,
        report: &mut Report,
    ) -> Option<(AreaC, Option<UnitRow>)> {
        let code = code::code(self.table, row, above, report);
        let unique = code.filter(|code| self.is_new(row, code, seen, report));
        let areas = area::areas(self.table, row, self.noted, report);
        let remark = self.remark(row, report);
        let owners = people::owners(self.table, row, report);
        let status = state::status(
            self.table,
            row,
            remark.as_deref(),
            owners.as_deref(),
            report,
        );
        let owners = people::check_owners(self.table, row, owners, status, report);
        let phones = people::phones(self.table, row, report);
        let count = owners.as_ref().map_or(0, Vec::len);
        let id_numbers = people::id_numbers(self.table, row, count, report);
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
                code: unique?,
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
        if let Some((first_sheet, first_row)) = seen.get(code).cloned() {
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
        seen.insert(code.clone(), here);
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

enum RowKind {
    Ignored,
    Total(Total),
    Unit,
}
