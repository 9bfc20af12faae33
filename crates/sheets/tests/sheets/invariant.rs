//! No row is lost, whatever stands in it: random tables with noise between their rows, columns in
//! any order, headers in any spelling, in any encoding and container.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use mingbai_sheets::{
    Flow, JournalSheet, Limits, Mapping, Workbook, open, read_bank, read_entries, read_journal,
    read_payments, read_registry,
};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook as Writer;
use zip::write::SimpleFileOptions;

use crate::cases::complete;

/// Texts that look like headers, totals, notes or examples somewhere, and are none.
const TEXTS: [&str; 20] = [
    "上期电费",
    "本期保洁费",
    "合计收取停车费",
    "小计单打印费",
    "审核费",
    "会计服务费",
    "说明会场地费",
    "示例小区广告费",
    "制表软件",
    "余额退回",
    "期末考核奖",
    "收入",
    "合同",
    "停车费",
    "日期章",
    "第1页传单",
    "累计折旧",
    "8月结转差额",
    "备注本",
    "总计算器",
];
/// Rows that are no entries, by the text in their summary.
const NOISE: [&str; 12] = [
    "合计",
    "本月合计",
    "9月合计",
    "小计",
    "1-9月累计",
    "本年累计",
    "以下空白",
    "制表：某某",
    "注：以上为预估",
    "第1页 共2页",
    "审核人：",
    "本页合计",
];
/// Spellings of each column of a journal: day, summary, income, expense, category.
const HEADERS: [[&str; 3]; 5] = [
    ["日期", "记账日期", "* 日 期"],
    ["摘要", "用途说明", "收支内容"],
    ["收入", "收入金额（元）", "本期收入"],
    ["支出", "支出金额", "支 出"],
    ["科目", "类别", "费用类别"],
];

#[derive(Clone, Debug)]
enum Line {
    Entry(i8, usize, bool, u32),
    Noise(usize),
    /// Only in the column that is not read.
    Beside,
    Header,
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        6 => (1_i8..28, 0..TEXTS.len(), any::<bool>(), 1_u32..9_999_999)
            .prop_map(|(day, text, income, fen)| Line::Entry(day, text, income, fen)),
        2 => (0..NOISE.len()).prop_map(Line::Noise),
        1 => Just(Line::Beside),
        1 => Just(Line::Header),
    ]
}

type Table = Vec<Vec<String>>;

/// The table with its columns in the order `order`, the sixth of which nobody reads.
fn table(lines: &[Line], order: &[usize], spelling: &[usize]) -> Table {
    let mut header: Vec<String> = (0..5)
        .map(|at| HEADERS[at][spelling[at]].to_owned())
        .collect();
    header.push("喜欢的颜色".to_owned());
    let mut rows = vec![header.clone()];
    for line in lines {
        let mut row = vec![String::new(); 6];
        match line {
            Line::Entry(day, text, income, fen) => {
                row[0] = format!("2026-09-{day:02}");
                TEXTS[*text].clone_into(&mut row[1]);
                row[if *income { 2 } else { 3 }] = format!("{}.{:02}", fen / 100, fen % 100);
                TEXTS[(*text + 3) % TEXTS.len()].clone_into(&mut row[4]);
                TEXTS[(*text + 7) % TEXTS.len()].clone_into(&mut row[5]);
            }
            Line::Noise(text) => NOISE[*text].clone_into(&mut row[1]),
            Line::Beside => "旁边的话".clone_into(&mut row[5]),
            Line::Header => row.clone_from(&header),
        }
        rows.push(row);
    }
    let turned = |row: &Vec<String>| order.iter().map(|at| row[*at].clone()).collect();
    rows.iter().map(turned).collect()
}

fn csv(table: &Table) -> String {
    table.iter().map(|row| row.join(",") + "\n").collect()
}

