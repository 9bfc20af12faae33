//! Files made to hurt: an error, never a panic, never much memory or time.

use std::io::{Cursor, Read, Write};
use std::time::Instant;

use mingbai_sheets::{
    Limits, Mapping, OpenError, open, read_documents, read_entries, read_journal, read_registry,
};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook as Writer;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn xlsx(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut writer = Writer::new();
    fill(writer.add_worksheet());
    writer.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

fn rezipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    zipped(&parts)
}

fn refused(bytes: &[u8]) -> OpenError {
    open(bytes, "x.xlsx", &Limits::default()).unwrap_err()
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/samples/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// An .ods file with this table content.
fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"a\">{table}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_read() {
    let zeros = vec![b' '; 64 << 20];
    let bomb = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert!(matches!(refused(&bomb), OpenError::UnpacksTooLarge { .. }));
}

#[test]
fn a_zip_bomb_that_states_a_small_size_is_refused_as_well() {
    let zeros = vec![b' '; 64 << 20];
    let mut bomb = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let small = 1000_u32.to_le_bytes();
    let mut changed = 0;
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == size {
            bomb[at..at + 4].copy_from_slice(&small);
            changed += 1;
        }
    }
    assert!(changed >= 1);
    let error = refused(&bomb);
    assert!(
        matches!(
            error,
            OpenError::UnpacksTooLarge { .. } | OpenError::Broken { .. }
        ),
        "{error:?}"
    );
}

