//! Totals rows of a register: recognised, compared with the rows above, never imported.

use mingbai_domain::money::AreaC;

use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::table::{Report, Table};
use crate::values::{self, compact};

/// What a totals row states.
pub(super) struct Total {
    /// Whether it adds up only the rows since the last one (小计).
    pub(super) sub: bool,
}

/// Counts and areas of the rows so far.
#[derive(Default)]
pub(super) struct Sums {
    all: Sum,
    since_sub: Sum,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    rows: i64,
    area: i64,
    unread: usize,
}

/// Whether the row is one of totals: `合计`, `总 计`, `1栋小计` left of the areas, and no owner.
pub(super) fn recognise(table: &Table<'_>, row: &Row) -> Option<Total> {
    let owner = table
        .header
        .column(Field::Owner)
        .map(|column| row.cell(column.index));
    if let Some(Cell::Text(owner)) = owner {
        let owner = compact(owner);
        if !is_total(&owner) && count(&owner).is_none() {
            return None;
        }
    }
    let label = row
        .cells
        .iter()
        .map(|(_, cell)| compact(&values::shown(cell)))
        .find(|text| is_total(text))?;
    Some(Total {
        sub: label.contains("小计"),
    })
}

pub(crate) fn is_total(text: &str) -> bool {
    let words = [
        "合计",
        "总计",
        "小计",
        "共计",
        "总合计",
        "本页合计",
        "总户数",
        "累计",
    ];
    words.iter().any(|word| text.starts_with(word))
        || text.ends_with("小计")
        || text.ends_with("合计")
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
        for sum in [&mut self.all, &mut self.since_sub] {
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
        total: &Total,
        report: &mut Report,
    ) {
        let sum = if total.sub { self.since_sub } else { self.all };
        self.since_sub = Sum::default();
        for (column, cell) in &row.cells {
            let Some(stated) = count(&values::shown(cell)) else {
                continue;
            };
            if stated != sum.rows {
                let code = Code::TotalCount {
                    stated,
                    counted: sum.rows,
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
            };
            report.push(table.error(row, *field, code));
        }
    }
}
