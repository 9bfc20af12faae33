//! Public documents from an office's workbook: each kind, what is refused, nothing twice, and the
//! files that they name.

use std::fs;
use std::sync::atomic::Ordering;

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::error::AppError;
use mingbai_app::import::refusal::ImportRefusal;
use mingbai_app::import::{FileKind, FileProblem, NewFile, Outcome, RowProblem, import};
use mingbai_app::ops::setup;
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{BasisKind, EntryKind, Field, RuleBroken};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::money::{AreaC, Fen, Ratio};
use mingbai_domain::registry::ManagementMode;
use mingbai_domain::trust::Pay;
use mingbai_testkit::{TestDatabase, both_engines};
use tempfile::TempDir;

use super::cast::{community, install, target};

const RESOLUTIONS: &str = "编号,标题,表决事项,日期,总人数,总面积,参与人数,参与面积,同意人数,同意面积\n\
    JY-1,通过协议和预算,4,2026-01-10,119,13106.07,98,10842.50,87,9640.10\n";
const AGREEMENT: &str = "编号,标题,起始日期,酬金方式,酬金,计提科目,预留比例,小管家限额,业委会限额,决议,文件,原件\n\
    XT-1,服务信托协议,2026-01-01,比例,10%,物业费、停车费,20%,1000,50000,JY-1,协议.pdf,协议原件.pdf\n";
const BUDGET: &str = "编号,年度,标题,项目,科目,金额,决议\n\
    YS-1,2026,2026年度预算,保洁,保洁,420000,JY-1\n,,,维修,5002,180000,\n";
const CONTRACT: &str = "编号,标题,对方单位,起始日期,终止日期,金额,关联方\n\
    HT-1,保洁合同,某某保洁有限公司,2026-01-01,2026-12-31,384000,否\n";
const DISCLOSURE: &str = "公示事项,起始日期,终止日期\n公共收益收支,2026-04-01,2026-06-30\n";
const STATEMENT: &str = "标题,起始日期,终止日期,项目,收入,支出\n\
    上半年经营情况,2026-01-01,2026-06-30,物业费,100,\n,,,人工,,60.5\n";

/// An office with a community in trust and a folder of papers.
pub struct Desk {
    pub app: App,
    pub id: CommunityId,
    slug: Slug,
    pub folder: TempDir,
}

impl Desk {
    pub fn new(db: &TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (app, folder, now) = install(target(db), folder, "test.example");
        let trust = community("xingyuan-north", ManagementMode::Trust);
        let id = setup::add_community(&app, trust).unwrap();
        now.store(UnixMs::start_of(date(2026, 10, 2)).0, Ordering::Relaxed);
        let files = folder.path().join("files");
        fs::create_dir(&files).unwrap();
        fs::write(files.join("协议.pdf"), b"%PDF-1.4 blackened").unwrap();
        fs::write(files.join("协议原件.pdf"), b"%PDF-1.4 original").unwrap();
        fs::write(files.join("发票.png"), b"\x89PNG\r\n\x1a\n x").unwrap();
        Self {
            app,
            id,
            slug: Slug::new("xingyuan-north").unwrap(),
            folder,
        }
    }

    pub fn take(&self, kind: FileKind, name: &str, text: &str) -> Result<Outcome, AppError> {
        self.ask(kind, name, text, false)
    }

    fn ask(
        &self,
        kind: FileKind,
        name: &str,
        text: &str,
        dry_run: bool,
    ) -> Result<Outcome, AppError> {
        let files = self.folder.path().join("files");
        let new = NewFile {
            kind,
            name,
            bytes: text.as_bytes(),
            maps: &[],
            files: Some(&files),
            dry_run,
            allow: mingbai_app::import::Allow::default(),
        };
        import(&self.app, &self.slug, &new)
    }

    pub fn document(&self, name: &str, text: &str) -> Result<Outcome, AppError> {
        self.take(FileKind::Documents, name, text)
    }

    fn all(&self) {
        for (name, text) in [
            ("决议.csv", RESOLUTIONS),
            ("服务协议.csv", AGREEMENT),
            ("预算.csv", BUDGET),
            ("合同.csv", CONTRACT),
            ("公示.csv", DISCLOSURE),
            ("报表.csv", STATEMENT),
        ] {
            let taken = self.document(name, text).unwrap();
            assert_eq!((taken.taken, taken.unchanged), (1, 0), "{name}");
        }
    }

    pub fn size(&self) -> u64 {
        self.app.fold(self.id).unwrap().size()
    }

    pub fn public_files(&self) -> usize {
        let files = self.app.dir.community(&self.slug).join("files");
        fs::read_dir(files).map_or(0, Iterator::count)
    }
}

pub fn problem(refused: Result<Outcome, AppError>) -> RowProblem {
    match refused {
        Err(AppError::Import(ImportRefusal::Rows(rows))) if rows.len() == 1 => {
            rows[0].problem.clone()
        }
        other => panic!("not refused by one row: {other:?}"),
    }
}

