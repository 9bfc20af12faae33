//! Reads .xlsx and .xls with calamine, cell by cell where it offers that.

use std::io::{Cursor, Read, Seek};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsOptions,
    Xlsx,
};
use jiff::civil::Date;

use crate::cfb_guard::Inside;
use crate::grid::{Budget, Cell, Merge, Sheet, SheetBuilder};
use crate::hidden;
use crate::limits::Limits;
use crate::number::decimal_text;
use crate::open_error::OpenError;

/// The code page that means UTF-16.
const UTF_16_PAGE: u16 = 1200;
/// Merged regions read of one sheet.
const MAX_MERGES: usize = 100_000;

/// The sheets of an .xlsx file that passed the zip guard.
///
/// Cells are taken one after the other: calamine's ranges are dense rectangles, and one cell at
/// XFD1048576 makes 17 billion of them.
pub(crate) fn read_xlsx(
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget<'_>,
) -> Result<Vec<Sheet>, OpenError> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(OpenError::broken)?;
    let sheets = listed(&file, limits)?;
    let (from_1904, hidden) = (file.has_1904_epoch(), hidden::of_xlsx(bytes)?);
    let mut out = Vec::new();
    for (at, name, visible) in sheets {
        let mut builder = SheetBuilder::new(budget, &name);
        let mut reader = file
            .worksheet_cells_reader(&name)
            .map_err(OpenError::broken)?;
        while let Some(record) = reader
            .next_cell_with_formula_metadata()
            .map_err(OpenError::broken)?
        {
            let (row, column) = record.pos;
            let cell = match of_ref(record.value) {
                Cell::Empty if record.formula.is_some() => Cell::NoResult,
                cell => cell,
            };
            builder.put(row, column, cell)?;
        }
        drop(reader);
        let merges = file
            .merge_cells_by_sheet_name(&name)
            .map_err(OpenError::broken)?;
        let hidden = hidden.get(at).cloned().unwrap_or_default();
        out.push(Sheet {
            hidden: hidden.rows,
            hidden_columns: hidden.columns,
            from_1904,
            ..builder.finish(visible, of_regions(&merges))
        });
    }
    Ok(out)
}

/// The sheets of an .xls file whose rectangles passed the guard.
pub(crate) fn read_xls(
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget<'_>,
    inside: &Inside,
) -> Result<Vec<Sheet>, OpenError> {
    let mut options = XlsOptions::default();
    // Some programs state their country's code page beside texts in UTF-16, and the reader would
    // read the texts by it.
    options.force_codepage = inside.wide_texts.then_some(UTF_16_PAGE);
    let file = Xls::new_with_options(Cursor::new(bytes), options);
    let mut file: Xls<_> = file.map_err(OpenError::broken)?;
    let sheets = listed(&file, limits)?;
    let from_1904 = file.has_1904_epoch();
    let mut out = Vec::new();
    for (at, name, visible) in sheets {
        let range = file.worksheet_range(&name).map_err(OpenError::broken)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut builder = SheetBuilder::new(budget, &name);
        for (row, column, value) in range.used_cells() {
            let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
                continue;
            };
            builder.put(
                top.saturating_add(row),
                left.saturating_add(column),
                of_data(value),
            )?;
        }
        let merges = file.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let hidden = inside.hidden.get(at).cloned().unwrap_or_default();
        out.push(Sheet {
            hidden: hidden.rows,
            hidden_columns: hidden.columns,
            from_1904,
            ..builder.finish(visible, of_regions(&merges))
        });
    }
    Ok(out)
}

/// The worksheets: place among all sheets, name, and whether they are shown.
fn listed<RS: Read + Seek>(
    file: &impl Reader<RS>,
    limits: &Limits,
) -> Result<Vec<(usize, String, bool)>, OpenError> {
    let all = file.sheets_metadata();
    if all.len() > limits.sheets {
        return Err(OpenError::TooManySheets {
            limit: limits.sheets,
        });
    }
    let worksheets = all.iter().enumerate();
    let worksheets = worksheets.filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet);
    let shown = |visible: SheetVisible| visible == SheetVisible::Visible;
    Ok(worksheets
        .map(|(at, sheet)| (at, sheet.name.clone(), shown(sheet.visible)))
        .collect())
}

fn of_regions(regions: &[Dimensions]) -> Vec<Merge> {
    let merge = |region: &Dimensions| Merge {
        top: region.start.0.saturating_add(1),
        left: region.start.1,
        bottom: region.end.0.saturating_add(1),
        right: region.end.1,
    };
    regions.iter().take(MAX_MERGES).map(merge).collect()
}

fn of_ref(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        other => of_data(&Data::from(other)),
    }
}

fn of_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => of_number(*number),
        Data::Bool(value) => Cell::Bool(*value),
        Data::Error(kind) => Cell::Error(kind.to_string()),
        Data::DateTime(time) => of_time(*time),
        Data::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(date) => Cell::Date(date),
            None => Cell::Text(text.clone()),
        },
    }
}

fn of_number(number: f64) -> Cell {
    decimal_text(number).map_or_else(|| Cell::Error("#NUM!".to_owned()), Cell::Number)
}

fn of_time(time: ExcelDateTime) -> Cell {
    let serial = time.as_f64();
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    // A cell of a time of day, or a number under a date's format, is no day.
    if time.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return of_number(serial);
    }
    let date = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    date.map_or_else(|| of_number(serial), Cell::Date)
}
