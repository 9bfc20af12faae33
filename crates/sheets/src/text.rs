//! Reads tables in text files: comma, tab or semicolon, UTF-8 with or without BOM, UTF-16 with
//! BOM, or GB18030.

mod cells;

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::grid::{Budget, Cell, Sheet, SheetBuilder, column_letters};
use crate::mask;
use crate::open_error::{OpenError, QuoteFault};
use cells::{Cells, Widths};

/// Lines looked at to tell the delimiter.
const SAMPLE_LINES: usize = 60;

/// The one sheet of the file, named after it.
pub(crate) fn read(
    bytes: &[u8],
    file_name: &str,
    budget: &mut Budget<'_>,
) -> Result<Vec<Sheet>, OpenError> {
    let decoded = decode(bytes)?;
    let mut text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut builder = SheetBuilder::new(budget, name);
    let mut cells = Cells::new(&text, delimiter(&text));
    // A line end inside quotes ends no row, as spreadsheet programs count them.
    let (mut row, mut column, mut one_line) = (0_u32, 0_u32, true);
    let mut widths = Widths::new();
    loop {
        let bad = |text: &str, fault| OpenError::Quotes {
            sheet: name.to_owned(),
            row: row.saturating_add(1),
            column: column_letters(column),
            value: format!("\"{}", mask::name(text)),
            fault,
        };
        let cell = match cells.next() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(found) => return Err(bad(found.text, found.fault)),
        };
        if decoded.cut && cell.text.contains(CUT) {
            return Err(OpenError::CutCharacter {
                row: row.saturating_add(1),
                column: column_letters(column),
            });
        }
        let lines = cell.breaks + 1;
        widths.suspect(&cell.like_rows, || {
            bad(&cell.text, QuoteFault::HoldsRows { lines })
        });
        one_line &= cell.breaks == 0;
        builder.put(row, column, of_field(&cell.text))?;
        column = column.saturating_add(1);
        if cell.ends_row {
            if one_line {
                widths.row(usize::try_from(column).unwrap_or(usize::MAX));
            }
            (row, column, one_line) = (row.saturating_add(1), 0, true);
        }
    }
    match widths.swallowed() {
        Some(swallowed) => Err(swallowed),
        None => Ok(vec![builder.finish(true, Vec::new())]),
    }
}

fn of_field(field: &str) -> Cell {
    // Programs write ="00123" to keep a spreadsheet from reading a number.
    let quoted = field
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let text = quoted.unwrap_or(field);
    if text.starts_with("#DIV/0!") || matches!(text, "#REF!" | "#VALUE!" | "#N/A" | "#NAME?") {
        return Cell::Error(text.to_owned());
    }
    Cell::Text(text.to_owned())
}

/// A character that could not be read, where a text was cut.
const CUT: char = '\u{FFFD}';

/// The text, and whether some of its characters were cut.
struct Decoded<'a> {
    text: Cow<'a, str>,
    cut: bool,
}

fn decode(bytes: &[u8]) -> Result<Decoded<'_>, OpenError> {
    let whole = |text: &str| Decoded {
        text: Cow::Owned(text.to_owned()),
        cut: false,
    };
    let (bytes, marked) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let wide = match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let (None, Ok(text)) = (wide, std::str::from_utf8(bytes)) {
        return Ok(whole(text));
    }
    let (utf_8, _) = UTF_8.decode_without_bom_handling(bytes);
    let text = match wide {
        Some(wide) => wide.decode(bytes).0,
        // Chinese in UTF-8 makes some text in GB18030, too: what reads nearly well counts.
        None if marked || few_cuts(&utf_8) => utf_8,
        None => GB18030.decode_without_bom_handling(bytes).0,
    };
    let cut = text.contains(CUT);
    if cut && !few_cuts(&text) {
        return Err(OpenError::Encoding);
    }
    Ok(Decoded { text, cut })
}

/// Whether the text is one in which some characters were cut, and not one of another encoding.
fn few_cuts(text: &str) -> bool {
    let (mut read, mut cut) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if c == CUT {
            cut += 1;
        } else {
            read += 1;
        }
    }
    cut * 10 <= read
}

/// The delimiter that occurs most in the first lines, outside quotes. A tab beside another
/// delimiter is padding, by which programs keep a spreadsheet from reading a number.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    let padded = [",\t", "\t,", ";\t", "\t;"]
        .iter()
        .any(|pair| text.contains(pair));
    for line in text.lines().take(SAMPLE_LINES) {
        let bytes = line.as_bytes();
        let mut quoted = false;
        for (at, byte) in line.bytes().enumerate() {
            let beside = |at: Option<usize>| match at.and_then(|at| bytes.get(at)) {
                Some(other) => matches!(other, b',' | b';'),
                None => padded,
            };
            let padding = byte == b'\t' && (beside(at.checked_sub(1)) || beside(Some(at + 1)));
            if byte == b'"' {
                quoted = !quoted;
            } else if let Some(count) = counts.iter_mut().find(|(d, _)| *d == byte)
                && !quoted
                && !padding
            {
                count.1 += 1;
            }
        }
    }
    // Of equals the first one: a comma.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

