//! The files of a property office, as they are.

use jiff::civil::date;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::{AreaSource, UnitStatus, UnitUse};
use mingbai_sheets::{
    Cell, Flow, Lang, Mapping, read_bank, read_entries, read_journal, read_registry,
};

use crate::{findings, sample};

#[test]
fn the_register_of_xingyuan_is_read_whole() {
    let sheet = read_registry(&sample("兴园北区_住户台账.xlsx"), &Mapping::default()).unwrap();
    assert_eq!(sheet.rows.len(), 264);
    let total: AreaC = sheet.rows.iter().map(|row| row.area_c).sum();
    assert_eq!(total, AreaC(2_560_734));
    // The sheet 说明 says: 面积以不动产登记簿为准.
    assert!(
        sheet
            .rows
            .iter()
            .all(|row| row.area_source == Some(AreaSource::Registered))
    );
    assert!(
        sheet
            .rows
            .iter()
            .all(|row| row.usage == UnitUse::Residential)
    );
    let count = |status| sheet.rows.iter().filter(|row| row.status == status).count();
    assert_eq!(
        (count(UnitStatus::Unsold), count(UnitStatus::Undelivered)),
        (2, 6)
    );

    let unit = |code: &str| {
        sheet
            .rows
            .iter()
            .find(|row| row.code.to_string() == code)
            .unwrap()
    };
    let first = unit("1-1-101");
    assert_eq!((first.row, first.area_c), (4, AreaC(13442)));
    assert_eq!(first.owners, ["田志国"]);
    assert_eq!(first.phones, ["13900008320"]);
    assert_eq!(first.delivered_on, Some(date(2022, 6, 11)));
    let shared = unit("1-1-102");
    assert_eq!(shared.owners, ["杨玉国", "陈娟"]);
    assert_eq!(shared.id_numbers.len(), 2);
    assert_eq!(shared.delivered_on, Some(date(2020, 10, 30)));
    assert_eq!(unit("1-1-201").delivered_on, Some(date(2020, 4, 15)));
    assert_eq!(unit("1-1-601").delivered_on, Some(date(2019, 3, 10)));
    let undelivered = unit("1-1-302");
    assert_eq!(undelivered.status, UnitStatus::Undelivered);
    assert_eq!(
        (undelivered.owners.len(), undelivered.delivered_on),
        (1, None)
    );
    assert_eq!(unit("6-2-1102").row, 267);
    let unsold = sheet
        .rows
        .iter()
        .find(|row| row.status == UnitStatus::Unsold)
        .unwrap();
    assert!(unsold.owners.is_empty() && unsold.phones.is_empty());

    let dates = findings(&sheet.warnings);
    let ignored = dates
        .iter()
        .filter(|text| text.ends_with("date-though-undelivered"))
        .count();
    assert_eq!(ignored, 6);
    assert!(
        sheet
            .warnings
            .iter()
            .all(|warning| warning.code.is_warning())
    );
}

#[test]
fn the_journal_of_september_is_read_whole() {
    let file = sample("兴园北区_收支明细_2026年9月.xlsx");
    let journal = read_journal(&file, &Mapping::default()).unwrap();
    assert_eq!(journal.opening, Some(Fen(8_800_123)));
    assert_eq!(journal.closing, Some(Fen(19_432_557)));
    assert_eq!(journal.period, Period::new(2026, 9));
    assert_eq!(journal.warnings, []);
    assert_eq!(journal.rows.len(), 10);
    let sum = |flow| {
        let amounts = journal
            .rows
            .iter()
            .filter(|row| row.flow == flow)
            .map(|row| row.amount);
        Fen::total(amounts).unwrap()
    };
    assert_eq!(sum(Flow::Income), Fen(37_751_277));
    assert_eq!(sum(Flow::Expense), Fen(27_118_843));
    let days: Vec<i8> = journal.rows.iter().map(|row| row.date.day()).collect();
    assert_eq!(days, [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);

    let first = &journal.rows[0];
    assert_eq!(first.date, date(2026, 9, 2));
    assert_eq!(first.voucher.as_deref(), Some("记-001"));
    assert_eq!(first.summary, "物业费收入(合计312户)");
    assert_eq!((first.flow, first.amount), (Flow::Income, Fen(31_121_277)));
    assert_eq!(first.balance, Some(Fen(39_921_400)));
    assert_eq!(first.category.as_deref(), Some("物业费"));
    assert_eq!(first.counterparty.as_deref(), Some("业主"));
    assert_eq!(first.basis.as_deref(), Some("物业服务合同"));
    let trust = &journal.rows[8];
    assert_eq!((trust.flow, trust.amount), (Flow::Expense, Fen(3_745_128)));
}

#[test]
fn the_register_with_errors_yields_exactly_its_errors() {
    let errors = read_registry(&sample("台账_有错误.xlsx"), &Mapping::default()).unwrap_err();
    let expected = [
        "5 E area-not-positive",
        "9 E area-not-number",
        "14 D duplicate-unit",
        "20 I date-unknown",
        "27 G phone-form",
        "33 F owner-missing",
        "41 E area-not-positive",
    ];
    assert_eq!(findings(&errors), expected);
    let texts: Vec<String> = errors.iter().map(|error| error.text(Lang::Zh)).collect();
    let expected = [
        "住户台账 第5行 E列「建筑面积(㎡)」: 值「0」— 面积必须大于 0；请按产权证、测绘报告或购房合同填写",
        "住户台账 第9行 E列「建筑面积(㎡)」: 值「九十」— 面积不是数字；请填写阿拉伯数字，例如 98.60",
        "住户台账 第14行 D列「房号」: 值「502」— 房屋 1-1-502 和「住户台账」第13行重复；请改房号，或删掉一行",
        "住户台账 第20行 I列「交付日期」: 值「2026年13月40日」— 日期认不出，或没有这一天；请写成 2026-09-02 这样",
        "住户台账 第27行 G列「联系电话」: 值「12***」— 不像电话号码；手机应为 11 位，座机请带区号。没有就留空",
        "住户台账 第33行 F列「业主姓名」: 缺少业主姓名；没有卖出的房屋请在备注里写「未售」",
        "住户台账 第41行 E列「建筑面积(㎡)」: 值「-89.57」— 面积必须大于 0；请按产权证、测绘报告或购房合同填写",
    ];
    assert_eq!(texts, expected);
    let english = errors[0].text(Lang::En);
    let expected =
        "住户台账, row 5, column E \"建筑面积(㎡)\": value \"0\" - the area must be above 0";
    assert_eq!(english, expected);
}

#[test]
fn a_bank_statement_in_gb18030_opens_with_its_rows_numbered() {
    let book = sample("银行对账单_202609_GBK.csv");
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "银行对账单_202609_GBK");
    assert_eq!(sheet.rows.len(), 42);
    let text = |row: u32, column| match sheet.row(row).unwrap().cell(column) {
        Cell::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(1, 3), "兴园北区业主共有资金共管账户");
    assert_eq!(text(2, 8), "交易流水号");
    assert_eq!(text(3, 4), "9,961.10");
    // The bank writes a tab behind the reference.
    assert_eq!(text(3, 8), "F580987716412");
}

