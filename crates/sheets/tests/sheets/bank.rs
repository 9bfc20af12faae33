//! Bank statements in every model of amounts: each row a movement, or named as skipped.

use mingbai_domain::money::Fen;
use mingbai_sheets::{BANK_STATEMENT, BankSheet, Lang, Mapping, Skip, read_bank, words};

use crate::cases::complete;
use crate::{csv, findings, sample};

fn case(name: &str) -> Result<BankSheet, Vec<String>> {
    let book = sample(&format!("bank/{name}.csv"));
    let sheet = read_bank(&book, &Mapping::default()).map_err(|errors| findings(&errors))?;
    complete(&book, &sheet.tally);
    Ok(sheet)
}

fn read(text: &str) -> BankSheet {
    let book = csv(text);
    let sheet = read_bank(&book, &Mapping::default())
        .unwrap_or_else(|errors| panic!("{:?} in {text}", findings(&errors)));
    complete(&book, &sheet.tally);
    sheet
}

fn errors(text: &str) -> Vec<String> {
    findings(&read_bank(&csv(text), &Mapping::default()).unwrap_err())
}

fn amounts(sheet: &BankSheet) -> Vec<i64> {
    let tally = &sheet.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out());
    sheet.lines.iter().map(|line| line.amount.0).collect()
}

fn notes(sheet: &BankSheet) -> Vec<&'static str> {
    sheet.warnings.iter().map(|note| note.code.id()).collect()
}

fn skipped(sheet: &BankSheet) -> Vec<(u32, Skip)> {
    let outside = [Skip::Above, Skip::Header];
    let skipped = sheet.tally.skipped.iter();
    let skipped = skipped.filter(|skipped| !outside.contains(&skipped.why));
    skipped
        .flat_map(|s| (s.first..=s.last).map(|row| (row, s.why)))
        .collect()
}

#[test]
fn a_word_in_a_cell_makes_no_total_of_a_movement() {
    let sheet = case("02_bank_rows_dropped_by_word_in_first_column").unwrap();
    assert_eq!(amounts(&sheet), [120_000, -30_000, -80_000]);
    assert_eq!(sheet.lines[2].balance, Some(Fen(1_010_000)));
    assert_eq!(notes(&sheet), [""; 0]);
    // Every column that may stand first, with every word that may frighten.
    for word in [
        "合计", "总计", "小计", "期初", "期末", "上期", "承前", "本期", "示例", "说明",
    ] {
        let rows = [
            format!("{word}物业费,2026-09-01,,5.00,15.00,{word}公司,1\n"),
            format!("{word},2026-09-02,1.00,,14.00,{word},2\n"),
        ];
        let text = format!(
            "摘要,交易日期,支出,收入,余额,对方户名,流水号\n{}",
            rows.concat()
        );
        assert_eq!(amounts(&read(&text)), [500, -100], "{word}");
    }
}

#[test]
fn three_models_of_amounts() {
    let signed = case("08a_bank_one_signed_amount_column").unwrap();
    assert_eq!(amounts(&signed), [120_000, -80_000]);
    let flagged = case("08b_bank_amount_with_debit_credit_flag").unwrap();
    assert_eq!(amounts(&flagged), [120_000, -80_000]);
    for (into, out) in [
        ("贷 Cr", "借 Dr"),
        ("收", "支"),
        ("C", "D"),
        ("CR", "DR"),
        ("收入", "支出"),
        ("来账", "往账"),
        ("+", "-"),
    ] {
        for header in ["借贷标志", "收/支", "借/贷", "Dr/Cr", "D/C", "收支方向"] {
            let text = format!(
                "交易日期,{header},交易金额,摘要\n2026-09-01,{into},12.00,甲\n2026-09-02,{out},8.00,乙\n"
            );
            assert_eq!(amounts(&read(&text)), [1_200, -800], "{header} {into}");
        }
    }
    let columns = case("08d_bank_deposit_withdrawal_headers").unwrap();
    assert_eq!(amounts(&columns), [10_000]);
    let line = &columns.lines[0];
    assert_eq!(line.time.as_deref(), Some("14:06:51"));
    assert_eq!(line.summary.as_deref(), Some("转账 物业费"));
    for (out, into) in [
        ("支出", "收入"),
        ("Withdrawal", "Deposit"),
        ("Debit", "Credit"),
        ("借方金额(支出)", "贷方金额(收入)"),
        ("发生额（借方）", "发生额（贷方）"),
        ("支取金额", "存入金额"),
        ("转出金额", "转入金额"),
    ] {
        let text = format!("交易日期,{out},{into}\n2026-09-01,,5.00\n2026-09-02,1.00,0.00\n");
        assert_eq!(amounts(&read(&text)), [500, -100], "{out}");
    }
}