#[test]
fn a_list_of_texts_that_states_a_huge_number_is_refused() {
    let good = xlsx(|sheet| {
        sheet.write(0, 0, "楼栋").unwrap();
    });
    let mut parts = unzipped(&good);
    let texts = parts
        .iter_mut()
        .find(|(name, _)| name.ends_with("sharedStrings.xml"))
        .unwrap();
    let huge = String::from_utf8(texts.1.clone()).unwrap();
    let huge = huge.replace("uniqueCount=\"1\"", "uniqueCount=\"99999999999\"");
    assert!(huge.contains("99999999999"));
    texts.1 = huge.into_bytes();
    assert!(matches!(
        refused(&rezipped(&parts)),
        OpenError::TooManyCells { .. }
    ));
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..2_100).map(|at| format!("xl/{at}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"<a/>"[..]))
        .collect();
    assert_eq!(
        refused(&zipped(&parts)),
        OpenError::TooManyParts { limit: 2_000 }
    );
}

#[test]
fn a_lone_cell_in_the_far_corner_is_named_and_costs_nothing() {
    let bytes = xlsx(|sheet| {
        sheet.write(0, 0, "楼栋").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    let started = Instant::now();
    let OpenError::FarCell { address, sheet, .. } = refused(&bytes) else {
        panic!()
    };
    assert_eq!((address.as_str(), sheet.as_str()), ("XFD1048576", "Sheet1"));
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn a_file_above_the_limit_is_refused_by_its_size() {
    let limits = Limits {
        file_bytes: 100,
        ..Limits::default()
    };
    let error = open(&[b'a'; 101], "x.csv", &limits).unwrap_err();
    assert_eq!(
        error,
        OpenError::TooLarge {
            bytes: 101,
            limit: 100
        }
    );
}

#[test]
fn too_many_sheets_cells_or_rows_are_refused() {
    let mut writer = Writer::new();
    for _ in 0..65 {
        writer.add_worksheet().write(0, 0, "x").unwrap();
    }
    let sheets = writer.save_to_buffer().unwrap();
    assert_eq!(refused(&sheets), OpenError::TooManySheets { limit: 64 });

    let limits = Limits {
        cells: 3,
        ..Limits::default()
    };
    let error = open(b"a,b\nc,d\n", "x.csv", &limits).unwrap_err();
    assert_eq!(error, OpenError::TooManyCells { cells: 3 });
    let limits = Limits {
        rows: 1,
        ..Limits::default()
    };
    let error = open(b"a,b\nc,d\n", "x.csv", &limits).unwrap_err();
    assert!(matches!(error, OpenError::FarCell { address, .. } if address == "A2"));
}

#[test]
fn a_long_text_repeated_in_many_cells_is_refused() {
    let bytes = xlsx(|sheet| {
        let long = "长".repeat(10_000);
        for row in 0..10_000 {
            sheet.write(row, 0, long.as_str()).unwrap();
        }
    });
    assert!(matches!(refused(&bytes), OpenError::TooManyCells { .. }));
}

#[test]
fn repeated_cells_of_an_ods_file_are_not_written_out() {
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\" \
        table:number-columns-repeated=\"16384\"/>";
    let row =
        format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    assert!(matches!(refused(&ods(&row)), OpenError::FarCell { .. }));

    let empty = "<table:table-row table:number-rows-repeated=\"4294967295\">\
        <table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>";
    let text = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p>\
        </table:table-cell></table:table-row>";
    let book = open(&ods(&format!("{text}{empty}")), "x.ods", &Limits::default()).unwrap();
    assert_eq!(book.sheets[0].rows.len(), 1);
    assert!(matches!(
        refused(&ods(&format!("{empty}{text}"))),
        OpenError::FarCell { .. }
    ));

    let wide = cell.replace("16384", "200");
    let rows =
        format!("<table:table-row table:number-rows-repeated=\"199999\">{wide}</table:table-row>");
    assert!(matches!(
        refused(&ods(&rows)),
        OpenError::TooManyCells { .. }
    ));
}

#[test]
fn an_old_workbook_that_states_a_huge_rectangle_is_refused() {
    let good = sample("另一种格式.xls");
    // The record of dimensions: kind 0x0200, 14 bytes, first row, last row + 1, columns.
    let mark = [0x00, 0x02, 14, 0];
    let starts: Vec<usize> = (0..good.len() - 18)
        .filter(|at| good[*at..at + 4] == mark)
        .collect();
    assert!(!starts.is_empty());
    for at in starts {
        let mut bad = good.clone();
        bad[at + 8..at + 12].copy_from_slice(&u32::MAX.to_le_bytes());
        bad[at + 14..at + 16].copy_from_slice(&u16::MAX.to_le_bytes());
        let error = refused(&bad);
        assert!(
            matches!(
                error,
                OpenError::TooManyCells { .. } | OpenError::Broken { .. }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn an_old_workbook_whose_sectors_run_in_a_circle_is_refused() {
    let mut bad = sample("另一种格式.xls");
    let table = u32::from_le_bytes(bad[76..80].try_into().unwrap());
    let directory = u32::from_le_bytes(bad[48..52].try_into().unwrap());
    let entry =
        512 * (usize::try_from(table).unwrap() + 1) + 4 * usize::try_from(directory).unwrap();
    bad[entry..entry + 4].copy_from_slice(&directory.to_le_bytes());
    assert!(matches!(refused(&bad), OpenError::Broken { .. }));
}

#[test]
fn a_truncated_file_is_an_error_wherever_it_is_cut() {
    for name in ["另一种格式.xlsx", "另一种格式.ods", "另一种格式.xls"] {
        let whole = sample(name);
        for cut in (4..whole.len()).step_by(whole.len() / 60) {
            let result = open(&whole[..cut], name, &Limits::default());
            // An old workbook may lose unused sectors at its end and still be whole.
            assert!(
                result.is_err() || name.ends_with("xls"),
                "{name} cut at {cut}"
            );
        }
    }
}

#[test]
fn twenty_thousand_households_are_read_within_seconds() {
    let bytes = xlsx(|sheet| {
        for (at, header) in (0_u16..).zip(["楼栋", "单元", "房号", "建筑面积", "业主", "电话"])
        {
            sheet.write(0, at, header).unwrap();
        }
        for row in 1..=20_000_u32 {
            sheet.write(row, 0, format!("{}栋", row / 200)).unwrap();
            sheet.write(row, 1, "1单元").unwrap();
            sheet.write(row, 2, row % 200 + 100).unwrap();
            sheet.write(row, 3, 98.6).unwrap();
            sheet.write(row, 4, "张三、李四").unwrap();
            sheet.write(row, 5, format!("139{row:08}")).unwrap();
        }
    });
    let started = Instant::now();
    let book = open(&bytes, "x.xlsx", &Limits::default()).unwrap();
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    assert_eq!(sheet.rows.len(), 20_000);
    // Far above what it takes, so that a busy machine does not fail it; a square law would.
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn a_file_with_an_error_in_every_row_reports_a_bounded_number() {
    let rows = "1栋,1,101,0,\n".repeat(6_000);
    let book = crate::csv(&format!("楼栋,单元,房号,建筑面积,业主\n{rows}"));
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(errors.len(), 5_001);
    assert_eq!(errors.last().unwrap().code.id(), "more-errors");
}

/// Opens and reads in every way; only the absence of a panic is of interest.
fn survive(bytes: &[u8]) {
    if let Ok(book) = open(bytes, "2026年9月.csv", &Limits::default()) {
        let _ = read_registry(&book, &Mapping::default());
        let _ = read_journal(&book, &Mapping::default());
        let _ = read_entries(&book, &Mapping::default());
        let _ = read_documents(&book, &Mapping::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in 0..4) {
        let head: &[u8] = match magic {
            0 => b"PK\x03\x04",
            1 => b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            2 => "楼栋,房号,建筑面积,业主\n".as_bytes(),
            _ => b"",
        };
        survive(&[head, &bytes].concat());
    }

    #[test]
    fn random_tables_never_panic(
        kind in 0..7_usize,
        cells in prop::collection::vec(prop::collection::vec("[0-9年月日栋元.,\"#合计-]{0,8}|\\PC{0,6}", 0..9), 0..8),
    ) {
        let header = [
            "楼栋,单元,房号,建筑面积,业主,电话,身份证号,交付日期,备注\n",
            "日期,凭证号,摘要,收入,支出,余额,科目\n",
            "凭证号,日期,摘要,资金,科目代码,借方,贷方\n",
            "编号,标题,表决事项,日期,总人数,总面积,参与人数,参与面积,同意人数,同意面积\n",
            "编号,标题,起始日期,酬金方式,酬金,小管家限额,业委会限额,口径,结余\n",
            "编号,年度,项目,科目,金额,行号,资金,决议,文件\n",
            "标题,起始日期,终止日期,项目,收入,支出\n",
        ][kind];
        let rows: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
        survive(format!("2026年9月\n{header}{}", rows.join("\n")).as_bytes());
    }

    #[test]
    fn damaged_workbooks_never_panic(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let names = ["另一种格式.xlsx", "另一种格式.ods", "另一种格式.xls"];
        let mut bytes = sample(names[which]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survive(&bytes);
    }

    #[test]
    fn damaged_parts_of_workbooks_never_panic(
        which in 0..2_usize,
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[0-9A-Z<>/=\"# -]"), 1..8
        ),
    ) {
        let mut parts = unzipped(&sample(["另一种格式.xlsx", "另一种格式.ods"][which]));
        for (part, at, text) in changes {
            let part = part.index(parts.len());
            let content = &mut parts[part].1;
            if !content.is_empty() {
                let at = at.index(content.len());
                content[at] = text.as_bytes()[0];
            }
        }
        survive(&rezipped(&parts));
    }
}