#[test]
fn the_same_register_in_three_formats_gives_the_same_rows() {
    let read = |name: &str| read_registry(&sample(name), &Mapping::default()).unwrap();
    let xlsx = read("另一种格式.xlsx");
    let codes: Vec<String> = xlsx.rows.iter().map(|row| row.code.to_string()).collect();
    assert_eq!(
        codes,
        [
            "1-1-101", "1-1-102", "1-2-201", "2-1-101", "2-1-102", "2-1-201"
        ]
    );
    let areas: Vec<i64> = xlsx.rows.iter().map(|row| row.area_c.0).collect();
    assert_eq!(areas, [8850, 10125, 10, 8850, 10125, 8850]);
    let days: Vec<_> = xlsx.rows.iter().map(|row| row.delivered_on).collect();
    let day = |day| Some(date(2020, 5, day));
    assert_eq!(days, [day(1), day(2), None, None, day(4), None]);
    assert_eq!(xlsx.rows[1].owners, ["乙二", "乙三"]);
    assert_eq!(xlsx.rows[1].phones, ["13900000102"]);
    assert_eq!(xlsx.rows[4].owners, ["丁五", "丁六"]);
    // One merged cell names the owners of two units.
    assert_eq!(xlsx.rows[5].owners, ["丁五", "丁六"]);
    assert_eq!(xlsx.rows[4].phones, ["055160000001"]);
    assert_eq!(xlsx.rows[4].remark.as_deref(), Some("<备注>"));
    assert_eq!(xlsx.rows[3].status, UnitStatus::Unsold);
    let warnings = ["7 I date-though-undelivered", "0 - hidden-sheet-skipped"];
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(
        sorted(findings(&xlsx.warnings)),
        sorted(warnings.map(String::from).to_vec())
    );

    assert_eq!(read("另一种格式.ods"), xlsx);
    assert_eq!(read("另一种格式.xls"), xlsx);
}

#[test]
fn a_file_of_another_kind_is_refused_with_what_it_lacks() {
    let register = sample("兴园北区_住户台账.xlsx");
    let journal = sample("兴园北区_收支明细_2026年9月.xlsx");
    for errors in [
        read_journal(&register, &Mapping::default()).unwrap_err(),
        read_entries(&journal, &Mapping::default()).unwrap_err(),
        read_registry(&journal, &Mapping::default()).unwrap_err(),
        read_registry(&sample("银行对账单_202609_GBK.csv"), &Mapping::default()).unwrap_err(),
    ] {
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].code.id(), "missing-columns");
    }
}

#[test]
fn the_statement_of_xingyuan_is_read_whole_and_every_balance_follows() {
    let sheet = read_bank(&sample("银行对账单_202609_GBK.csv"), &Mapping::default()).unwrap();
    assert_eq!(sheet.accounts(), [Some("3400****0001")]);
    assert_eq!((sheet.tally.taken, sheet.lines.len()), (40, 40));
    assert_eq!(
        (sheet.lines.len(), sheet.opening()),
        (40, Some(Fen(8_800_123)))
    );
    let last = sheet.lines.last().unwrap();
    assert_eq!(
        (last.date, last.balance),
        (date(2026, 9, 20), Some(Fen(24_622_455)))
    );
    assert_eq!(sheet.warnings, []);
}