#[test]
fn an_amount_without_any_sign_of_its_side_is_refused() {
    let text = "交易日期,交易金额,摘要\n2026-09-01,12.00,物业费\n2026-09-02,8.00,保洁费\n";
    assert_eq!(errors(text), ["1 - bank-side-unknown"]);
    // A balance or a sign tells.
    let balances = "交易日期,交易金额,余额\n2026-09-01,12.00,12.00\n2026-09-02,8.00,20.00\n";
    assert_eq!(amounts(&read(balances)), [1_200, 800]);
    let wrong = "交易日期,交易金额,余额\n2026-09-01,12.00,12.00\n2026-09-02,8.00,4.00\n";
    assert_eq!(errors(wrong), ["3 C balance-mismatch"]);
    let unknown =
        "交易日期,借贷标志,交易金额\n2026-09-01,贷,12.00\n2026-09-02,退,8.00\n2026-09-03,,1.00\n";
    assert_eq!(
        errors(unknown),
        ["3 B direction-unknown", "4 B direction-unknown"]
    );
}

#[test]
fn days_and_times_in_one_cell_in_two_or_in_14_digits() {
    let sheet = case("08c_bank_timestamp_of_14_digits").unwrap();
    let days: Vec<String> = sheet
        .lines
        .iter()
        .map(|line| line.date.to_string())
        .collect();
    assert_eq!(days, ["2026-09-01", "2026-09-02"]);
    let times: Vec<_> = sheet
        .lines
        .iter()
        .filter_map(|line| line.time.clone())
        .collect();
    assert_eq!(times, ["10:30:00", "09:05:00"]);
}

#[test]
fn headers_that_differ_only_in_brackets_stay_different() {
    let sheet = case("09a_bank_headers_differ_only_in_brackets").unwrap();
    assert_eq!(amounts(&sheet), [120_000, -80_000]);
    let maps = ["记账金额(收入)=贷方发生额", "记账金额(支出)=借方发生额"];
    let mapping = Mapping::parse(&maps, BANK_STATEMENT).unwrap();
    let book = sample("bank/09a_bank_headers_differ_only_in_brackets.csv");
    assert_eq!(
        amounts(&read_bank(&book, &mapping).unwrap()),
        [120_000, -80_000]
    );
    // What is said of one of them is not said of the other.
    let mapping = Mapping::parse(&maps[..1], BANK_STATEMENT).unwrap();
    assert_eq!(
        amounts(&read_bank(&book, &mapping).unwrap()),
        [120_000, -80_000]
    );
    let maps = ["入(元)=贷方发生额", "出(元)=借方发生额"];
    let mapping = Mapping::parse(&maps, BANK_STATEMENT).unwrap();
    let text = "交易日期,入(元),出(元)\n2026-09-01,5.00,-\n2026-09-02,-,1.00\n";
    let sheet = read_bank(&csv(text), &mapping).unwrap();
    assert_eq!(amounts(&sheet), [500, -100]);
}

#[test]
fn a_rounded_serial_is_refused_by_name() {
    for name in [
        "10a_bank_reference_scientific_september",
        "10b_bank_reference_scientific_october",
    ] {
        let expected = ["3 I reference-rounded", "4 I reference-rounded"];
        assert_eq!(case(name).unwrap_err(), expected);
    }
    let rows = [
        ("1E+19", false),
        ("2.0E19", false),
        ("20260901E12345", true),
        ("E1", true),
    ];
    for (reference, good) in rows {
        let text = format!("交易日期,支出,收入,流水号\n2026-09-01,,5.00,{reference}\n");
        let read = read_bank(&csv(&text), &Mapping::default());
        assert_eq!(read.is_ok(), good, "{reference}");
    }
    // A rounded account would be another account as well.
    let text = "本方账号,交易日期,支出,收入\n3.4E+18,2026-09-01,,5.00\n";
    assert_eq!(errors(text), ["2 A reference-rounded"]);
}

