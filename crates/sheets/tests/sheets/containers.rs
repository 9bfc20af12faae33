//! Workbooks as other programs write them: each gives the same rows.

use std::io::{Cursor, Write};

use mingbai_sheets::{Flow, JournalSheet, Limits, Mapping, open, read_journal};
use zip::write::SimpleFileOptions;

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";
const TRANSITIONAL_RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// A workbook of one sheet whose parts have this content.
fn workbook(main: &str, relations: &str, prefix: &str, sheet: &str) -> Vec<u8> {
    let (open, colon) = if prefix.is_empty() {
        (format!("xmlns=\"{main}\""), String::new())
    } else {
        (format!("xmlns:{prefix}=\"{main}\""), format!("{prefix}:"))
    };
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!("<Types xmlns=\"{package}/content-types\"/>"),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<{colon}workbook {open} xmlns:r=\"{relations}\"><{colon}sheets><{colon}sheet \
                 name=\"明细\" sheetId=\"1\" r:id=\"rId1\"/></{colon}sheets></{colon}workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<{colon}worksheet {open}>{sheet}</{colon}worksheet>"),
        ),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn journal(bytes: &[u8]) -> JournalSheet {
    let book = open(bytes, "x.xlsx", &Limits::default()).unwrap();
    let sheet = read_journal(&book, &Mapping::default()).unwrap_or_else(|e| panic!("{e:?}"));
    crate::cases::complete(&book, &sheet.tally);
    sheet
}

fn rows(sheet: &JournalSheet) -> Vec<(String, Flow, i64)> {
    let rows = sheet.rows.iter();
    rows.map(|row| (row.date.to_string(), row.flow, row.amount.0))
        .collect()
}

const HEADER: [&str; 4] = ["日期", "摘要", "收入", "支出"];

fn text(prefix: &str, text: &str) -> String {
    format!(
        "<{prefix}c t=\"inlineStr\"><{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is></{prefix}c>"
    )
}

fn header(prefix: &str) -> String {
    HEADER.iter().map(|name| text(prefix, name)).collect()
}

#[test]
fn texts_in_the_cells_and_cells_without_addresses_are_read() {
    // As streaming writers in Java do it, and those that leave out what can be counted.
    let sheet = format!(
        "<sheetData><row>{}</row><row>{}{}<c><v>12.5</v></c></row></sheetData>",
        header(""),
        text("", "2026-09-01"),
        text("", "甲"),
    );
    let sheet = journal(&workbook(TRANSITIONAL, TRANSITIONAL_RELATIONS, "", &sheet));
    assert_eq!(
        rows(&sheet),
        [("2026-09-01".to_owned(), Flow::Income, 1_250)]
    );
}

#[test]
fn strict_workbooks_and_iso_days_are_read() {
    let sheet = format!(
        "<sheetData><row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\" t=\"d\"><v>2026-09-02</v></c>\
         <c r=\"B2\" t=\"str\"><v>乙</v></c><c r=\"D2\"><v>3</v></c></row></sheetData>",
        header("")
    );
    let sheet = journal(&workbook(STRICT, STRICT_RELATIONS, "", &sheet));
    assert_eq!(
        rows(&sheet),
        [("2026-09-02".to_owned(), Flow::Expense, 300)]
    );
}

#[test]
fn a_prefix_of_the_namespace_changes_nothing() {
    let sheet = format!(
        "<x:sheetData><x:row r=\"1\">{}</x:row><x:row r=\"2\" hidden=\"1\">{}{}<x:c><x:v>7</x:v></x:c>\
         </x:row></x:sheetData>",
        header("x:"),
        text("x:", "2026-09-03"),
        text("x:", "丙"),
    );
    let sheet = journal(&workbook(TRANSITIONAL, TRANSITIONAL_RELATIONS, "x", &sheet));
    assert_eq!(rows(&sheet), [("2026-09-03".to_owned(), Flow::Income, 700)]);
    assert_eq!(crate::findings(&sheet.warnings), ["2 - hidden-row"]);
}

#[test]
fn an_amount_in_a_merged_cell_is_refused() {
    let sheet = format!(
        "<sheetData><row r=\"1\">{}</row><row r=\"2\">{}{}<c r=\"C2\"><v>7</v></c></row>\
         <row r=\"3\">{}{}</row></sheetData><mergeCells><mergeCell ref=\"C2:C3\"/></mergeCells>",
        header(""),
        text("", "2026-09-03"),
        text("", "丙"),
        text("", "2026-09-04"),
        text("", "丁"),
    );
    let bytes = workbook(TRANSITIONAL, TRANSITIONAL_RELATIONS, "", &sheet);
    let book = open(&bytes, "x.xlsx", &Limits::default()).unwrap();
    let errors = read_journal(&book, &Mapping::default()).unwrap_err();
    let found = crate::findings(&errors);
    assert!(found.contains(&"2 C merged-amount".to_owned()), "{found:?}");
    assert!(found.contains(&"3 C merged-amount".to_owned()), "{found:?}");
}
