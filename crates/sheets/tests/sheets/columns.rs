//! Which sheet, which row is the header, which column is what.

use std::io::{Cursor, Write};

use mingbai_sheets::{
    Code, Lang, Limits, Mapping, REGISTRY, Workbook, open, read_journal, read_registry,
};
use rust_xlsxwriter::Workbook as Writer;
use zip::write::SimpleFileOptions;

use crate::{csv, findings, named};

#[test]
fn headers_that_are_not_recognised_are_listed_with_the_closest_guesses() {
    let book = csv("楼栋,房号,房屋建筑总面积,居民大名,电话\n1栋,101,98.6,张三,13900000001\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    let Code::MissingColumns {
        found,
        missing,
        guesses,
    } = &errors[0].code
    else {
        panic!("{errors:?}")
    };
    assert_eq!(
        found,
        &["楼栋", "房号", "房屋建筑总面积", "居民大名", "电话"]
    );
    assert_eq!(missing, &["建筑面积", "业主姓名"]);
    assert_eq!(
        guesses,
        &[("房屋建筑总面积".to_owned(), "建筑面积".to_owned())]
    );
    let text = errors[0].text(Lang::Zh);
    let expected = "表 第1行: 找不到需要的列：建筑面积、业主姓名。表里的列名：楼栋、房号、房屋建筑总面积、居民大名、电话。\
        是不是：--map 房屋建筑总面积=建筑面积？是的话请加上，下次会记住";
    assert_eq!(text, expected);
}

#[test]
fn a_mapping_makes_a_strange_file_readable() {
    let book = csv("楼栋,房号,平方数,居民大名\n1栋,101,98.6,张三\n");
    let mapping = Mapping::parse(&["平方数=建筑面积", "居民大名=owner"], REGISTRY).unwrap();
    let sheet = read_registry(&book, &mapping).unwrap();
    assert_eq!(sheet.rows[0].owners, ["张三"]);
    assert_eq!(sheet.rows[0].area_c.0, 9860);
}

#[test]
fn a_mapping_wins_over_a_recognised_header_and_must_name_one_that_exists() {
    let text = "楼栋,房号,建筑面积,计费平方,业主\n1栋,101,98.6,88.5,张三\n";
    let mapping = Mapping::parse(&["计费平方=建筑面积"], REGISTRY).unwrap();
    let sheet = read_registry(&csv(text), &mapping).unwrap();
    assert_eq!(sheet.rows[0].area_c.0, 8850);

    let absent = Mapping::parse(&["计费面积数=建筑面积"], REGISTRY).unwrap();
    let errors = read_registry(&csv(text), &absent).unwrap_err();
    assert_eq!(findings(&errors), ["1 - mapped-header-absent"]);
}

