//! 公开资料: which sheet holds what, what a row says, and what is wrong with it.

use jiff::civil::date;
use mingbai_domain::disclosure::Item;
use mingbai_domain::money::{AreaC, Fen, Ratio};
use mingbai_domain::trust::{Basis, CarryOver, DeficitBearer, Pay};
use mingbai_sheets::{
    DOCUMENTS, DocumentSheets, Lang, Limits, Mapping, Workbook, open, read_documents, template,
};
use rust_xlsxwriter::Workbook as Writer;

use crate::{csv, findings, named};

const RESOLUTIONS: &str =
    "编号,标题,表决事项,日期,总人数,总面积,参与人数,参与面积,同意人数,同意面积\n";
const AGREEMENTS: &str = "编号,标题,起始日期,酬金方式,酬金,小管家限额,业委会限额,口径,违约金计入,预留比例,酬金上限,结余,未批准亏损,酬金支付日\n";
const BUDGETS: &str = "编号,年度,标题,项目,科目,金额,决议\n";
const STATEMENTS: &str = "标题,起始日期,终止日期,项目,收入,支出\n";

fn result(book: &Workbook) -> Result<DocumentSheets, Vec<String>> {
    let sheets = read_documents(book, &Mapping::default()).map_err(|errors| findings(&errors))?;
    crate::cases::complete(book, &sheets.tally);
    Ok(sheets)
}

fn read(name: &str, text: &str) -> Result<DocumentSheets, Vec<String>> {
    result(&named(name, text))
}