both_engines! {
    fn every_kind_is_recorded_as_it_was_written(db) {
        let desk = Desk::new(db);
        desk.all();
        let fold = desk.app.fold(desk.id).unwrap();
        let decided = &fold.resolutions()["JY-1"];
        assert_eq!((decided.matter, decided.heads_for), (4, 87));
        assert_eq!(decided.area_took_part_c, AreaC(1_084_250));
        let agreement = &fold.agreements()["XT-1"];
        let terms = &agreement.terms;
        assert_eq!(terms.pay, Pay::Ratio(Ratio { num: 1, den: 10 }));
        assert_eq!(terms.base_accounts.iter().copied().collect::<Vec<_>>(), [4001, 4002]);
        assert_eq!((terms.holdback, terms.pay_day), (Ratio { num: 1, den: 5 }, 15));
        assert_eq!(terms.approvals.tiers[1].up_to_fen, Some(Fen(5_000_000)));
        let document = agreement.document.as_ref().unwrap();
        assert_eq!((document.name.as_str(), document.media.as_str()), ("协议", "application/pdf"));
        let budget = &fold.budgets()["YS-1"];
        let lines: Vec<_> = budget.lines.iter().map(|line| (line.line, line.account.code(), line.amount_fen)).collect();
        assert_eq!(lines, [(1, 5003, Fen(42_000_000)), (2, 5002, Fen(18_000_000))]);
        assert_eq!(fold.contracts()["HT-1"].amount_fen, Some(Fen(38_400_000)));
        assert_eq!(fold.disclosures()[0].disclosure.item, "common_income");
        let statement = &fold.statements()[0].1;
        let amounts: Vec<Fen> = statement.lines.iter().map(|line| line.amount_fen).collect();
        assert_eq!(amounts, [Fen(10_000), Fen(-6_050)]);

        // The blackened copy is served, the original is kept apart.
        let public = desk.app.dir.community(&desk.slug).join("files");
        let served = fs::read(public.join(hex::encode(document.sha256))).unwrap();
        assert_eq!(served, b"%PDF-1.4 blackened");
        let original = hex::encode(document.original.unwrap());
        assert!(!public.join(&original).exists());
        assert_eq!(fs::read(desk.app.dir.private().join(original)).unwrap(), b"%PDF-1.4 original");
    }

    fn nothing_is_recorded_twice_and_nothing_is_changed(db) {
        let desk = Desk::new(db);
        desk.all();
        let size = desk.size();
        // The same content in another file.
        let again = desk.document("合同.csv", &format!("{CONTRACT}\n")).unwrap();
        assert_eq!((again.taken, again.unchanged), (0, 1));
        for (name, text) in [("公示.csv", DISCLOSURE), ("报表.csv", STATEMENT), ("预算.csv", BUDGET)] {
            assert_eq!(desk.document(name, &format!("{text},\n")).unwrap().taken, 0, "{name}");
        }
        let dearer = CONTRACT.replace("384000", "394000");
        let differs = RowProblem::RecordDiffers { what: "contract", id: "HT-1".into() };
        assert_eq!(problem(desk.document("合同.csv", &dearer)), differs);
        assert_eq!(desk.size(), size);
        // A budget is amended by a resolution, and only by one.
        let more = BUDGET.replace("420000", "430000");
        let silent = more.replace(",JY-1", ",");
        assert!(matches!(problem(desk.document("预算.csv", &silent)), RowProblem::RecordDiffers { .. }));
        assert!(matches!(problem(desk.document("预算.csv", &more)), RowProblem::RecordDiffers { .. }));
        let second = RESOLUTIONS.replace("JY-1", "JY-2").replace("2026-01-10", "2026-03-10");
        desk.document("决议.csv", &second).unwrap();
        let amended = more.replace("JY-1", "JY-2");
        assert_eq!(desk.document("预算.csv", &amended).unwrap().taken, 1);
        assert_eq!(desk.size(), size + 2);
        // The workbook of before does not take the amendment back.
        let old = problem(desk.document("预算.csv", &format!("{BUDGET},,,,,,\n")));
        assert!(matches!(old, RowProblem::RecordDiffers { .. }), "{old:?}");
    }

    fn every_bad_line_of_a_budget_is_named(db) {
        let desk = Desk::new(db);
        desk.document("决议.csv", RESOLUTIONS).unwrap();
        let bad = BUDGET.replace("保洁,保洁", "保洁,没有").replace("5002", "也没有");
        let Err(AppError::Import(ImportRefusal::Rows(rows))) = desk.document("预算.csv", &bad) else { panic!("taken") };
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3]);
    }

    fn a_refused_row_leaves_nothing_behind_neither_record_nor_file(db) {
        let desk = Desk::new(db);
        let size = desk.size();
        // The resolution that the agreement names is not in the book.
        let dangling = problem(desk.document("服务协议.csv", AGREEMENT));
        assert!(matches!(dangling, RowProblem::Rule(RuleBroken::Dangling { .. })), "{dangling:?}");
        desk.document("决议.csv", RESOLUTIONS).unwrap();
        let size = size + 1;
        let cases = [
            AGREEMENT.replace("协议.pdf", "没有.pdf"),
            AGREEMENT.replace("协议.pdf", "../../mingbai.db"),
            AGREEMENT.replace("1000,50000", "50000,1000"),
            AGREEMENT.replace("物业费、停车费", "财政补贴"),
        ];
        let problems: Vec<RowProblem> = cases.iter().map(|text| problem(desk.document("服务协议.csv", text))).collect();
        assert!(matches!(&problems[0], RowProblem::File { why: FileProblem::Missing, .. }));
        assert!(matches!(&problems[1], RowProblem::File { why: FileProblem::Outside, .. }));
        assert!(matches!(&problems[2..], [RowProblem::Terms(_), RowProblem::Terms(_)]));
        let phone = CONTRACT.replace("保洁合同", "联系13900000001");
        let personal = problem(desk.document("合同.csv", &phone));
        assert!(matches!(personal, RowProblem::Rule(RuleBroken::PersonalData { .. })));
        let numbered = problem(desk.document("合同.csv", &CONTRACT.replace("HT-1", "HT-13900000001")));
        assert!(matches!(numbered, RowProblem::Rule(RuleBroken::PersonalData { field: Field::Id, .. })));
        let future = DISCLOSURE.replace("2026-04-01,2026-06-30", "2027-04-01,2027-06-30");
        assert!(matches!(problem(desk.document("公示.csv", &future)), RowProblem::DayToCome(_)));
        assert_eq!(desk.ask(FileKind::Documents, "合同.csv", CONTRACT, true).unwrap().taken, 1);
        assert_eq!((desk.size(), desk.public_files()), (size, 0));
    }

    fn the_same_workbook_with_another_file_is_not_the_same_import(db) {
        let desk = Desk::new(db);
        desk.document("决议.csv", RESOLUTIONS).unwrap();
        desk.document("服务协议.csv", AGREEMENT).unwrap();
        assert!(desk.document("服务协议.csv", AGREEMENT).unwrap().repeated);
        fs::write(desk.folder.path().join("files/协议.pdf"), b"%PDF-1.4 other").unwrap();
        let differs = problem(desk.document("服务协议.csv", AGREEMENT));
        assert!(matches!(differs, RowProblem::RecordDiffers { .. }), "{differs:?}");
    }

    fn an_expense_shows_its_grounds_its_approvers_and_its_vouchers(db) {
        let desk = Desk::new(db);
        desk.all();
        let journal = "日期,凭证号,摘要,收入,支出,科目,对方单位,依据,预算项目,审批人,复核人,附件\n\
            2026-09-02,记-1,物业费,90000,,物业费,业主,XT-1,,,,\n\
            2026-09-10,记-2,保洁,,32000,保洁,某某保洁有限公司,HT-1,保洁,王某（物业负责人）、李某（业委会主任）,赵某,发票.png\n\
            2026-09-15,记-3,酬金,,9000,物业酬金,某某物业有限公司,,,王某,赵某,\n";
        // Above the steward's limit the committee's chair must have agreed.
        let without = journal.replace("、李某（业委会主任）", "");
        assert!(matches!(problem(desk.take(FileKind::Journal, "9月.csv", &without)), RowProblem::Rule(_)));
        assert_eq!(desk.public_files(), 1);
        desk.take(FileKind::Journal, "9月.csv", journal).unwrap();
        let fold = desk.app.fold(desk.id).unwrap();
        let [fees, cleaning, pay] = fold.entries() else { panic!("three entries") };
        assert_eq!(fees.entry.basis[0].kind, BasisKind::Agreement);
        let cleaning = &cleaning.entry;
        assert_eq!(cleaning.basis[0].kind, BasisKind::Contract);
        let roles: Vec<Role> = cleaning.approvals.iter().map(|approval| approval.role).collect();
        assert_eq!(roles, [Role::Manager, Role::CommitteeChair, Role::Steward]);
        assert_eq!(cleaning.budget.as_ref().map(|used| used.line), Some(1));
        assert_eq!((cleaning.vouchers[0].name.as_str(), cleaning.vouchers[0].media.as_str()), ("发票", "image/png"));
        assert_eq!(desk.public_files(), 2);
        // Remuneration is drawn by the agreement: the base and what was drawn are the book's.
        assert_eq!(pay.entry.kind, EntryKind::Remuneration);
        assert_eq!(pay.entry.draw.as_ref().map(|draw| draw.base_fen), Some(Fen(9_000_000)));
    }

    fn remuneration_that_is_not_due_is_refused(db) {
        let desk = Desk::new(db);
        desk.all();
        let journal = "日期,凭证号,摘要,收入,支出,科目,对方单位,审批人,复核人\n\
            2026-09-02,记-1,物业费,90000,,物业费,业主,,\n\
            2026-09-15,记-3,酬金,,9000.01,物业酬金,某某物业有限公司,王某,赵某\n";
        let due = RuleBroken::Remuneration { due: Fen(900_000), found: Fen(900_001) };
        assert_eq!(problem(desk.take(FileKind::Journal, "9月.csv", journal)), RowProblem::Rule(due));
    }
}
