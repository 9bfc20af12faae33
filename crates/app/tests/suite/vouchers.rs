//! Papers and approvers of journals and vouchers: which go together, what is refused, and what was
//! booked before.

use std::fs;

use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::import::{FileKind, RowProblem};
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{EntryKind, RuleBroken};
use mingbai_sheets::{Code, Lang};
use mingbai_testkit::both_engines;

use super::documents::{Desk, problem};

const HEADER: &str = "日期,凭证号,摘要,收入,支出,科目,对方单位,审批人,复核人,附件,原件\n";

/// A line of an expense with these papers.
fn cleaning(number: &str, public: &str, original: &str) -> String {
    format!("2026-09-10,{number},保洁,,32.00,保洁,某某保洁有限公司,王某,赵某,{public},{original}\n")
}

fn journal(rows: &[String]) -> String {
    format!("{HEADER}{}", rows.concat())
}

both_engines! {
    fn a_voucher_keeps_each_original_with_its_own_copy(db) {
        let desk = Desk::new(db);
        let papers = desk.folder.path().join("files");
        for name in ["一.pdf", "二.pdf", "二原件.pdf"] {
            fs::write(papers.join(name), format!("%PDF-1.4 {name}")).unwrap();
        }
        let vouchers = "凭证号,日期,摘要,资金,科目代码,借方,贷方,对方单位,审批人,复核人,附件,原件\n\
            记-7,2026-09-12,保洁,物业服务资金,5003,50,,某某保洁有限公司,王某（项目经理）、李某（业委会主任）,赵某（社居委）,一.pdf,\n\
            ,,,物业服务资金,1002,,50,,,,二.pdf,二原件.pdf\n";
        let opening = "日期,凭证号,摘要,收入,支出,科目,对方单位\n2026-09-01,记-1,物业费,100,,物业费,业主\n";
        desk.take(FileKind::Journal, "9月.csv", opening).unwrap();
        desk.take(FileKind::Entries, "凭证.csv", vouchers).unwrap();
        let fold = desk.app.fold(desk.id).unwrap();
        let entry = &fold.entries()[1].entry;
        assert_eq!(entry.kind, EntryKind::Expense);
        let roles: Vec<Role> = entry.approvals.iter().map(|approval| approval.role).collect();
        assert_eq!(roles, [Role::Manager, Role::CommitteeChair, Role::ResidentsCommittee]);
        let [first, second] = entry.vouchers.as_slice() else { panic!("two vouchers") };
        assert_eq!((first.name.as_str(), first.original), ("一", None));
        let original = desk.app.dir.private().join(hex::encode(second.original.unwrap()));
        assert_eq!(fs::read(original).unwrap(), "%PDF-1.4 二原件.pdf".as_bytes());
        assert_eq!(desk.public_files(), 2);
    }

    fn papers_that_cannot_be_taken_are_refused_with_all_their_rows(db) {
        let desk = Desk::new(db);
        let papers = desk.folder.path().join("files");
        for name in ["电话13900000001.pdf", "发票.pdf"] {
            fs::write(papers.join(name), b"%PDF-1.4 x").unwrap();
        }
        let size = desk.size();
        let opening = "2026-09-01,记-1,物业费,100,,物业费,业主,,,,\n".to_owned();
        let text = journal(&[
            opening.clone(),
            cleaning("记-2", "", "发票.pdf"),
            cleaning("记-3", "没有.pdf", ""),
            cleaning("记-4", "发票.pdf", "发票.pdf、发票.png"),
        ]);
        let Err(AppError::Import(ImportRefusal::Rows(rows))) = desk.take(FileKind::Journal, "9月.csv", &text) else {
            panic!("taken");
        };
        let places: Vec<u32> = rows.iter().map(|row| row.row).collect();
        assert_eq!(places, [3, 4, 5]);
        assert_eq!(rows[0].problem, RowProblem::OriginalAlone("发票.pdf".into()));
        assert!(matches!(rows[1].problem, RowProblem::File { .. }));
        assert_eq!(rows[2].problem, RowProblem::OriginalAlone("发票.png".into()));
        // A file's name is public as well.
        let named = journal(&[opening, cleaning("记-2", "电话13900000001.pdf", "")]);
        let personal = problem(desk.take(FileKind::Journal, "9月.csv", &named));
        assert!(matches!(personal, RowProblem::Rule(RuleBroken::PersonalData { .. })), "{personal:?}");
        assert_eq!((desk.size(), desk.public_files()), (size, 0));
        assert!(!desk.app.dir.private().exists());
    }

    fn a_file_that_only_the_example_row_names_is_not_published(db) {
        let desk = Desk::new(db);
        let text = "编号,标题,对方单位,起始日期,终止日期,文件\n\
            示例,电梯合同,某某电梯有限公司,2026-01-01,2026-12-31,发票.png\n\
            HT-1,保洁合同,某某保洁有限公司,2026-01-01,2026-12-31,协议.pdf\n";
        assert_eq!(desk.document("合同.csv", text).unwrap().taken, 1);
        assert_eq!(desk.public_files(), 1);
    }

    fn an_original_is_never_given_to_another_copy(db) {
        let desk = Desk::new(db);
        let text = "日期,凭证号,摘要,收入,支出,科目,对方单位,附件,原件\n\
            2026-09-01,记-1,物业费,100,,物业费,业主,发票.png、协议.pdf,协议原件.pdf\n";
        let missing = RowProblem::OriginalsMissing { copies: 2, originals: 1 };
        assert_eq!(problem(desk.take(FileKind::Journal, "9月.csv", text)), missing);
        let said = text.replace(",协议原件.pdf", ",-、协议原件.pdf");
        desk.take(FileKind::Journal, "9月.csv", &said).unwrap();
        let fold = desk.app.fold(desk.id).unwrap();
        let [invoice, agreement] = fold.entries()[0].entry.vouchers.as_slice() else { panic!("two") };
        assert!(invoice.original.is_none() && agreement.original.is_some());
    }

    fn a_journal_is_not_booked_twice_because_a_file_of_it_changed(db) {
        let desk = Desk::new(db);
        let text = "日期,凭证号,摘要,收入,支出,科目,对方单位,附件\n\
            2026-09-01,记-1,物业费,100,,物业费,业主,发票.png\n";
        assert_eq!(desk.take(FileKind::Journal, "9月.csv", text).unwrap().taken, 1);
        let other = desk.folder.path().join("files/发票.png");
        std::fs::write(other, b"\x89PNG\r\n\x1a\n other").unwrap();
        assert!(desk.take(FileKind::Journal, "9月.csv", text).unwrap().repeated);
    }

    fn a_voucher_number_booked_before_in_that_month_is_pointed_out(db) {
        let desk = Desk::new(db);
        let first = "日期,凭证号,摘要,收入,支出,科目,对方单位\n\
            2026-08-31,记-1,物业费,100,,物业费,业主\n2026-09-01,记-1,物业费,100,,物业费,业主\n";
        let taken = desk.take(FileKind::Journal, "9月.csv", first).unwrap();
        assert!(taken.warnings.is_empty(), "another month has its own numbers");
        let again = "日期,凭证号,摘要,收入,支出,科目,对方单位\n\
            2026-09-01,记-1,物业费,90,,物业费,业主\n2026-09-02,记-2,停车费,5,,停车费,业主\n";
        let taken = desk.take(FileKind::Journal, "9月改.csv", again).unwrap();
        let [warning] = taken.warnings.as_slice() else { panic!("{:?}", taken.warnings) };
        let booked = desk.app.fold(desk.id).unwrap().entries()[1].entry.seq;
        assert_eq!((warning.row, warning.code.clone()), (2, Code::VoucherBooked { entry: booked }));
        let text = warning.text(Lang::Zh);
        assert!(text.contains("第2行") && text.contains("记-1"), "{text}");
    }
}
