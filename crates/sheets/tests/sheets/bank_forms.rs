//! Exports of banks and wallets as their customers download them: recognised by their head, each row a
//! movement or named.

use mingbai_sheets::{BankSheet, Mapping, Skip, read_bank};

use crate::{findings, sample};

fn read(name: &str) -> BankSheet {
    let book = sample(&format!("bank/form_{name}.csv"));
    let sheet = read_bank(&book, &Mapping::default());
    sheet.unwrap_or_else(|errors| panic!("{name}: {:?}", findings(&errors)))
}

/// Day and time, account, fen, balance, reference, other party.
fn lines(sheet: &BankSheet) -> Vec<String> {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let line = |line: &mingbai_sheets::BankLine| {
        let balance = line.balance.map_or(-1, |balance| balance.0);
        format!(
            "{} {} {} {} {balance} {} {}",
            line.date,
            or_dash(&line.time),
            or_dash(&line.account),
            line.amount.0,
            or_dash(&line.reference),
            or_dash(&line.counterparty),
        )
    };
    sheet.lines.iter().map(line).collect()
}

fn skipped(sheet: &BankSheet) -> Vec<(u32, Skip)> {
    let outside = [Skip::Above, Skip::Header];
    let skipped = sheet.tally.skipped.iter();
    let skipped = skipped.filter(|skipped| !outside.contains(&skipped.why));
    skipped
        .flat_map(|s| (s.first..=s.last).map(|row| (row, s.why)))
        .collect()
}

#[track_caller]
fn check(name: &str, form: &str, expected: &[&str], not: &[(u32, Skip)]) -> BankSheet {
    let sheet = read(name);
    assert_eq!(sheet.form, Some(form), "{name}");
    assert_eq!(lines(&sheet), expected, "{name}");
    assert_eq!(skipped(&sheet), not, "{name}");
    let tally = &sheet.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out(), "{name}");
    sheet
}

