//! Totals rows of a register: recognised, compared with the rows above, never imported.

use mingbai_domain::money::AreaC;

use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::rows::{self, Sums as Of};
use crate::table::{Report, Table};
use crate::values::{self, compact};

/// Counts and areas of the rows so far.
#[derive(Default)]
pub(super) struct Sums {
    all: Sum,
    since_sub: Sum,
    since_place: Sum,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    rows: i64,
    area: i64,
    unread: usize,
}

/// Which rows a row of totals adds up: `合计`, `总 计`, `1栋小计` as the whole text of a cell where a
/// unit's place or owner stands, and no owner. `None` if the row is no such row.
pub(super) fn recognise(table: &Table<'_>, row: &Row) -> Option<Of> {
    let owner = table.header.column(Field::Owner);
    // A formula over the names, which fails or counts, is no owner.
    let owner = match owner.map(|column| row.cell(column.index)) {
        Some(Cell::Text(owner)) => compact(owner),
        _ => String::new(),
    };
    if !owner.is_empty() && rows::place_total(&owner).is_none() && count(&owner).is_none() {
        return None;
    }
    let places = [
        Field::Index,
        Field::Building,
        Field::Entrance,
        Field::Room,
        Field::Address,
        Field::Owner,
    ];
    let of_place = |(column, _): &&(u32, Cell)| {
        let field = table.header.field_of(*column);
        field.is_none_or(|field| places.contains(&field))
    };
    let mut labels = row.cells.iter().filter(of_place);
    labels.find_map(|(_, cell)| rows::place_total(&values::shown(cell)))
}

/// 264 of `264户` or `共264户`.
fn count(text: &str) -> Option<i64> {
    let plain = compact(text);
    let body = ["户", "套", "间"]
        .iter()
        .find_map(|unit| plain.strip_suffix(unit))?;
    let digits: String = body
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.chars().rev().collect::<String>().parse().ok()
}

impl Sums {
    /// Adds a row; `None` if its area could not be read.
    pub(super) fn add(&mut self, area: Option<AreaC>) {
        for sum in [&mut self.all, &mut self.since_sub, &mut self.since_place] {
            sum.rows += 1;
            match area {
                Some(area) => sum.area = sum.area.saturating_add(area.0),
                None => sum.unread += 1,
            }
        }
    }

    /// Compares what the totals row states with the rows above it.
    pub(super) fn check<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        of: Of,
        report: &mut Report,
    ) {
        let sum = match of {
            Of::Part => std::mem::take(&mut self.since_sub),
            Of::Place => std::mem::take(&mut self.since_place),
            Of::All => self.all,
            // More than this sheet: there is nothing to compare it with.
            Of::Longer => return,
        };
        for (column, cell) in &row.cells {
            let Some(stated) = count(&values::shown(cell)) else {
                continue;
            };
            if stated != sum.rows {
                let code = Code::TotalCount {
                    stated,
                    counted: sum.rows,
                    hidden: table.hidden_above(row),
                };
                let known = table.header.columns.iter().find(|c| c.index == *column);
                let name = known.map_or("", |column| column.name.as_str());
                let error = crate::error::CellError::row(&table.sheet.name, row.number, code);
                report.push(error.at(*column, name, values::shown(cell)));
            }
        }
        let areas = [
            Field::Area,
            Field::AreaRegistered,
            Field::AreaSurveyed,
            Field::AreaContract,
        ];
        let present: Vec<Field> = areas
            .into_iter()
            .filter(|field| table.has(*field))
            .collect();
        // With several columns of areas a row's area may come from any of them.
        let [field] = present.as_slice() else { return };
        let stated = table.read(row, *field, report, |cell| match values::money(cell) {
            Ok(stated) => Ok(stated.map(|fen| AreaC(fen.0))),
            Err(Code::FormulaError) => Err(Code::FormulaError),
            Err(_) => values::area(cell),
        });
        if let Some(stated) = stated.value()
            // Until every area is readable, a difference says nothing about the total.
            && sum.unread == 0
            && stated.0 != sum.area
        {
            let code = Code::TotalArea {
                stated,
                added: AreaC(sum.area),
                hidden: table.hidden_above(row),
            };
            report.push(table.error(row, *field, code));
        }
    }
}
