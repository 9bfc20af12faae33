//! Files of offices that were once booked wrongly or refused without a way out, each with exactly
//! what it must give in the book.

use jiff::civil::date;
use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::import::{
    Allow, FileKind, Known, NewFile, Outcome, RowProblem, RowRefusal, import,
};
use mingbai_app::words;
use mingbai_domain::book::{PersonalData, RuleBroken};
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_testkit::both_engines;

use super::import::Office;

fn case(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sheets/tests/cases/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn take(office: &Office, kind: FileKind, name: &str, allow: Allow) -> Result<Outcome, AppError> {
    let bytes = case(name);
    let file = NewFile {
        kind,
        name,
        bytes: &bytes,
        maps: &[],
        files: None,
        dry_run: false,
        allow,
    };
    let outcome = import(&office.app, &office.slug, &file)?;
    let tally = &outcome.tally;
    assert_eq!(tally.content, tally.taken + tally.left_out(), "{name}");
    Ok(outcome)
}

fn refused(taken: Result<Outcome, AppError>) -> Vec<RowRefusal> {
    match taken {
        Err(AppError::Import(ImportRefusal::Rows(rows))) => rows,
        other => panic!("not refused by row: {other:?}"),
    }
}

const USUAL: Allow = Allow {
    known: Known::Refused,
    other_days: false,
};

both_engines! {
    fn a_category_goes_to_the_account_of_its_longest_word(db) {
        let office = Office::new(db, ManagementMode::Trust);
        let name = "04a_journal_category_goes_to_wrong_account.csv";
        let taken = take(&office, FileKind::Journal, name, USUAL).unwrap();
        assert_eq!((taken.taken, taken.days), (4, Some((date(2026, 9, 3), date(2026, 9, 11)))));
        let of = |fund, code| office.balance(fund, code);
        assert_eq!(of(Fund::Com, 4004), Fen(-120_000));
        assert_eq!(of(Fund::Svc, 5003), Fen(80_000));
        assert_eq!(of(Fund::Svc, 5009), Fen(30_000));
        assert_eq!(of(Fund::Svc, 5002), Fen(50_000));
        assert_eq!((of(Fund::Svc, 5014), of(Fund::Svc, 4001)), (Fen::ZERO, Fen::ZERO));
        // The summary says the same before it is published.
        let sums: Vec<_> =
            taken.sums.iter().map(|sum| (sum.fund, sum.account.code(), sum.amount)).collect();
        let expected = [
            (Fund::Svc, 5002, Fen(50_000)), (Fund::Svc, 5003, Fen(80_000)),
            (Fund::Svc, 5009, Fen(30_000)), (Fund::Com, 4004, Fen(-120_000)),
        ];
        assert_eq!(sums, expected);
    }

    fn a_year_far_from_the_others_is_refused_until_it_is_meant(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let name = "06b_journal_year_typo_ten_years_back.csv";
        let rows = refused(take(&office, FileKind::Journal, name, USUAL));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].row, 3);
        let RowProblem::BeforeFirstDay { date: day, .. } = rows[0].problem else {
            panic!("{rows:?}")
        };
        assert_eq!(day, date(2016, 9, 5));
        let far = "日期,摘要,收入,科目\n2026-09-03,甲,1,停车费\n2026-09-04,乙,1,停车费\n2025-03-04,丙,1,停车费\n";
        let rows = refused(office.csv(FileKind::Journal, far));
        assert!(matches!(rows[0].problem, RowProblem::YearsAway { .. }), "{rows:?}");
    }

    fn rows_that_are_in_the_book_are_named_and_left_out_or_booked_again_on_demand(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let (first, more) = ("12a_journal_september.csv", "12b_journal_september_with_one_more_row.csv");
        assert_eq!(take(&office, FileKind::Journal, first, USUAL).unwrap().taken, 3);
        let rows = refused(take(&office, FileKind::Journal, more, USUAL));
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4]);
        let booked = |row: &RowRefusal| match row.problem {
            RowProblem::LooksBooked { entry } => entry,
            _ => panic!("{row:?}"),
        };
        assert_eq!(rows.iter().map(booked).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(words::row_problem(&rows[0].problem, words::Lang::Zh).contains("--only-new"));
        let new = Allow { known: Known::LeftOut, ..USUAL };
        let taken = take(&office, FileKind::Journal, more, new).unwrap();
        assert_eq!((taken.taken, taken.unchanged), (1, 3));
        assert_eq!(office.balance(Fund::Com, 4002), Fen(-120_000));
        let again = Allow { known: Known::Again, ..USUAL };
        let text = String::from_utf8(case(first)).unwrap() + "\n";
        let file = NewFile {
            kind: FileKind::Journal, name: "表.csv", bytes: text.as_bytes(), maps: &[], files: None,
            dry_run: false, allow: again,
        };
        assert_eq!(import(&office.app, &office.slug, &file).unwrap().taken, 3);
        assert_eq!(office.balance(Fund::Com, 4002), Fen(-240_000));
        assert!(office.is_clean());
    }

    fn a_refund_has_the_way_that_its_message_names(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        take(&office, FileKind::Registry, "04b_registry_for_the_payments.csv", USUAL).unwrap();
        let Err(AppError::Import(ImportRefusal::Cells(cells))) =
            take(&office, FileKind::Payments, "23_payments_refund_row.csv", USUAL)
        else {
            panic!("not refused")
        };
        assert!(cells.iter().all(|cell| cell.row == 3 && cell.code.id() == "refund"), "{cells:?}");
        let way = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n\
            2026-10-01,1,退物业费,4001,182.41,,SVC\n2026-10-01,1,退物业费,1002,,182.41,SVC\n";
        assert_eq!(office.csv(FileKind::Entries, way).unwrap().taken, 1);
        assert_eq!(office.balance(Fund::Svc, 1002), Fen(-18_241));
        let deposit = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n\
            2026-10-01,2,收装修押金,1002,2000.00,,AGY\n2026-10-01,2,收装修押金,2005,,2000.00,AGY\n\
            2026-10-01,3,代收水费,1002,33.20,,AGY\n2026-10-01,3,代收水费,2006,,33.20,AGY\n";
        assert_eq!(office.csv(FileKind::Entries, deposit).unwrap().taken, 2);
        assert_eq!(office.balance(Fund::Agy, 1002), Fen(203_320));
        let late = "日期,摘要,收入,科目\n2026-10-01,物业费违约金,3.20,违约金\n";
        assert_eq!(office.csv(FileKind::Journal, late).unwrap().taken, 1);
        assert_eq!(office.balance(Fund::Svc, 4007), Fen(-320));
    }

    fn a_room_in_a_text_is_refused_however_it_is_written(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let name = "30_journal_room_without_entrance_published.csv";
        let rows = refused(take(&office, FileKind::Journal, name, USUAL));
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        let room = |row: &RowRefusal| matches!(
            &row.problem,
            RowProblem::Rule(RuleBroken::PersonalData { found: PersonalData::Room, .. })
        );
        assert!(rows.iter().all(room), "{rows:?}");
    }

    fn a_banks_serial_number_is_no_personal_data(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        let name = "31_journal_bank_serials_taken_for_personal_data.csv";
        assert_eq!(take(&office, FileKind::Journal, name, USUAL).unwrap().taken, 3);
    }

    fn columns_of_items_become_payments_that_are_counted_once(db) {
        let mut office = Office::new(db, ManagementMode::SelfManaged);
        take(&office, FileKind::Registry, "04b_registry_for_the_payments.csv", USUAL).unwrap();
        office.bill(BillItem::Parking, Period::new(2026, 10).unwrap());
        let name = "24b_payments_a_column_per_item.csv";
        let taken = take(&office, FileKind::Payments, name, USUAL).unwrap();
        assert_eq!((taken.taken, taken.tally.taken), (3, 2), "one row is two payments");
        let sums: Vec<Fen> = taken.sums.iter().map(|sum| sum.amount).collect();
        assert_eq!(sums, [Fen(-34_626), Fen(-15_000)]);
        let text = String::from_utf8(case(name)).unwrap();
        let again = office.csv(FileKind::Payments, &text.replace("微信", "支付宝"));
        assert_eq!(refused(again).len(), 3, "the same payments in another file");
        assert!(office.is_clean());
    }

    fn a_list_with_references_does_not_book_once_more_what_an_earlier_one_had_without(db) {
        let office = Office::new(db, ManagementMode::SelfManaged);
        take(&office, FileKind::Registry, "04b_registry_for_the_payments.csv", USUAL).unwrap();
        let head = "缴费日期,楼栋,单元,房号,项目,金额,收款方式,流水号\n";
        let row = |room: u16, fen: &str, reference: &str| {
            format!("2026-10-01,1,1,{room},物业费,{fen},微信,{reference}\n")
        };
        // Two equal payments of one unit on one day are two.
        let first = [head, &row(101, "200", ""), &row(101, "200", ""), &row(102, "50", "")].concat();
        assert_eq!(office.csv(FileKind::Payments, &first).unwrap().taken, 3);
        let named = [
            head, &row(101, "200", "A1"), &row(101, "200", "A2"), &row(101, "200", "A3"),
            &row(102, "50", "B1"), &row(102, "51", "B2"),
        ].concat();
        let rows = refused(office.csv(FileKind::Payments, &named));
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 5]);
        assert!(rows.iter().all(|row| matches!(row.problem, RowProblem::PaidAlready(_))), "{rows:?}");
        let allowed = |known| {
            let file = NewFile {
                kind: FileKind::Payments, name: "表.csv", bytes: named.as_bytes(), maps: &[],
                files: None, dry_run: false, allow: Allow { known, ..USUAL },
            };
            import(&office.app, &office.slug, &file).unwrap()
        };
        let new = allowed(Known::LeftOut);
        assert_eq!((new.taken, new.unchanged), (2, 3));
        assert_eq!(new.sums[0].amount, Fen(-25_100));
        // A reference finds its own payment, and does not hide that of the row without one.
        let both = [head, &row(101, "200", "A3"), &row(101, "200", "")].concat();
        let rows = refused(office.csv(FileKind::Payments, &both));
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [3]);
        assert!(office.is_clean());
    }

    fn payments_of_one_unit_and_day_stay_apart_when_they_are_compared(db) {
        let mut office = Office::new(db, ManagementMode::SelfManaged);
        take(&office, FileKind::Registry, "04b_registry_for_the_payments.csv", USUAL).unwrap();
        for item in [BillItem::Fee, BillItem::Parking] {
            office.bill(item, Period::new(2026, 10).unwrap());
        }
        let head = "缴费日期,楼栋,单元,房号,项目,金额,收款方式\n";
        // Paid in full, then ahead; two payments ahead; parking, then ahead.
        let list = "2026-10-01,1,1,101,物业费,182.41,微信\n2026-10-01,1,1,101,物业费,200,微信\n\
            2026-10-01,1,1,101,物业费,200,微信\n2026-10-01,1,1,101,车位费,150,微信\n\
            2026-10-01,1,1,101,物业费,30,微信\n2026-10-01,1,1,102,物业费,500,微信\n";
        assert_eq!(office.csv(FileKind::Payments, &format!("{head}{list}")).unwrap().taken, 6);
        let more = format!("{head}{list}2026-10-02,1,1,103,物业费,1,微信\n");
        let rows = refused(office.csv(FileKind::Payments, &more));
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        assert!(office.is_clean());
    }
}