/// Whether it is no text at all. UTF-16 is told by its mark, because half its bytes are zero.
pub(crate) fn looks_binary(bytes: &[u8]) -> bool {
    let wide = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let known = [
        &b"%PDF"[..],
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"Rar!",
        b"7z\xBC\xAF",
        b"\x1F\x8B",
    ];
    let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    known.iter().any(|magic| bytes.starts_with(magic)) || (!wide && bytes.iter().any(control))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::open;

    fn first(bytes: &[u8]) -> Vec<(u32, Vec<(u32, Cell)>)> {
        let book = open(bytes, "a/台账.csv", &Limits::default()).unwrap();
        assert_eq!(book.sheets[0].name, "台账");
        book.sheets[0]
            .rows
            .iter()
            .map(|row| (row.number, row.cells.clone()))
            .collect()
    }

    fn cell(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn all_encodings_give_the_same_rows() {
        let text = "房号,面积\n101,98.6\n";
        let expected = vec![
            (1, vec![(0, cell("房号")), (1, cell("面积"))]),
            (2, vec![(0, cell("101")), (1, cell("98.6"))]),
        ];
        assert_eq!(first(text.as_bytes()), expected);
        assert_eq!(
            first(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()),
            expected
        );
        assert_eq!(first(&GB18030.encode(text).0), expected);
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(first(&wide), expected);
    }

    #[test]
    fn the_delimiter_is_told_from_the_content() {
        assert_eq!(delimiter("标题\na\tb,c\td\n"), b'\t');
        assert_eq!(delimiter("a;b;\"x,y,z\"\n"), b';');
        assert_eq!(delimiter("标题\n"), b',');
        assert_eq!(delimiter("\t日期,\t金额\n\t1,\t2\n"), b',');
        assert_eq!(delimiter("日期\t;金额\t;\n"), b';');
        assert_eq!(delimiter("日期\t金额\n\t1,200.00\n"), b'\t');
    }

    #[test]
    fn a_character_cut_in_two_is_named_by_row_and_column() {
        let open = |bytes: &[u8]| open(bytes, "x.csv", &Limits::default()).unwrap_err();
        let cut = OpenError::CutCharacter {
            row: 3,
            column: "B".into(),
        };
        let text = "日期,对方户名,流水号\n1,合肥市公共收益管理有限公司,F1\n2,合肥市示范清洁有限公";
        let mut gbk = GB18030.encode(text).0.into_owned();
        gbk.extend(b"\xCB,F2\n");
        assert_eq!(open(&gbk), cut);
        let utf_8 = [text.as_bytes(), b"\xE5\x8F,F2\n"].concat();
        assert_eq!(open(&utf_8), cut);
        let marked = [b"\xEF\xBB\xBF", utf_8.as_slice()].concat();
        assert_eq!(open(&marked), cut);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_program_counts_them() {
        for text in [
            "a,b\n\n\"x\ny\",1\nlast,2\n",
            "a,b\r\n\r\n\"x\r\ny\",1\r\nlast,2",
        ] {
            let rows = first(text.as_bytes());
            let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 3, 4], "{text:?}");
            assert_eq!(rows[1].1[0].1, cell("x\ny"));
        }
    }

    #[test]
    fn rows_that_a_quotation_mark_would_swallow_are_refused_by_its_place() {
        let fault = |text: &str| match open(text.as_bytes(), "台账.csv", &Limits::default()) {
            Err(OpenError::Quotes {
                sheet,
                row,
                column,
                value,
                fault,
            }) => {
                assert_eq!((sheet.as_str(), value.as_str()), ("台账", "\"甲**"));
                (row, column, fault)
            }
            other => panic!("{text}: {other:?}"),
        };
        let head = "日期,摘要,收入,备注\n2026-09-01,电费,1,\n";
        let row = |day: u8, note: &str| format!("2026-09-{day:02},电费,{day},{note}\n");
        let place = |fault| (3, "D".to_owned(), fault);
        let open_end = format!("{head}{}{}{}", row(2, "\"甲方"), row(3, ""), row(4, ""));
        assert_eq!(fault(&open_end), place(QuoteFault::NeverClosed));
        let inch = format!(
            "{head}{}{}{}",
            row(2, "\"甲方"),
            row(3, "5\"管"),
            row(4, "")
        );
        assert_eq!(fault(&inch), place(QuoteFault::TextBehind));
        let lines = |lines| place(QuoteFault::HoldsRows { lines });
        let closed = format!(
            "{head}{}{}{}",
            row(2, "\"甲方"),
            row(3, "乙方\""),
            row(4, "")
        );
        assert_eq!(fault(&closed), lines(2));
        let far = format!(
            "{head}{}{}{}{}",
            row(2, "\"甲方"),
            row(3, ""),
            row(4, ""),
            row(5, "乙\"")
        );
        assert_eq!(fault(&far), lines(4));
        // In the middle of a row it is closed by a mark of another column as well.
        let middle = format!("{head}2026-09-02,\"甲方,2,\n2026-09-03,电费,3,乙\"\n");
        assert_eq!(
            fault(&middle),
            (3, "B".to_owned(), QuoteFault::HoldsRows { lines: 2 })
        );
    }

    #[test]
    fn cells_of_several_lines_and_lone_marks_stay() {
        let text = "\"标题\n单位,元\",,\n\"日\n期\",摘要,\"收入\n(元)\"\n\"1\n日\",\"甲\n乙\",2\n1,5\"管,2\"\n";
        let rows = first(text.as_bytes());
        let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4]);
        assert_eq!(rows[3].1[1].1, cell("5\"管"));
    }

    #[test]
    fn a_web_page_or_a_picture_is_no_table() {
        let open = |bytes: &[u8]| open(bytes, "x.xls", &Limits::default()).unwrap_err();
        assert_eq!(open(b"<html><table></table></html>"), OpenError::Html);
        assert_eq!(open(b"\x89PNG\r\n\x1a\n"), OpenError::NotASpreadsheet);
        assert_eq!(open(b"%PDF-1.7"), OpenError::NotASpreadsheet);
        assert_eq!(open(b""), OpenError::Empty);
        assert_eq!(open(b" \n,,\n"), OpenError::Empty);
        assert_eq!(open(b"\xff\xff\xff"), OpenError::Encoding);
    }
}
