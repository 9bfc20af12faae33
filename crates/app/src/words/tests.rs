use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use mingbai_domain::approvals::{ExpenseState, Role};
use mingbai_domain::book::{
    CanonicalError, EntryKind, Field, NotClosed, Record, Referred, WrongDraw, WrongEntry,
    WrongReversal, WrongSummary,
};
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::trust::AgreementRefusal;
use mingbai_sheets::{Limits, MappingError, OpenError};
use mingbai_store::{BadAddress, StoreError};

use super::*;
use crate::book::halt::Halt;
use crate::book::refusal::{BadFile, BookRefusal, FileFault, Fork, Shown};
use crate::error::Nothing;
use crate::import::FileProblem;
use crate::import::refusal::{BankRefusal, ImportRefusal};
use crate::money::refusal::{ExpenseRefusal, MoneyRefusal, Needs};
use crate::ops::audit::{Key, Total, Why};
use crate::ops::package::Half;
use crate::ops::refusal::SetupRefusal;

/// What may stand in Latin letters in a Chinese sentence: commands and the values of these tests.
const ALLOWED: &[&str] = &[
    "mingbai",
    "init",
    "audit",
    "north",
    "xlsx",
    "xls",
    "ods",
    "csv",
    "postgres",
    "sslcert",
    "sslmode",
    "sslrootcert",
    "disable",
    "prefer",
    "require",
    "verify",
    "ca",
    "full",
    "system",
    "reverse",
    "only",
    "new",
    "again",
    "other",
    "days",
];

/// The sentence is Chinese and has these values in it.
#[track_caller]
fn says(sentence: &str, values: &[&str]) {
    assert!(
        sentence
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{sentence}"
    );
    let latin = sentence
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    for word in latin {
        assert!(ALLOWED.contains(&word), "`{word}` in: {sentence}");
    }
    for value in values {
        assert!(sentence.contains(value), "no `{value}` in: {sentence}");
    }
}

fn month() -> Period {
    "2026-09".parse().unwrap()
}

fn cleaning() -> Account {
    Account::new(5003).unwrap()
}

const MUCH: Fen = Fen(123_450);
const LESS: Fen = Fen(99);

#[test]
fn amounts_are_grouped() {
    for (fen, zh, en) in [
        (0, "0.00 元", "0.00 yuan"),
        (-5, "-0.05 元", "-0.05 yuan"),
        (123_450, "1,234.50 元", "1,234.50 yuan"),
        (
            100_000_000_001,
            "1,000,000,000.01 元",
            "1,000,000,000.01 yuan",
        ),
        (
            i64::MIN,
            "-92,233,720,368,547,758.08 元",
            "-92,233,720,368,547,758.08 yuan",
        ),
    ] {
        assert_eq!(amount(Fen(fen), Lang::Zh), zh);
        assert_eq!(amount(Fen(fen), Lang::En), en);
    }
}