#[test]
fn accounts_of_one_table_are_checked_one_by_one() {
    let sheet = case("13a_bank_two_accounts_in_one_table").unwrap();
    assert_eq!(sheet.accounts(), [Some("34000001"), Some("34000002")]);
    assert_eq!(amounts(&sheet), [120_000, 30_000, -80_000, -100_000]);
    let sheet = case("13b_bank_two_accounts_without_balances").unwrap();
    assert_eq!(sheet.accounts(), [Some("34000001"), Some("34000002")]);
    let head = "本方账号,交易日期,支出,收入,余额\n";
    let wrong = "34000001,2026-09-01,,1.00,1.00\n34000002,2026-09-01,,5.00,9.00\n\
        34000001,2026-09-02,,1.00,2.00\n34000002,2026-09-02,,5.00,15.00\n";
    assert_eq!(errors(&format!("{head}{wrong}")), ["5 E balance-mismatch"]);
    let nameless = "34000001,2026-09-01,,1.00,1.00\n,2026-09-01,,5.00,9.00\n";
    assert_eq!(
        errors(&format!("{head}{nameless}")),
        ["3 A bank-account-missing"]
    );
    let above = format!("账号,34000009\n{head}{nameless}");
    assert_eq!(errors(&above), ["4 A bank-account-missing"]);
    let balance = "账户余额：12345.67\n账户,34000003\n交易日期,支出,收入\n2026-09-01,,5.00\n";
    assert_eq!(read(balance).accounts(), [Some("34000003")]);
    for label in ["账户号,", "账户号码：", "账户："] {
        let named =
            format!("账户名称,某业委会,{label}34000004\n交易日期,支出,收入\n2026-09-01,,5.00\n");
        assert_eq!(read(&named).accounts(), [Some("34000004")], "{label}");
    }
    // Two statements in one sheet are of two accounts.
    let below = "账号,34000001\n交易日期,支出,收入\n2026-09-01,,5.00\n账号：34000002\n\
        交易日期,支出,收入\n2026-09-01,,7.00\n";
    let sheet = read(below);
    assert_eq!(sheet.accounts(), [Some("34000001"), Some("34000002")]);
    assert_eq!(skipped(&sheet), [(4, Skip::Note), (5, Skip::HeaderAgain)]);
    // A statement that names no account at all is taken, and says so.
    let one = "交易日期,支出,收入\n2026-09-01,,5.00\n";
    assert_eq!(notes(&read(one)), ["bank-account-unnamed"]);
}

#[test]
fn a_zero_is_skipped_with_a_note() {
    let sheet = case("14_bank_zero_movement").unwrap();
    assert_eq!(amounts(&sheet), [37, -10_037]);
    assert_eq!(skipped(&sheet), [(4, Skip::Zero)]);
    let zero = sheet
        .tally
        .skipped
        .iter()
        .find(|s| s.why == Skip::Zero)
        .unwrap();
    let note = words::skipped(zero, Lang::Zh);
    assert!(note.ends_with("第4行：金额为 0"), "{note}");
    let note = words::skipped(zero, Lang::En);
    assert!(note.ends_with("row 4: an amount of zero"), "{note}");
}

#[test]
fn tabs_before_fields_are_padding() {
    let sheet = case("16_bank_tab_before_each_field_gbk").unwrap();
    assert_eq!(amounts(&sheet), [10_000, -5_000]);
    assert_eq!(sheet.lines[0].reference.as_deref(), Some("F1"));
}

