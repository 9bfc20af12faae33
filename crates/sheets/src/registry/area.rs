//! Areas of a register's row: which column counts, and where the figure comes from (IB 8).

use mingbai_domain::money::AreaC;
use mingbai_domain::registry::{AreaSource, Areas};

use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row, Workbook};
use crate::table::{Got, Report, Table};
use crate::values;

/// What a note such as 面积以不动产登记簿为准 says of all areas.
pub(super) fn noted_source(workbook: &Workbook) -> Option<AreaSource> {
    let cells = workbook
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .flat_map(|row| &row.cells);
    cells.into_iter().find_map(|(_, cell)| match cell {
        Cell::Text(text) if text.contains("面积以") => {
            let has = |word: &str| text.contains(word);
            match () {
                () if has("登记") || has("产权") || has("房产证") => {
                    Some(AreaSource::Registered)
                }
                () if has("测绘") || has("实测") => Some(AreaSource::Surveyed),
                () if has("合同") => Some(AreaSource::Contract),
                () => None,
            }
        }
        _ => None,
    })
}

/// The row's area that counts, its source, and all areas with a source; `None` if one is bad.
pub(super) fn areas<'a>(
    table: &Table<'a>,
    row: &'a Row,
    noted: Option<AreaSource>,
    report: &mut Report,
) -> Option<(AreaC, Option<AreaSource>, Areas)> {
    let mut bad = false;
    let mut read = |field| match table.read(row, field, report, values::area) {
        Got::Bad => {
            bad = true;
            None
        }
        got => got.value(),
    };
    let mut areas = Areas {
        registered: read(Field::AreaRegistered),
        surveyed: read(Field::AreaSurveyed),
        contract: read(Field::AreaContract),
    };
    let plain = read(Field::Area);
    if bad {
        return None;
    }
    let stated = stated_source(table, row, report).or(noted);
    if let (Some(area), Some(source)) = (plain, stated) {
        let place = match source {
            AreaSource::Registered => &mut areas.registered,
            AreaSource::Surveyed => &mut areas.surveyed,
            AreaSource::Contract => &mut areas.contract,
        };
        place.get_or_insert(area);
    }
    if let Some((area, source)) = areas.best() {
        return Some((area, Some(source), areas));
    }
    let Some(area) = plain else {
        let columns = [
            Field::Area,
            Field::AreaRegistered,
            Field::AreaSurveyed,
            Field::AreaContract,
        ];
        let field = columns
            .into_iter()
            .find(|field| table.has(*field))
            .unwrap_or(Field::Area);
        report.push(table.error(row, field, Code::AreaMissing));
        return None;
    };
    Some((area, None, areas))
}

fn stated_source<'a>(table: &Table<'a>, row: &'a Row, report: &mut Report) -> Option<AreaSource> {
    let text = table.text(row, Field::AreaSource, report)?;
    let has = |word: &str| text.contains(word);
    if has("登记") || has("产权") || has("房产证") || has("不动产") {
        return Some(AreaSource::Registered);
    }
    if has("测绘") || has("实测") {
        return Some(AreaSource::Surveyed);
    }
    if has("合同") {
        return Some(AreaSource::Contract);
    }
    report.push(table.error(row, Field::AreaSource, Code::AreaSourceUnknown));
    None
}