#[test]
fn a_refused_payment_reads_like_this() {
    let broken = RuleBroken::Budget {
        budget: "2026".into(),
        line: 1,
        left: LESS,
        asked: MUCH,
    };
    assert_eq!(
        rule(&broken, Lang::Zh),
        "超出预算「2026」第 1 项：只剩 0.99 元，这笔要 1,234.50 元；请减少金额，或先由业主决议"
    );
    let unbalanced = EntryError::Unbalanced {
        fund: Fund::Com,
        difference: Fen(-1),
    };
    assert_eq!(
        entry_error(&unbalanced, Lang::Zh),
        "「公共收益」借贷不平，贷方多 0.01 元；请核对各行金额"
    );
    let late = RuleBroken::Time {
        at: "2026-09-20T16:05:59Z".into(),
    };
    assert_eq!(
        rule(&late, Lang::Zh),
        "记录时间 2026年9月21日 00:05 早于前一条记录；请核对机器的时钟"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_broken_rule_has_words() {
    let id = || "2026-7".to_owned();
    for (broken, values) in [
        (RuleBroken::Beginning, &[][..]),
        (
            RuleBroken::Time {
                at: "2026-09-20T02:00:00Z".into(),
            },
            &["2026年9月20日 10:00"],
        ),
        (
            RuleBroken::Sequence {
                expected: 7,
                found: 9,
            },
            &["7", "9"],
        ),
        (EntryError::Count(1).into(), &["1 行"]),
        (MoneyError::OutOfRange.into(), &[]),
        (RuleBroken::PeriodClosed(month()), &["2026年9月"]),
        (
            RuleBroken::Closing {
                period: month(),
                why: NotClosed::NotEnded,
            },
            &["2026年9月"],
        ),
        (
            RuleBroken::Dated {
                date: date(2026, 10, 1),
                period: month(),
            },
            &["2026年10月1日", "2026年9月"],
        ),
        (RuleBroken::LumpSum, &["包干制"]),
        (
            RuleBroken::KindMismatch {
                kind: EntryKind::Income,
                account: cleaning(),
            },
            &["收入", "5003 清洁"],
        ),
        (
            RuleBroken::EntryField {
                kind: EntryKind::Expense,
                why: WrongEntry::OtherYear,
            },
            &["支出"],
        ),
        (
            RuleBroken::Dangling {
                what: Referred::Contract,
                id: id(),
            },
            &["合同", "2026-7"],
        ),
        (
            RuleBroken::Dangling {
                what: Referred::Basis,
                id: id(),
            },
            &["依据", "2026-7"],
        ),
        (
            RuleBroken::Repeated {
                what: Referred::Budget,
                id: id(),
            },
            &["预算", "2026-7"],
        ),
        (RuleBroken::Reversal(12, WrongReversal::Before), &["12"]),
        (Refusal::RelatedPartyNotFlagged.into(), &["关联"]),
        (
            RuleBroken::Budget {
                budget: id(),
                line: 3,
                left: LESS,
                asked: MUCH,
            },
            &["2026-7", "第 3 项", "0.99 元", "1,234.50 元"],
        ),
        (
            RuleBroken::Remuneration {
                due: LESS,
                found: MUCH,
            },
            &["0.99 元", "1,234.50 元"],
        ),
        (RuleBroken::Draw(WrongDraw::Through), &["月份"]),
        (RuleBroken::SmfWithoutResolution, &["维修资金"]),
        (
            RuleBroken::Summary {
                no: 4,
                why: WrongSummary::Empty,
            },
            &["第 4 次"],
        ),
        (
            RuleBroken::PersonalData {
                field: Field::Payee,
                found: PersonalData::Phone,
            },
            &["收付款单位", "手机号码"],
        ),
        (
            RuleBroken::Text {
                field: Field::Text,
                limit: 500,
            },
            &["文字说明", "500"],
        ),
        (RuleBroken::Field(Field::Terms), &["合同约定"]),
    ] {
        says(&rule(&broken, Lang::Zh), values);
        assert!(rule(&broken, Lang::En).is_ascii());
    }
}

#[test]
fn every_wrong_entry_payment_fee_and_amount_has_words() {
    let (fund, account) = (Fund::Com, cleaning());
    for (error, values) in [
        (EntryError::Count(201), &["201"][..]),
        (EntryError::Zero(2), &["第 3 行"]),
        (
            EntryError::Unbalanced {
                fund,
                difference: MUCH,
            },
            &["公共收益", "借方", "1,234.50 元"],
        ),
        (
            EntryError::WrongFund { fund, account },
            &["公共收益", "5003 清洁"],
        ),
        (EntryError::InterFund(MUCH), &["1290", "1,234.50 元"]),
        (EntryError::AgencyGap, &["押金"]),
        (MoneyError::NoWeight.into(), &["0"]),
        (MoneyError::BadFraction { num: 1, den: 0 }.into(), &["1/0"]),
        (MoneyError::NegativeWeight { index: 2 }.into(), &["第 3 个"]),
    ] {
        says(&entry_error(&error, Lang::Zh), values);
    }
    let amount = MUCH;
    for (refused, values) in [
        (Refusal::NotPositive { amount }, &["1,234.50 元"][..]),
        (Refusal::NoTier { amount }, &["1,234.50 元"]),
        (
            Refusal::TooFewPersons { need: 2, have: 1 },
            &["2 个", "1 个"],
        ),
        (
            Refusal::TooManyApprovals {
                have: 17,
                limit: 16,
            },
            &["17", "16"],
        ),
        (
            Refusal::PayeeApproves {
                role: Role::Steward,
            },
            &["红色小管家"],
        ),
        (
            Refusal::RoleMissing {
                role: Role::CommitteeChair,
                amount,
            },
            &["业委会主任", "1,234.50 元"],
        ),
        (
            Refusal::NeedsResolution {
                amount,
                limit: LESS,
            },
            &["1,234.50 元", "0.99 元"],
        ),
        (Refusal::RelatedPartyNotFlagged, &["关联"]),
        (
            Refusal::RelatedPartyNeedsResolution { amount },
            &["1,234.50 元"],
        ),
    ] {
        says(&refusal(refused, Lang::Zh), values);
    }
    for (refused, values) in [
        (
            FeeRefusal::Negative {
                area: AreaC(-1),
                rate: RateE4(18_500),
            },
            &["-0.01", "1.8500"][..],
        ),
        (
            FeeRefusal::PrepaidTooFar {
                months: 13,
                allowed: 12,
            },
            &["13", "12"],
        ),
        (FeeRefusal::NotPositive { amount: Fen(-1) }, &["-0.01 元"]),
        (FeeRefusal::NegativeItem { index: 0 }, &["第 1 项"]),
        (FeeRefusal::NoSuchItem { index: 4 }, &["第 5 项"]),
        (MoneyError::OutOfRange.into(), &[]),
    ] {
        says(&fee(refused, Lang::Zh), values);
    }
}

#[test]
fn every_unreadable_record_has_words() {
    let long = CanonicalError::TooLong(70_000);
    for (error, values) in [
        (
            CanonicalError::NotJson("expected value at line 1".into()).into(),
            &[][..],
        ),
        (CanonicalError::Number.into(), &[]),
        (CanonicalError::Key.into(), &[]),
        (CanonicalError::NotCanonical.into(), &[]),
        (long.into(), &["70,000", "65,535"]),
        (RecordError::UnknownKind("未知".into()), &["未知"]),
        (
            RecordError::UnknownVersion {
                kind: "entry".into(),
                found: Some(2),
                known: 1,
            },
            &["账目", "第 2 版", "第 1 版"],
        ),
        (
            RecordError::Fields {
                kind: "entry".into(),
                why: "missing field".into(),
            },
            &["账目"],
        ),
    ] {
        says(&record_error(&error, Lang::Zh), values);
    }
}

#[test]
fn every_finding_has_words_with_its_numbers() {
    let (fund, account) = (Fund::Svc, cleaning());
    let posting = |amount| Posting {
        account,
        amount,
        fund,
    };
    let row = |key, why| Finding::Row {
        table: "bill",
        key,
        why,
    };
    for (found, values) in [
        (
            row(Key::Number(8), Why::Missing),
            &["账单", "8", "缺失"][..],
        ),
        (row(Key::Line(8, 1), Why::Hash), &["账单", "8/1", "校验"]),
        (row(Key::Nth(3), Why::Cell("due")), &["第 3 行", "到期日"]),
        (
            row(Key::Account(fund, account), Why::Overflow),
            &["物业服务资金", "5003 清洁"],
        ),
        (row(Key::Only, Why::Tree), &["校验树"]),
        (
            Finding::Rule(Violation {
                index: 12,
                kind: "entry",
                rule: RuleBroken::LumpSum,
            }),
            &["第 12 条", "包干制"],
        ),
        (
            Finding::Posting {
                seq: 8,
                line: 1,
                book: posting(MUCH),
                row: posting(LESS),
            },
            &["8/1", "物业服务资金", "5003 清洁", "1,234.50 元", "0.99 元"],
        ),
        (
            Finding::Running {
                seq: 8,
                line: 1,
                stood: MUCH,
                says: LESS,
            },
            &["8/1", "1,234.50 元", "0.99 元"],
        ),
        (
            Finding::Balance {
                fund,
                account,
                stored: MUCH,
                summed: LESS,
            },
            &["物业服务资金", "5003 清洁", "1,234.50 元", "0.99 元"],
        ),
        (
            Finding::Households {
                account: 1101,
                households: MUCH,
                ledger: LESS,
            },
            &["1101 应收物业费", "1,234.50 元", "0.99 元"],
        ),
        (
            Finding::Register {
                total: Total::Building(2),
                published: 12,
                counted: 11,
            },
            &["第 2 栋", "12", "11"],
        ),
        (Finding::More(70), &["70"]),
    ] {
        says(&finding(&found, Lang::Zh), values);
        assert_eq!(finding(&found, Lang::En), found.to_string());
    }
}

#[test]
fn every_table_and_column_has_a_name() {
    for table in mingbai_store::TABLES {
        assert_ne!(findings::table(table), *table, "no words for the table");
        for (column, _) in mingbai_store::dump::columns(table) {
            let named = column == "community_id" || findings::column(column) != column;
            assert!(named, "no words for the column `{column}`");
        }
    }
}

/// One error of each kind, with what its sentence must show.
#[expect(clippy::too_many_lines, reason = "one table")]
fn errors() -> Vec<(AppError, &'static [&'static str])> {
    let north = || Slug::new("north").unwrap();
    let text = ToOwned::to_owned;
    let io = |kind| AppError::File {
        path: PathBuf::from("账本"),
        source: std::io::Error::from(kind),
    };
    let expense = |refused: ExpenseRefusal| AppError::from(refused);
    let fork = |why| {
        AppError::Book(BookRefusal::WouldFork {
            log: "north".into(),
            why,
        })
    };
    let bad_file = |why| {
        let (record, file, folder) = (12, "0000".to_owned(), "账本");
        let bad = vec![BadFile {
            record,
            file,
            folder,
            why,
        }];
        AppError::Book(BookRefusal::BadFiles { slug: north(), bad })
    };
    let halted = |why| AppError::Halted { slug: north(), why };
    let bad = |why| StoreError::Address(why).into();
    let broken = Violation {
        index: 12,
        kind: "entry",
        rule: RuleBroken::LumpSum,
    };
    let row = RowRefusal {
        sheet: "流水".into(),
        row: 9,
        problem: RowProblem::Rule(RuleBroken::LumpSum),
    };
    vec![
        (no_database().into(), &["数据库"]),
        (
            StoreError::Inconsistent(text("leaf 3")).into(),
            &["mingbai audit"],
        ),
        (
            StoreError::RowCount {
                what: "log",
                expected: 1,
                changed: 0,
            }
            .into(),
            &["1 行", "0 行"],
        ),
        (StoreError::Schema(text("x")).into(), &["版本"]),
        (StoreError::Stopped.into(), &["重新启动"]),
        (StoreError::Duplicate(text("x")).into(), &["重复"]),
        (StoreError::Constraint(text("x")).into(), &["规定"]),
        (StoreError::Full.into(), &["磁盘"]),
        (StoreError::ReadOnly(text("x")).into(), &["权限"]),
        (StoreError::Damaged(text("x")).into(), &["备份"]),
        (StoreError::Lost(text("x")).into(), &["服务器"]),
        (StoreError::Contended(text("x")).into(), &["再试"]),
        (StoreError::Tls(text("x")).into(), &["证书", "sslmode"]),
        (StoreError::Panicked.into(), &["故障"]),
        (StoreError::Unheeded.into(), &["撤回"]),
        (StoreError::Busy { waiting: 7 }.into(), &["7 笔"]),
        (StoreError::NoReader { readers: 8 }.into(), &["8 个"]),
        (StoreError::Unknown.into(), &["不知道", "核对"]),
        (bad(BadAddress::Form), &["postgres://"]),
        (bad(BadAddress::Unsupported("sslcert")), &["sslcert"]),
        (bad(BadAddress::Mode), &["verify-full"]),
        (
            bad(BadAddress::NoRoots("verify-ca")),
            &["sslmode=verify-ca", "sslrootcert"],
        ),
        (bad(BadAddress::WeakSystem), &["sslrootcert=system"]),
        (
            bad(BadAddress::Roots {
                path: PathBuf::from("根证书"),
                why: text("x"),
            }),
            &["根证书"],
        ),
        (broken.into(), &["第 12 条", "账目", "包干制"]),
        (RecordError::from(CanonicalError::Number).into(), &["金额"]),
        (
            FeeRefusal::PrepaidTooFar {
                months: 13,
                allowed: 12,
            }
            .into(),
            &["13", "12"],
        ),
        (MoneyError::OutOfRange.into(), &["金额"]),
        (no_randomness().into(), &["随机数"]),
        (
            AppError::Setup(SetupRefusal::NotInitialised),
            &["mingbai init"],
        ),
        (
            AppError::Setup(SetupRefusal::AlreadyInitialised),
            &["建过账"],
        ),
        (
            AppError::Setup(SetupRefusal::UnknownCommunity(text("north"))),
            &["north"],
        ),
        (
            AppError::Setup(SetupRefusal::CommunityExists(north())),
            &["north"],
        ),
        (
            halted(Halt::Found("entry 8: is not in the book".into())),
            &["north", "mingbai audit"],
        ),
        (halted(Halt::HandedOver), &["north", "移交"]),
        (AppError::KeyReused(text("2026-1")), &["2026-1"]),
        (
            AppError::Money(MoneyRefusal::Overpaid { left: MUCH }),
            &["1,234.50 元"],
        ),
        (
            AppError::Money(MoneyRefusal::Arrived {
                held: Fen(32_979),
                arrived: Fen(40_000),
            }),
            &["400.00 元", "329.79 元"],
        ),
        (AppError::Money(MoneyRefusal::UnknownUnit), &["房屋"]),
        (
            AppError::Money(MoneyRefusal::AlreadyBilled {
                item: BillItem::Fee,
                period: month(),
            }),
            &["2026年9月", "物业费"],
        ),
        (
            AppError::Money(MoneyRefusal::BillMonth(month())),
            &["2026年9月"],
        ),
        (
            expense(ExpenseRefusal::NotNow {
                state: ExpenseState::Posted,
                why: Needs::Draft,
            }),
            &["已付款入账", "审批"],
        ),
        (expense(ExpenseRefusal::NoExpense), &["支出"]),
        (expense(ExpenseRefusal::Unknown), &["号码"]),
        (AppError::Book(BookRefusal::UnknownEntry(9)), &["第 9 号"]),
        (
            BankRefusal::Reconciled {
                entries: vec![3, 8],
            }
            .into(),
            &["#3、#8", "冲销"],
        ),
        (AppError::Money(MoneyRefusal::NoAgreement), &["合同"]),
        (Nothing::Record.into(), &["没有"]),
        (Nothing::Salt.into(), &["随机数"]),
        (AppError::Import(ImportRefusal::Cells(vec![])), &["0 处"]),
        (OpenError::Empty.into(), &["空"]),
        (
            MappingError::NotAPair {
                pair: text("户主")
            }
            .into(),
            &["户主"],
        ),
        (
            MappingError::UnknownField {
                field: text("户主"),
                known: vec![text("业主姓名")],
            }
            .into(),
            &["户主", "业主姓名"],
        ),
        (
            AppError::Import(ImportRefusal::Rows(vec![row])),
            &["流水", "第9行", "包干制", "1 行"],
        ),
        (
            fork(Fork::Older {
                shown: 12,
                by: Shown::Served,
                kept: 9,
            }),
            &["north", "12 条", "9 条"],
        ),
        (
            fork(Fork::OlderPackage { shown: 12, kept: 9 }),
            &["12 条", "9 条"],
        ),
        (
            fork(Fork::Other {
                size: 12,
                by: Shown::Signed,
            }),
            &["前 12 条"],
        ),
        (fork(Fork::OtherPackage { size: 12 }), &["前 12 条"]),
        (fork(Fork::Tree), &["校验树"]),
        (fork(Fork::OtherKey), &["密钥"]),
        (fork(Fork::DistrictDamaged), &["全区"]),
        (fork(Fork::Checkpoint(text("x"))), &["日志"]),
        (bad_file(FileFault::Missing), &["第 12 条", "不见"]),
        (bad_file(FileFault::Content), &["0000", "内容"]),
        (io(std::io::ErrorKind::NotFound), &["账本", "不存在"]),
        (io(std::io::ErrorKind::Other), &["账本", "失败"]),
        (
            AppError::Package(crate::ops::package::Refusal::Twice("账本".into())),
            &["账本", "两次"],
        ),
        (
            AppError::Unfinished {
                half: Half::Give,
                source: Box::new(AppError::Setup(SetupRefusal::NotInitialised)),
            },
            &["移交", "再运行一次", "还没有建账"],
        ),
    ]
}

/// What SQLite says of a place where it can make no database.
fn no_database() -> StoreError {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words.rs/none.db");
    mingbai_store::Db::open(crate::Target::Sqlite(place)).expect_err("there is no such folder")
}

fn no_randomness() -> crate::env::NoRandomness {
    let random = crate::env::Random::new(|_| Err("no entropy".into()));
    random.fill(&mut [0]).unwrap_err()
}

#[test]
fn every_error_has_words() {
    for (refused, values) in errors() {
        says(&error(&refused, Lang::Zh), values);
        assert!(!error(&refused, Lang::En).is_empty());
    }
}

#[test]
fn what_the_machine_said_is_kept_for_whoever_looks_after_it() {
    let stored = AppError::from(StoreError::Inconsistent("leaf 3".into()));
    assert!(detail(&stored).is_some_and(|detail| detail.contains("leaf 3")));
    assert!(!error(&stored, Lang::Zh).contains("leaf"));
    assert_eq!(detail(&AppError::Money(MoneyRefusal::UnknownUnit)), None);
}

#[test]
fn refused_rows_are_all_named() {
    let row = |row, text: &str| RowRefusal {
        sheet: "流水".into(),
        row,
        problem: RowProblem::UnknownFund(text.into()),
    };
    let rows = AppError::Import(ImportRefusal::Rows(vec![
        row(3, "小金库"),
        row(8, "备用金"),
    ]));
    let lines: Vec<String> = error(&rows, Lang::Zh)
        .lines()
        .map(ToOwned::to_owned)
        .collect();
    assert_eq!(lines.len(), 3);
    says(&lines[0], &["流水 第3行", "小金库", "公共收益"]);
    says(&lines[1], &["流水 第8行", "备用金"]);
    says(&lines[2], &["2 行"]);
    assert_eq!(error(&rows, Lang::En).lines().count(), 3);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_refused_row_has_words() {
    let text = |text: &str| text.to_owned();
    let differs = RowProblem::UnitDiffers {
        unit: text("3-2-501"),
        registered: AreaC(8_950),
        stated: AreaC(9_850),
    };
    for (problem, values) in [
        (RowProblem::UnknownCategory(text("杂费")), &["杂费"][..]),
        (
            RowProblem::UnknownFund(text("小金库")),
            &["小金库", "应急储备"],
        ),
        (
            RowProblem::SeveralAccounts {
                text: text("停车广告"),
                first: text("4002 公共车位收入"),
                second: text("4003 广告收入"),
            },
            &["停车广告", "4002", "4003"],
        ),
        (
            RowProblem::SeveralFunds {
                text: text("物业和维修资金"),
                first: "物业服务资金",
                second: "专项维修资金",
            },
            &["物业服务资金", "专项维修资金"],
        ),
        (
            RowProblem::LooksBooked { entry: 7 },
            &["7", "--only-new", "--again"],
        ),
        (
            RowProblem::BeforeFirstDay {
                date: date(2016, 9, 5),
                first: date(2026, 1, 1),
            },
            &["2016年9月5日", "2026年1月1日", "--other-days"],
        ),
        (
            RowProblem::YearsAway {
                date: date(2016, 9, 5),
                usual: date(2026, 9, 3),
            },
            &["2016年9月5日", "2026年9月3日", "--other-days"],
        ),
        (RowProblem::UnknownBudgetLine(text("绿化")), &["绿化"]),
        (RowProblem::UnknownScope(text("楼上")), &["楼上"]),
        (
            RowProblem::ScopeGoesOn {
                text: text("3栋1单元、2单元"),
                rest: text("、2单元"),
            },
            &["3栋1单元、2单元", "「、2单元」", "全体"],
        ),
        (differs, &["3-2-501", "89.50", "98.50"]),
        (RowProblem::BankLineDiffers(text("708915")), &["708915"]),
        (
            RowProblem::File {
                name: text("发票"),
                why: FileProblem::TooLarge,
            },
            &["发票", "50 兆"],
        ),
        (RowProblem::OriginalAlone(text("收据")), &["收据"]),
        (
            RowProblem::OriginalsMissing {
                copies: 2,
                originals: 1,
            },
            &["2 个", "1 个"],
        ),
        (
            RowProblem::RecordDiffers {
                what: "contract",
                id: text("2026-1"),
            },
            &["合同", "2026-1"],
        ),
        (
            RowProblem::Terms(AgreementRefusal::NeverInBase { account: 4008 }),
            &["4008"],
        ),
        (
            RowProblem::OwnersDiffer {
                unit: text("3-2-501"),
            },
            &["3-2-501", "过户日期"],
        ),
        (
            RowProblem::TransferDay {
                unit: text("3-2-501"),
                from: date(2026, 9, 2),
            },
            &["3-2-501", "2026年9月2日"],
        ),
        (RowProblem::DayToCome(date(2026, 9, 2)), &["2026年9月2日"]),
        (RowProblem::UnknownUnit(text("3-2-501")), &["3-2-501"]),
        (
            RowProblem::Overpaid {
                unit: text("3-2-501"),
                left: MUCH,
            },
            &["3-2-501", "1,234.50 元"],
        ),
        (RowProblem::ReferenceUsed(text("2026-1")), &["2026-1"]),
        (
            RowProblem::PaidAlready(text("3-2-501")),
            &["3-2-501", "--only-new", "--again"],
        ),
        (RowProblem::Rule(RuleBroken::LumpSum), &["包干制"]),
    ] {
        says(&row_problem(&problem, Lang::Zh), values);
    }
}

#[test]
fn every_name_of_the_book_has_a_chinese_one() {
    for kind in Record::KINDS {
        assert!(names::record_kind(kind).is_some(), "{kind}");
    }
    for found in [
        PersonalData::Phone,
        PersonalData::IdNumber,
        PersonalData::BankCard,
        PersonalData::Room,
        PersonalData::Plate,
    ] {
        says(&personal_data(found, Lang::Zh), &["公开"]);
    }
}

#[test]
fn every_field_and_reference_has_a_chinese_name_of_its_own() {
    let fields: BTreeSet<&str> = Field::ALL.iter().map(|field| why::field(*field)).collect();
    assert_eq!(fields.len(), Field::ALL.len());
    let named: BTreeSet<&str> = Referred::ALL
        .iter()
        .map(|what| why::referred(*what))
        .collect();
    assert_eq!(named.len(), Referred::ALL.len());
}

#[test]
fn files_that_cannot_be_opened_are_named_by_the_spreadsheet_words() {
    let limits = Limits::default();
    let refused = mingbai_sheets::open(b"", "a.xlsx", &limits).unwrap_err();
    says(
        &error(&AppError::Import(ImportRefusal::Sheet(refused)), Lang::Zh),
        &["空"],
    );
}