#[test]
fn a_minus_is_read_as_the_bank_means_it() {
    let sheet = case("25_bank_minus_forms").unwrap();
    // In the column of what goes out, a minus takes a booking back: the balances rise.
    assert_eq!(amounts(&sheet), [5_000, 2_500, 500]);
    assert_eq!(notes(&sheet), [""; 0]);
    let signs = "账号,34000001\n交易日期,交易金额,余额\n20260901,-50.00,50.00\n\
        20260902,(25.00),25.00\n20260903,5.00-,20.00\n20260904,CNY 5.00,25.00\n";
    assert_eq!(amounts(&read(signs)), [-5_000, -2_500, -500, 500]);
    // The same column where the minus only says the side once more; again the balances tell.
    let again = "交易日期,支出,收入,余额\n20260901,,100.00,100.00\n20260902,-30.00,,70.00\n";
    assert_eq!(amounts(&read(again)), [10_000, -3_000]);
    // Without balances, a statement in which all was taken back is not believed, and that is said.
    let silent = "交易日期,支出,收入\n20260901,-30.00,\n20260902,-20.00,\n20260903,,5.00\n";
    let sheet = read(silent);
    assert_eq!(amounts(&sheet), [-3_000, -2_000, 500]);
    assert!(notes(&sheet).contains(&"bank-minus-means-out"));
    let mixed = "交易日期,支出,收入\n20260901,30.00,\n20260902,-20.00,\n";
    assert_eq!(amounts(&read(mixed)), [-3_000, 2_000]);
    let flagged = "交易日期,收/支,金额\n20260901,支,-30.00\n20260902,收,5.00\n";
    assert_eq!(amounts(&read(flagged)), [-3_000, 500]);
}

#[test]
fn two_columns_of_words_are_joined_with_a_note() {
    let sheet = case("28_bank_two_text_columns_ambiguous").unwrap();
    assert_eq!(amounts(&sheet), [10_000]);
    assert_eq!(sheet.lines[0].summary.as_deref(), Some("转账 物业费"));
    assert_eq!(notes(&sheet), ["bank-columns-joined"]);
    // Of two days one is used, and which is said; two balances are refused.
    let days = "账号,34000001\n记账日期,交易日期,支出,收入\n2026-09-02,2026-09-01,,5.00\n";
    let sheet = read(days);
    assert_eq!(sheet.lines[0].date.to_string(), "2026-09-01");
    assert_eq!(findings(&sheet.warnings), ["2 A bank-column-unused"]);
    let money = "交易日期,收入,贷方发生额,支出\n2026-09-01,5.00,6.00,\n";
    assert_eq!(errors(money), ["1 B ambiguous-column"]);
}

#[test]
fn a_wallets_bill_is_no_data_for_headers() {
    let sheet = case("01d_bank_header_message_shows_data").unwrap();
    assert_eq!(amounts(&sheet), [16_570, 9_800]);
    assert_eq!(sheet.form, Some("微信支付（个人账单）"));
}

#[test]
fn the_order_is_found_by_the_balances() {
    let rows = [
        "20260901,09:00,,10.00,10.00,甲,1\n",
        "20260901,10:00,4.00,,6.00,乙,2\n",
        "20260902,08:00,,1.00,7.00,丙,3\n",
        "20260902,08:00,,1.00,8.00,丁,4\n",
    ];
    let head = "账号,34000001\n交易日期,交易时间,支出,收入,余额,对方户名,流水号\n";
    let orders = [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 0, 3, 2],
        [2, 3, 0, 1],
        [1, 0, 2, 3],
    ];
    for order in orders {
        let text: String = order.map(|at: usize| rows[at]).concat();
        let sheet = read(&format!("{head}{text}"));
        let references: Vec<_> = sheet
            .lines
            .iter()
            .filter_map(|l| l.reference.clone())
            .collect();
        assert_eq!(references, ["1", "2", "3", "4"], "{order:?}");
        assert_eq!(sheet.opening(), Some(Fen::ZERO));
    }
    let lacking = [rows[0], rows[1], rows[3]].concat();
    assert_eq!(
        errors(&format!("{head}{lacking}")),
        ["5 E balance-mismatch"]
    );
}

#[test]
fn balances_above_and_below_are_checked() {
    let rows = "交易日期,支出,收入,余额\n2026-09-01,,5.00,15.00\n2026-09-02,1.00,,14.00\n";
    for (above, below, good) in [
        ("期初余额,10.00\n", "期末余额,14.00\n", true),
        ("期初余额：10.00元\n", ",,期末余额：,14.00\n", true),
        ("期初余额,9.00\n", "", false),
        ("", "期末余额,15.00\n", false),
        ("", "2026-09-03,,,14.00,期末余额\n", true),
        (
            "",
            "2026-09-02,,,14.00,过次页\n2026-09-02,,,14.00,承前页\n",
            true,
        ),
    ] {
        let text = format!("账号,34000001\n{above}{rows}{below}");
        let read = read_bank(&csv(&text), &Mapping::default());
        assert_eq!(read.is_ok(), good, "{text}");
        if let Err(errors) = read {
            assert_eq!(errors[0].code.id(), "bank-stated-balance", "{text}");
        }
    }
    // Without a balance behind each row, the two prove that none is missing.
    let silent =
        "账号,34000001\n期初余额,10.00\n交易日期,支出,收入\n2026-09-01,,5.00\n期末余额,15.00\n";
    assert_eq!(amounts(&read(silent)), [500]);
    let lacking = silent.replace("期末余额,15.00", "期末余额,16.00");
    assert_eq!(errors(&lacking), ["5 - bank-stated-balance"]);
}