#[test]
fn icbc() {
    let expected = [
        "2026-09-02 - 1234****9876 120000 1120000 - 张三",
        "2026-09-05 - 1234****9876 -123450 996550 - 某电梯维保公司",
    ];
    let sheet = check(
        "icbc_personal",
        "工商银行（个人明细）",
        &expected,
        &[(11, Skip::Total)],
    );
    assert_eq!(sheet.lines[0].summary.as_deref(), Some("他行汇入 手机银行"));
    let (first, second) = ("1302000000000000011", "1302000000000000022");
    let expected = [
        format!("2026-09-01 09:10:11 {first} 120000 1120000 - 张三"),
        format!("2026-09-03 15:20:00 {first} -80000 1040000 - 某保洁公司"),
        format!("2026-09-03 15:21:00 {second} 30000 5030000 - 李四"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    let sheet = check("icbc_company", "工商银行（企业网银）", &all, &[]);
    assert_eq!(sheet.accounts(), [Some(first), Some(second)]);
    check(
        "icbc_flag",
        "工商银行（企业网银，借贷标志）",
        &all[..2],
        &[],
    );
}

#[test]
fn abc() {
    let expected = [
        "2026-09-01 10:30:00 34000100000000001 120000 1120000 - 张三",
        "2026-09-03 11:00:05 34000100000000001 -80000 1040000 - 某保洁公司",
    ];
    check("abc_company", "农业银行（企业网银）", &expected, &[]);
    let expected = [
        "2026-09-01 10:30:00 6228****0011 120000 1120000 369396693 张三",
        "2026-09-03 11:00:05 6228****0011 -80000 1040000 369396694 某保洁公司",
        "2026-09-04 - 6228****0011 1 1040001 - -",
    ];
    let zero = [(5, Skip::Zero)];
    check("abc_personal", "农业银行（个人明细）", &expected, &zero);
}

#[test]
fn boc() {
    let expected = [
        "2026-09-01 10:30:00 175200000001 120000 1120000 109585237086 张三",
        "2026-09-03 11:00:05 175200000001 -80000 1040000 109585237087 某保洁公司",
    ];
    check("boc_company", "中国银行（企业网银）", &expected, &[]);
}

#[test]
fn ccb() {
    let expected = [
        "2026-09-01 10:30:00 34050100000000000001 120000 1120000 1-3405000001 张三",
        "2026-09-03 11:00:05 34050100000000000001 -80000 1040000 2-3405000002 某保洁公司",
    ];
    check("ccb_company", "建设银行（企业网银）", &expected, &[]);
    let expected = [
        "2026-09-01 - 6217****0001 120000 1120000 - 6217****0002/张三",
        "2026-09-03 - 6217****0001 -80000 1040000 - 3405****0002/某保洁公司",
    ];
    check("ccb_personal", "建设银行（个人明细）", &expected, &[]);
}

#[test]
fn bocom() {
    let expected = [
        "2026-09-01 10:30:00 6222****0003 120000 1120000 - 张三",
        "2026-09-03 11:00:05 6222****0003 -80000 1040000 - 某保洁公司",
    ];
    check("bocom_personal", "交通银行（个人明细）", &expected, &[]);
    let company = expected.map(|line| line.replace("6222****0003", "341300000000000000001"));
    let company = [company[0].as_str(), company[1].as_str()];
    check("bocom_company", "交通银行（企业网银）", &company, &[]);
}

#[test]
fn cmb() {
    let expected = [
        "2026-09-01 10:30:00 551900000010001 120000 1120000 C0001 张三",
        "2026-09-03 11:00:05 551900000010001 -80000 1040000 C0002 某保洁公司",
    ];
    check("cmb_company", "招商银行（企业网银）", &expected, &[]);
    let expected = [
        "2026-09-01 - 6214****0001 120000 1120000 - 张三 6214000000000001",
        "2026-09-03 - 6214****0001 -80000 1040000 - 某保洁公司 551900000010099",
    ];
    check("cmb_flow", "招商银行（个人流水）", &expected, &[]);
    let expected = [
        "2026-09-01 10:30:00 6214********0001 120000 1120000 - -",
        "2026-09-03 11:00:05 6214********0001 -80000 1040000 - -",
    ];
    let remarks = [(10, Skip::Note), (11, Skip::Note)];
    check("cmb_personal", "招商银行（个人明细）", &expected, &remarks);
}

#[test]
fn psbc_spdb_and_citic() {
    let expected = [
        "2026-09-01 10:30:00 934000010000000001 120000 1120000 P0001 张三",
        "2026-09-03 11:00:05 934000010000000001 -80000 1040000 P0002 某保洁公司",
    ];
    let closing = [(7, Skip::Balance)];
    check("psbc_company", "邮储银行（企业网银）", &expected, &closing);
    let expected = [
        "2026-09-01 10:30:00 58010000000000001 120000 1120000 S0001 张三",
        "2026-09-03 11:00:05 58010000000000001 -80000 1040000 S0002 某保洁公司",
    ];
    let total = [(5, Skip::Total)];
    check("spdb_company", "浦发银行（企业网银）", &expected, &total);
    let expected = [
        "2026-09-01 10:30:00 8112300000000000001 120000 1120000 EBK0001 张三",
        "2026-09-03 11:00:05 8112300000000000001 -80000 1040000 EBK0002 某保洁公司",
    ];
    check("citic_company", "中信银行（企业网银）", &expected, &[]);
}

#[test]
fn wechat_pay() {
    let order = "4200000000202609010000000001";
    let refund = "5030000000202609020000000001";
    let of = "wechat:1900000001";
    let expected = [
        format!("2026-09-01 10:30:00 {of} 120000 -1 {order} -"),
        format!("2026-09-01 10:30:00 {of} -456 -1 {order}-fee1 -"),
        format!("2026-09-02 09:00:00 {of} -10000 -1 {refund} -"),
        format!("2026-09-02 09:00:00 {of} 38 -1 {refund}-fee1 -"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    // The refund that failed moved nothing; the summary is two rows.
    let not = [(4, Skip::NotPaid), (5, Skip::Note), (6, Skip::Note)];
    let sheet = check("wechat_merchant", "微信支付（商户交易账单）", &all, &not);
    assert_eq!(
        sheet.lines[0].summary.as_deref(),
        Some("SUCCESS 物业费,九月,1栋")
    );
    let serial = "19000092312018000000";
    let expected = [
        format!("2026-09-01 10:30:01 wechat: 120000 120000 {serial}01 -"),
        format!("2026-09-01 10:30:01 wechat: -456 119544 {serial}02 -"),
        format!("2026-09-02 23:00:00 wechat: -119544 0 {serial}03 -"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    let remarks = [(5, Skip::Note), (6, Skip::Note)];
    check("wechat_funds", "微信支付（商户资金账单）", &all, &remarks);
    let number = "100000000000000000000000000";
    let expected = [
        format!("2026-09-03 10:00:00 wechat: 16570 -1 {number}1 住户甲"),
        format!("2026-09-05 12:00:00 wechat: -4600 -1 {number}2 某文印店"),
        format!("2026-09-06 13:00:00 wechat: -5000 -1 {number}3 某五金店"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    let not = [
        (16, Skip::Neutral),
        (17, Skip::Refunded),
        (18, Skip::Refunded),
    ];
    check("wechat_personal", "微信支付（个人账单）", &all, &not);
}

#[test]
fn alipay() {
    let (trade, of) = (
        "2026090122000000000000000001",
        "alipay:20880000000000010156",
    );
    let expected = [
        format!("2026-09-01 10:30:00 {of} 120000 -1 {trade} *三(139****0001)"),
        format!("2026-09-01 10:30:00 {of} -456 -1 {trade}-fee1 -"),
        format!("2026-09-01 18:00:00 {of} -10000 -1 R001 *三(139****0001)"),
        format!("2026-09-01 18:00:00 {of} 38 -1 R001-fee1 -"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    let remarks = [8, 9, 10, 11].map(|row| (row, Skip::Note));
    check("alipay_merchant", "支付宝（商户业务账单）", &all, &remarks);
    let expected = [
        format!("2026-09-01 10:30:00 {of} 120000 120000 54632446537371 张三 (139****0001)"),
        format!("2026-09-01 10:30:00 {of} -456 119544 54632446537372 -"),
    ];
    let all: Vec<&str> = expected.iter().map(String::as_str).collect();
    check("alipay_account", "支付宝（商户账务账单）", &all, &remarks);
    let expected = [
        "2026-09-03 10:00:00 alipay: 16570 -1 2026090322000000000000000001 *户甲",
        "2026-09-05 10:00:00 alipay: -4600 -1 2026090522000000000000000002 某文印店",
    ];
    let not = [
        (17, Skip::Neutral),
        (18, Skip::Neutral),
        (19, Skip::NotPaid),
    ];
    check("alipay_personal", "支付宝（个人账单）", &expected, &not);
    let expected = [
        "2026-09-03 10:00:00 alipay: 16570 -1 2026090322000000000000000001 住户甲",
        "2026-09-05 10:00:00 alipay: -4600 -1 2026090522000000000000000002 某文印店",
    ];
    let remarks = [8, 9, 10].map(|row| (row, Skip::Note));
    check(
        "alipay_web",
        "支付宝（个人账单，网页版）",
        &expected,
        &remarks,
    );
}
