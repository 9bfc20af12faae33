//! Writes a plain table as a workbook, for exports.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A table as .xlsx: a bold header, filters, amounts as numbers.
///
/// `amounts` are the columns whose texts are amounts in yuan. A cell of a workbook is a binary
/// float whatever one does; this is the edge where exactness ends, and nothing reads it back.
pub fn table(
    name: &str,
    header: &[&str],
    amounts: &[usize],
    rows: &[Vec<String>],
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, money) = (
        Format::new().set_bold(),
        Format::new().set_num_format("#,##0.00;[Red]-#,##0.00"),
    );
    let sheet = workbook.add_worksheet().set_name(sheet_name(name))?;
    for (column, title) in (0_u16..).zip(header) {
        sheet.write_string_with_format(0, column, *title, &bold)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row) {
            match text.parse::<f64>() {
                Ok(amount) if amounts.contains(&usize::from(column)) => {
                    sheet.write_number_with_format(line, column, amount, &money)?
                }
                _ => sheet.write_string(line, column, text)?,
            };
        }
    }
    let last_column = u16::try_from(header.len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(0), last_column)?;
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// Sheet names have at most 31 characters and none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    name.chars()
        .filter(|c| !"[]:*?/\\".contains(*c))
        .take(31)
        .collect()
}