#[test]
fn what_is_not_taken_is_named_and_what_is_broken_is_an_error() {
    let head = "账号,34000001\n交易日期,支出,收入,对方户名,流水号\n";
    let good = "2026-09-01,,5.00,甲,1\n";
    let after = [
        (",,5.00,,\n", "4 A date-missing"),
        ("2026-13-01,,5.00,甲,2\n", "4 A date-unknown"),
        ("9月,,5.00,甲,2\n", "4 A date-unknown"),
        ("合计,,5.00,甲,2\n", "4 A date-unknown"),
        ("2026-09-02,,,甲,2\n", "4 C amount-missing"),
        ("2026-09-02,1.00,2.00,甲,2\n", "4 C amount-twice"),
        ("2026-09-02,,一百,甲,2\n", "4 C amount-not-number"),
        ("2026-09-02,,USD 5.00,甲,2\n", "4 C bank-currency"),
        ("2026-09-02,,5.005,甲,2\n", "4 C amount-decimals"),
    ];
    for (row, expected) in after {
        assert_eq!(errors(&format!("{head}{good}{row}")), [expected], "{row}");
    }
    let skips = [
        ("合计,,5.00,,\n", Skip::Total),
        ("本页小计：,,5.00,,\n", Skip::Total),
        (",,5.00,共计1笔,\n", Skip::Total),
        ("交易日期,支出,收入,对方户名,流水号\n", Skip::HeaderAgain),
        ("制表：某某\n", Skip::Note),
        ("打印时间 2026-10-01,,,,\n", Skip::Note),
        ("期初余额,,5.00,,\n", Skip::Balance),
    ];
    for (row, why) in skips {
        let text = format!("{head}{row}{good}");
        if why == Skip::Total && row.contains("共计") {
            // A name in the column of the other party is a movement without its day.
            assert_eq!(errors(&text), ["3 A date-missing"]);
            continue;
        }
        let sheet = read(&text);
        assert_eq!(
            (amounts(&sheet), skipped(&sheet)),
            (vec![500], vec![(3, why)]),
            "{row}"
        );
    }
}

#[test]
fn a_head_of_two_rows_and_a_quoted_number_are_understood() {
    let text = "账号,34000001\n交易日期,摘要,发生额,,余额,流水号\n,,借方,贷方,,\n\
        2026-09-01,物业费,,5.00,5.00,=\"00123\"\n";
    let sheet = read(text);
    assert_eq!(amounts(&sheet), [500]);
    assert_eq!(sheet.lines[0].reference.as_deref(), Some("00123"));
    // The first row of data is no second row of a head, whatever its words.
    let text = "交易日期,类型,金额,收/支\n2026-09-01,收入,5.00,收入\n";
    assert_eq!(amounts(&read(text)), [500]);
}

#[test]
fn another_currency_is_refused() {
    let text = "交易日期,支出,收入,币种\n2026-09-01,,5.00,人民币\n2026-09-01,,5.00,美元\n";
    assert_eq!(errors(text), ["3 D bank-currency"]);
}

#[test]
fn nothing_of_a_broken_statement_panics() {
    for name in [
        "form_wechat_merchant",
        "form_boc_company",
        "25_bank_minus_forms",
    ] {
        let path = format!(
            "{}/tests/samples/bank/{name}.csv",
            env!("CARGO_MANIFEST_DIR")
        );
        let bytes = std::fs::read(path).unwrap();
        for cut in (0..bytes.len()).step_by(7) {
            let limits = mingbai_sheets::Limits::default();
            if let Ok(book) = mingbai_sheets::open(&bytes[..cut], "x.csv", &limits) {
                let _ = read_bank(&book, &Mapping::default());
            }
        }
    }
}
