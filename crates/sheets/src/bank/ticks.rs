//! Wallets put a backtick before every field, so that a spreadsheet does not round long numbers, and
//! use no quotes: a comma inside a field looks like the end of it.

use crate::grid::{Cell, Row, Workbook};

/// The workbook without backticks, with such fields joined again; `None` if it has no backticks.
pub(super) fn joined(workbook: &Workbook) -> Option<Workbook> {
    let ticked = |row: &Row| starts_with_tick(row.cells.first());
    let rows = || workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
    if !rows().any(ticked) {
        return None;
    }
    let mut cleaned = workbook.clone();
    for sheet in &mut cleaned.sheets {
        for row in &mut sheet.rows {
            if ticked(row) {
                row.cells = fields(&row.cells);
            }
        }
    }
    Some(cleaned)
}

fn starts_with_tick(cell: Option<&(u32, Cell)>) -> bool {
    matches!(cell, Some((_, Cell::Text(text))) if text.starts_with('`'))
}

fn fields(cells: &[(u32, Cell)]) -> Vec<(u32, Cell)> {
    let mut fields: Vec<String> = Vec::new();
    let mut last = 0;
    for cell in cells {
        let text = crate::values::shown(&cell.1);
        match (starts_with_tick(Some(cell)), fields.last_mut()) {
            (false, Some(before)) => {
                for _ in last..cell.0 {
                    before.push(',');
                }
                before.push_str(&text);
            }
            _ => fields.push(text.trim_start_matches('`').trim().to_owned()),
        }
        last = cell.0;
    }
    let numbered = (0_u32..).zip(fields);
    numbered
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| (column, Cell::Text(text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, open};

    #[test]
    fn fields_with_commas_keep_their_columns() {
        let text = "时间,商品,金额\n`2026-09-01 10:00:00,`物业费,九月,,补交,`12.00\n`2,`,`0.00\n";
        let book = open(text.as_bytes(), "x.csv", &Limits::default()).unwrap();
        let cleaned = joined(&book).unwrap();
        let row = |number: u32| {
            let cells = &cleaned.sheets[0].row(number).unwrap().cells;
            let texts = cells
                .iter()
                .map(|(at, cell)| (*at, crate::values::shown(cell)));
            texts.collect::<Vec<_>>()
        };
        let expected = ["2026-09-01 10:00:00", "物业费,九月,,补交", "12.00"];
        let expected: Vec<_> = (0..).zip(expected.map(str::to_owned)).collect();
        assert_eq!(row(2), expected);
        assert_eq!(row(3), [(0, "2".to_owned()), (2, "0.00".to_owned())]);
        let plain = open(b"a,b\n1,2\n", "x.csv", &Limits::default()).unwrap();
        assert_eq!(joined(&plain), None);
    }
}