#[test]
fn two_columns_for_one_field_are_not_guessed_between() {
    let book = csv("楼栋,房号,建筑面积,面积,业主\n1栋,101,98.6,88.5,张三\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["1 D ambiguous-column"]);
    assert!(errors[0].text(Lang::Zh).contains("C「建筑面积」"));
}

#[test]
fn the_header_stands_below_titles_and_is_repeated_on_every_page() {
    let book = csv(
        "春和苑住户台账,,,\n单位:某某物业,,填报日期:2026年10月31日,\n,,,\n\
        楼栋,房 号,建筑面积（㎡）,户主\n1栋,101,98.6,张三\n楼栋,房 号,建筑面积（㎡）,户主\n1栋,102,98.6,李四\n",
    );
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let rows: Vec<u32> = sheet.rows.iter().map(|row| row.row).collect();
    assert_eq!(rows, [5, 7]);
}

#[test]
fn a_sheet_named_after_its_building_needs_no_building_column() {
    let text = "单元,房号,建筑面积,户主\n1,101,98.6,张三\n";
    let sheet = read_registry(&named("3栋.csv", text), &Mapping::default()).unwrap();
    assert_eq!(sheet.rows[0].code.to_string(), "3-1-101");
    let errors = read_registry(&csv(text), &Mapping::default()).unwrap_err();
    assert!(
        matches!(&errors[0].code, Code::MissingColumns { missing, .. } if missing == &["楼栋"])
    );
}

#[test]
fn a_wished_sheet_must_exist() {
    let mapping = Mapping::default().for_sheet("不存在");
    let errors = read_registry(&csv("楼栋,房号\n"), &mapping).unwrap_err();
    assert_eq!(findings(&errors), ["0 - sheet-absent"]);
}

#[test]
fn a_header_without_rows_is_an_error() {
    let book = csv("楼栋,房号,建筑面积,户主\n");
    let errors = read_registry(&book, &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["1 - no-rows"]);
}

/// A workbook whose column C is hidden.
fn hidden_column(header: &str) -> Workbook {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    let rows = [
        ["日期", "摘要", header, "收入"],
        ["2026-09-01", "停车费", "停车", "8.00"],
    ];
    for (at, row) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row) {
            sheet.write(at, column, text).unwrap();
        }
    }
    sheet.set_column_hidden(2).unwrap();
    open(
        &writer.save_to_buffer().unwrap(),
        "表.xlsx",
        &Limits::default(),
    )
    .unwrap()
}

#[test]
fn a_hidden_column_is_named_whether_it_is_read_or_not() {
    for (header, read) in [("科目", true), ("喜欢的颜色", false)] {
        let sheet = read_journal(&hidden_column(header), &Mapping::default()).unwrap();
        assert_eq!(findings(&sheet.warnings), ["1 C hidden-column"]);
        assert_eq!(sheet.warnings[0].code, Code::HiddenColumn { read });
        assert_eq!(sheet.tally.unread.is_empty(), read);
    }
    let ods = ods_of(
        "<table:table-column/><table:table-column table:visibility=\"collapse\"/>",
        &[["日期", "摘要", "收入"], ["2026-09-01", "停车费", "8.00"]],
    );
    let sheet = read_journal(&ods, &Mapping::default()).unwrap();
    assert_eq!(findings(&sheet.warnings), ["1 B hidden-column"]);
}

/// An .ods with these definitions of columns.
fn ods_of(columns: &str, rows: &[[&str; 3]]) -> Workbook {
    let cell = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |row: &[&str; 3]| {
        let cells: String = row.iter().map(cell).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows: String = rows.iter().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"表\">{columns}{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, content) in [("mimetype", mime), ("content.xml", content.as_str())] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    open(
        &writer.finish().unwrap().into_inner(),
        "表.ods",
        &Limits::default(),
    )
    .unwrap()
}

#[test]
fn columns_that_no_reader_asked_for_are_named_though_their_headers_are_known() {
    let mut writer = Writer::new();
    let units = writer.add_worksheet();
    units.set_name("房屋").unwrap();
    for (at, row) in (0_u32..).zip([["房号", "楼栋", "建筑面积"], ["101", "1", "89.57"]]) {
        for (column, text) in (0_u16..).zip(row) {
            units.write(at, column, text).unwrap();
        }
    }
    let owners = writer.add_worksheet();
    owners.set_name("业主").unwrap();
    let rows = [
        [
            "序号",
            "楼栋",
            "房号",
            "业主姓名",
            "过户日期",
            "物业费单价",
            "交付日期",
        ],
        ["1", "1", "101", "甲", "2026-09-01", "1.85", ""],
    ];
    for (at, row) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row) {
            owners.write(at, column, text).unwrap();
        }
    }
    let bytes = writer.save_to_buffer().unwrap();
    let book = open(&bytes, "表.xlsx", &Limits::default()).unwrap();
    let sheet = read_registry(&book, &Mapping::default()).unwrap();
    let unread = [(
        "业主".to_owned(),
        vec!["过户日期".to_owned(), "物业费单价".to_owned()],
    )];
    assert_eq!(sheet.tally.unread, unread);
}