fn opened(bytes: &[u8], name: &str) -> Workbook {
    open(bytes, name, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn xlsx(table: &Table) -> Vec<u8> {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("表").unwrap();
    for (at, row) in (0_u32..).zip(table) {
        for (column, text) in (0_u16..).zip(row).filter(|(_, text)| !text.is_empty()) {
            sheet.write(at, column, text).unwrap();
        }
    }
    writer.save_to_buffer().unwrap()
}

fn ods(table: &Table) -> Vec<u8> {
    let cell = |text: &String| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |row: &Vec<String>| {
        let cells: String = row.iter().map(cell).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows: String = table.iter().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"表\">{rows}</table:table>\
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
    writer.finish().unwrap().into_inner()
}

fn read(book: &Workbook) -> JournalSheet {
    let sheet = read_journal(book, &Mapping::default())
        .unwrap_or_else(|errors| panic!("{:?}\n{errors:?}", crate::findings(&errors)));
    complete(book, &sheet.tally);
    sheet
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_row_of_a_journal_is_taken_or_named(
        lines in prop::collection::vec(line(), 1..30),
        order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
        spelling in prop::collection::vec(0..3_usize, 5),
    ) {
        let entries: Vec<_> = lines
            .iter()
            .filter_map(|line| match line {
                Line::Entry(day, text, income, fen) => {
                    let flow = if *income { Flow::Income } else { Flow::Expense };
                    Some((*day, TEXTS[*text].to_owned(), flow, i64::from(*fen)))
                }
                _ => None,
            })
            .collect();
        prop_assume!(!entries.is_empty());
        let table = table(&lines, &order, &spelling);
        let text = csv(&table);
        let sheet = read(&opened(text.as_bytes(), "表.csv"));
        let found: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.date.day(), row.summary.clone(), row.flow, row.amount.0))
            .collect();
        prop_assert_eq!(found, entries.clone());
        prop_assert_eq!(sheet.tally.taken, entries.len());
        // The same in every encoding and container.
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let gbk = GB18030.encode(&text).0.into_owned();
        for (bytes, name) in [
            (marked, "表.csv"), (wide, "表.csv"), (gbk, "表.csv"), (xlsx(&table), "表.xlsx"),
            (ods(&table), "表.ods"),
        ] {
            prop_assert_eq!(&read(&opened(&bytes, name)), &sheet, "{}", name);
        }
    }

    #[test]
    fn whatever_stands_in_a_table_no_row_is_lost(
        cells in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    Just(String::new()),
                    prop::sample::select(&TEXTS[..]).prop_map(str::to_owned),
                    prop::sample::select(&NOISE[..]).prop_map(str::to_owned),
                    (1_u32..99).prop_map(|n| n.to_string()),
                    (1_u32..28).prop_map(|day| format!("2026-09-{day:02}")),
                ],
                6,
            ),
            1..14,
        ),
        kind in 0..5_usize,
    ) {
        let heads = [
            "日期,摘要,收入,支出,科目,别的",
            "楼栋,单元,房号,建筑面积,业主姓名,别的",
            "缴费日期,楼栋,单元,房号,金额,别的",
            "交易日期,收入,支出,摘要,对方户名,别的",
            "日期,凭证号,摘要,科目代码,借方,贷方",
        ];
        let rows: String = cells.iter().map(|row| row.join(",") + "\n").collect();
        let book = opened(format!("{}\n{rows}", heads[kind]).as_bytes(), "表.csv");
        let mapping = Mapping::default();
        // Either every row is accounted for, or the file is refused by place.
        let (tally, read) = match kind {
            0 => match read_journal(&book, &mapping) {
                Ok(sheet) => (sheet.tally, sheet.rows.len()),
                Err(errors) => { prop_assert!(!errors.is_empty()); return Ok(()); }
            },
            1 => match read_registry(&book, &mapping) {
                Ok(sheet) => {
                    let joined = sheet.warnings.iter().filter(|w| w.code.id() == "co-owner").count();
                    (sheet.tally, sheet.rows.len() + joined)
                }
                Err(errors) => { prop_assert!(!errors.is_empty()); return Ok(()); }
            },
            3 => match read_bank(&book, &mapping) {
                Ok(sheet) => (sheet.tally, sheet.lines.len()),
                Err(errors) => { prop_assert!(!errors.is_empty()); return Ok(()); }
            },
            4 => match read_entries(&book, &mapping) {
                Ok(sheet) => {
                    let lines = sheet.entries.iter().map(|entry| entry.lines.len()).sum();
                    (sheet.tally, lines)
                }
                Err(errors) => { prop_assert!(!errors.is_empty()); return Ok(()); }
            },
            _ => match read_payments(&book, &mapping) {
                Ok(sheet) => (sheet.tally, sheet.rows.len()),
                Err(errors) => { prop_assert!(!errors.is_empty()); return Ok(()); }
            },
        };
        complete(&book, &tally);
        prop_assert_eq!(tally.taken, read);
    }

    #[test]
    fn the_same_rows_in_another_order_encoding_and_name_are_the_same(
        rows in prop::collection::vec((1_i8..28, 0..TEXTS.len(), 101_u16..999, 1_u32..9_999_999), 1..20)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
        kind in 0..3_usize,
        quoted in any::<bool>(),
    ) {
        let (rows, shuffled) = rows;
        let heads = [
            ["日期", "摘要", "收入", "科目", "凭证号", "经手", "颜色"],
            ["缴费日期", "楼栋", "房号", "金额", "流水号", "收款方式", "颜色"],
            ["交易日期", "摘要", "收入", "支出", "流水号", "对方户名", "颜色"],
        ];
        let said = |rows: &[(i8, usize, u16, u32)]| {
            let cells = rows.iter().map(|(day, text, room, fen)| {
                let (day, text) = (format!("2026-09-{day:02}"), TEXTS[*text].to_owned());
                let (yuan, number) = (format!("{}.{:02}", fen / 100, fen % 100), format!("N{room}-{fen}-{day}"));
                let none = String::new;
                match kind {
                    0 => [day, text, yuan, "停车费".into(), number, none(), none()],
                    1 => [day, "1".into(), room.to_string(), yuan, number, "微信".into(), none()],
                    _ => [day, text, yuan, none(), number, "某公司".into(), none()],
                }
            });
            cells.collect::<Vec<_>>()
        };
        let head = heads[kind].map(str::to_owned);
        let write = |rows: &[(i8, usize, u16, u32)], order: &[usize]| -> String {
            let line = |row: &[String; 7]| {
                let cell = |at: &usize| if quoted { format!("\"{}\"", row[*at]) } else { row[*at].clone() };
                order.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
            };
            std::iter::once(&head).chain(&said(rows)).map(line).collect()
        };
        let mut seen = std::collections::BTreeSet::new();
        let rows = rows.into_iter().filter(|row| seen.insert((row.0, row.2, row.3))).collect::<Vec<_>>();
        seen.clear();
        let shuffled = shuffled.into_iter().filter(|row| seen.insert((row.0, row.2, row.3))).collect::<Vec<_>>();
        // What was read, without the places of the rows.
        let read = |bytes: &[u8], name: &str| {
            let (book, mapping) = (opened(bytes, name), Mapping::default());
            let refused = |errors: &[mingbai_sheets::CellError]| crate::findings(errors);
            let (mut said, tally): (Vec<String>, _) = match kind {
                0 => {
                    let sheet = read_journal(&book, &mapping).map_err(|errors| refused(&errors)).unwrap();
                    let row = |r: &mingbai_sheets::JournalRow| format!("{} {} {} {:?}", r.date, r.summary, r.amount, r.voucher);
                    (sheet.rows.iter().map(row).collect(), sheet.tally)
                }
                1 => {
                    let sheet = read_payments(&book, &mapping).map_err(|errors| refused(&errors)).unwrap();
                    let row = |r: &mingbai_sheets::PaymentRow| format!("{} {} {} {:?}", r.date, r.unit, r.amount, r.reference);
                    (sheet.rows.iter().map(row).collect(), sheet.tally)
                }
                _ => {
                    let sheet = read_bank(&book, &mapping).map_err(|errors| refused(&errors)).unwrap();
                    let row = |l: &mingbai_sheets::BankLine| format!("{} {:?} {} {:?}", l.date, l.summary, l.amount, l.reference);
                    (sheet.lines.iter().map(row).collect(), sheet.tally)
                }
            };
            complete(&book, &tally);
            said.sort();
            said
        };
        let first = read(write(&rows, &[0, 1, 2, 3, 4, 5, 6]).as_bytes(), "表.csv");
        let text = write(&shuffled, &order);
        prop_assert_eq!(&first, &read(text.as_bytes(), "另存为 (2).csv"));
        prop_assert_eq!(&first, &read(&GB18030.encode(&text).0, "a.txt"));
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        prop_assert_eq!(&first, &read(&wide, "导出"));
    }
}