/// A workbook with these sheets, all cells text.
fn workbook(sheets: &[(&str, &str)]) -> Workbook {
    let mut writer = Writer::new();
    for (name, text) in sheets {
        let sheet = writer.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in (0_u32..).zip(text.lines()) {
            for (column, cell) in (0_u16..).zip(line.split(',')) {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    let bytes = writer.save_to_buffer().unwrap();
    open(&bytes, "公开资料.xlsx", &Limits::default()).unwrap()
}

#[test]
fn a_sheet_is_known_by_its_name_or_else_by_its_columns_and_neighbours_are_left_alone() {
    let book = workbook(&[
        ("填写说明", "列名,怎么填\n编号,自己编的号\n"),
        ("住户", "楼栋,房号,建筑面积,业主姓名\n1栋,101,98.6,张三\n"),
        (
            "2026年合同",
            "春和苑对外合同\n合同编号,合同名称,乙方,开始日期,到期日期,合同金额,是否关联方\nHT-1,保洁合同,某某保洁有限公司,2026年1月1日,2026.12.31,384000,是\n",
        ),
        (
            "Sheet4",
            "公开事项,起始日期,终止日期\n公共收益收支,2026-04-01,2026-06-30\ncommon_income,2026-07-01,2026-09-30\n",
        ),
        (
            "Sheet5",
            "标题,起始日期,终止日期,项目,收入,支出\n经营情况,2026-01-01,2026-06-30,物业费,100,\n",
        ),
    ]);
    let all = result(&book).unwrap();
    let contract = &all.contracts[0];
    assert_eq!((contract.id.as_str(), contract.place.row), ("HT-1", 3));
    assert_eq!(
        (contract.from, contract.to),
        (date(2026, 1, 1), date(2026, 12, 31))
    );
    assert!(contract.related_party && contract.amount == Some(Fen(38_400_000)));
    let items: Vec<Item> = all.disclosures.iter().map(|row| row.item).collect();
    assert_eq!(items, [Item::CommonIncome, Item::CommonIncome]);
    assert_eq!(all.statements.len(), 1);
    assert!(all.resolutions.is_empty() && all.agreements.is_empty() && all.budgets.is_empty());
}

#[test]
fn a_resolution_states_its_counts() {
    let text = format!(
        "{RESOLUTIONS}JY-1,通过预算,第5项,2026-01-10,264人,\"25,607.34㎡\",190,18800,150,0\n"
    );
    let all = read("决议.csv", &text).unwrap();
    let row = &all.resolutions[0];
    assert_eq!((row.matter, row.heads), (5, [264, 190, 150]));
    assert_eq!(row.areas, [AreaC(2_560_734), AreaC(1_880_000), AreaC(0)]);
}

#[test]
fn an_agreement_is_exact_and_what_it_leaves_open_stays_open() {
    let text = format!(
        "{AGREEMENTS}XT-1,协议,2026-01-01,比例,0.1,5000,50000,,,,,,,\n\
         XT-2,协议,2027-01-01,每月固定,12000.50,5000,50000,权责发生,是,20/100,500000,储备 30%,资金,20\n"
    );
    let all = read("服务协议.csv", &text).unwrap();
    let [open, full] = all.agreements.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(open.pay, Pay::Ratio(Ratio { num: 1, den: 10 }));
    assert_eq!(
        (open.basis, open.carry_over, open.deficit),
        (None, None, None)
    );
    assert_eq!((open.late_fees_in_base, open.version), (false, 1));
    let monthly = Pay::Monthly {
        amount_fen: Fen(1_200_050),
    };
    assert_eq!(full.pay, monthly);
    assert_eq!(full.basis, Some(Basis::Accrual));
    assert_eq!(full.deficit, Some(DeficitBearer::Fund));
    let split = CarryOver::Split {
        reserve: Ratio { num: 3, den: 10 },
    };
    assert_eq!(full.carry_over, Some(split));
    assert!(full.late_fees_in_base && full.pay_day == Some(20));
    assert_eq!(
        (full.cap, full.steward_limit),
        (Some(Fen(50_000_000)), Fen(500_000))
    );
}

#[test]
fn every_bad_cell_is_named_at_once_with_its_rule() {
    let book = workbook(&[
        (
            "决议",
            &format!("{RESOLUTIONS}JY-1,,12,昨天,264,25607.34,190,18800,150,很多\n"),
        ),
        (
            "服务协议",
            &format!("{AGREEMENTS}XT-1,协议,2026-01-01,看着给,10%,5000,,,,,,,,40\n"),
        ),
        (
            "公示",
            "公示事项,起始日期,终止日期\n小道消息,2026-04-01,2026-06-30\n",
        ),
        (
            "报表",
            &format!("{STATEMENTS}情况,2026-01-01,2026-06-30,物业费,1,2\n,,,人工,,\n"),
        ),
    ]);
    let errors = read_documents(&book, &Mapping::default()).unwrap_err();
    let expected = [
        "2 B field-missing",
        "2 C not-whole",
        "2 D date-unknown",
        "2 J area-not-number",
        "2 D word-unknown",
        "2 G field-missing",
        "2 N not-whole",
        "2 A word-unknown",
        "2 E amount-twice",
        "3 E amount-missing",
    ];
    assert_eq!(findings(&errors), expected);
    let sheets: Vec<&str> = errors.iter().map(|error| error.sheet.as_str()).collect();
    assert_eq!(sheets[7], "公示");
    let text = errors[7].text(Lang::Zh);
    for part in [
        "第2行",
        "A列「公示事项」",
        "小道消息",
        "公共收益收支",
        "审计报告",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn lines_of_a_budget_share_what_only_the_first_says_and_may_not_contradict_it() {
    let good = format!(
        "{BUDGETS}YS-1,2026年度,预算,保洁,保洁,420000,JY-1\n,,,维修,维修,180000,\n合计,,,,,600000,\n"
    );
    let all = read("预算.csv", &good).unwrap();
    let lines: Vec<_> = all
        .budgets
        .iter()
        .map(|row| (row.id.as_str(), row.year, row.name.as_str(), row.amount))
        .collect();
    let expected = [
        ("YS-1", 2026, "保洁", Fen(42_000_000)),
        ("YS-1", 2026, "维修", Fen(18_000_000)),
    ];
    assert_eq!(lines, expected);
    let bad = format!(
        "{BUDGETS}YS-1,2026,预算,保洁,保洁,1,JY-1\nYS-2,2027,,保洁,保洁,1,\nYS-1,2027,,维修,维修,1,JY-2\n"
    );
    let errors = read_documents(&named("预算.csv", &bad), &Mapping::default()).unwrap_err();
    assert_eq!(findings(&errors), ["4 - differs-from-row"; 2]);
    let texts: Vec<String> = errors.iter().map(|error| error.text(Lang::En)).collect();
    assert!(
        texts[0].contains("row 2") && texts[0].contains("年度"),
        "{texts:?}"
    );
    assert!(
        texts[1].contains("\"JY-2\"") && texts[1].contains("决议"),
        "{texts:?}"
    );
}

#[test]
fn a_statement_may_have_costs_only() {
    let text = "标题,起始日期,终止日期,项目,支出\n情况,2026-01-01,2026-06-30,人工,60.5\n";
    let all = read("报表.csv", text).unwrap();
    assert_eq!(all.statements[0].amount, Fen(-6_050));
}

#[test]
fn an_explained_header_need_not_be_on_every_sheet_but_on_one() {
    let book = workbook(&[
        (
            "合同",
            "编号,标题,跟谁签的,起始日期,终止日期\nHT-1,保洁,某某公司,2026-01-01,2026-12-31\n",
        ),
        (
            "公示",
            "公示事项,起始日期,终止日期\n审计报告,2026-01-01,2026-06-30\n",
        ),
    ]);
    let explained = Mapping::parse(&["跟谁签的=对方单位"], DOCUMENTS).unwrap();
    let all = read_documents(&book, &explained).unwrap();
    assert_eq!(all.contracts[0].vendor, "某某公司");
    let absent = Mapping::parse(&["跟谁签的=对方单位", "没有=金额"], DOCUMENTS).unwrap();
    let errors = read_documents(&book, &absent).unwrap_err();
    assert_eq!(findings(&errors), ["0 - mapped-header-absent"]);
}

#[test]
fn a_sheet_that_lacks_a_column_and_a_file_without_documents_are_errors() {
    let lacking = read("合同.csv", "编号,标题,起始日期\nHT-1,保洁,2026-01-01\n");
    assert_eq!(lacking.unwrap_err(), ["1 - missing-columns"]);
    let nothing = csv("楼栋,房号,建筑面积,业主姓名\n1栋,101,98.6,张三\n");
    assert_eq!(result(&nothing).unwrap_err(), ["0 - no-documents"]);
}

#[test]
fn the_template_is_recognised_and_its_examples_are_ignored() {
    let bytes = template::documents().unwrap();
    let book = open(&bytes, "公开资料.xlsx", &Limits::default()).unwrap();
    assert_eq!(result(&book).unwrap_err(), ["0 - no-rows"]);
}

#[test]
fn what_cannot_be_is_refused_where_it_stands() {
    let counts = format!(
        "{RESOLUTIONS}JY-1,甲,0,2026-01-10,119,13106.07,130,10842.50,87,9640.10\n\
         JY-2,乙,1,2026-01-10,119,13106.07,98,10842.50,87,10842.51\n"
    );
    let refused = read("决议.csv", &counts).unwrap_err();
    let expected = [
        "2 C not-whole",
        "2 I counts-not-nested",
        "3 J counts-not-nested",
    ];
    assert_eq!(refused, expected);
    let contract =
        "编号,标题,对方单位,起始日期,终止日期\nHT-1,保洁,某某公司,2026-12-31,2026-01-01\n";
    let refused = read("合同.csv", contract).unwrap_err();
    assert_eq!(refused, ["2 E ends-before-start"]);
    let lines = "编号,年度,行号,项目,科目,金额\nYS-1,2026,2,甲,保洁,5\nYS-1,2026,,乙,保洁,5\nYS-2,2026,,丙,保洁,5\n";
    let refused = read("预算.csv", lines).unwrap_err();
    assert_eq!(refused, ["3 - line-repeated"]);
}
