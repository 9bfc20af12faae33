//! A small book to add to, and records that are right until a test makes one thing wrong.
//!
//! 兴园北区, in trust since January 2026: a budget with one line for cleaning (50,000 yuan), a
//! contract with an outside vendor and one with a sister company, one resolution.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use mingbai_domain::approvals::{Policy, Role};
use mingbai_domain::book::{
    Agreement, Approval, Basis, BasisKind, Budget, BudgetLine, BudgetUse, Community, Contract,
    Entry, EntryKind, FileRef, Fold, ItemKind, ListRef, PeriodClosed, Record, Resolution,
    RuleBroken, Scope, Sealed, Summary,
};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_domain::trust;

/// The day on which records are made unless a test says otherwise.
pub const TODAY: Date = date(2026, 9, 20);

/// 5003 cleaning.
pub fn cleaning() -> Account {
    Account::new(5003).unwrap()
}

/// Ten in the morning in China.
pub fn at(day: Date) -> UnixMs {
    UnixMs(UnixMs::start_of(day).0 + 10 * 3_600_000)
}

pub fn month(text: &str) -> Period {
    text.parse().unwrap()
}

/// A book with everything taken in so far.
pub struct Book {
    pub fold: Fold,
    pub records: Vec<Record>,
    pub today: Date,
}

impl Book {
    /// Nothing but the community.
    pub fn empty(mode: ManagementMode) -> Self {
        let mut book = Self {
            fold: Fold::default(),
            records: Vec::new(),
            today: TODAY,
        };
        book.take(community(mode));
        book
    }

    /// 兴园北区 with its papers.
    pub fn new() -> Self {
        let mut book = Self::empty(ManagementMode::Trust);
        book.take(resolution("2026-1"));
        book.take(agreement("trust"));
        book.take(budget("2026"));
        book.take(contract("cleaning", false));
        book.take(contract("sister", true));
        book
    }

    /// Takes a record in; it must be right.
    pub fn take(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.fold
            .apply(&record)
            .unwrap_or_else(|violation| panic!("{violation}"));
        self.records.push(record);
    }

    /// The rule that a record breaks; nothing may change when it is refused.
    pub fn refuse(&self, record: impl Into<Record>) -> RuleBroken {
        let mut after = self.fold.clone();
        let violation = after
            .apply(&record.into())
            .expect_err("the record is accepted");
        assert_eq!(after, self.fold, "a refused record changed the book");
        assert_eq!(violation.index, self.fold.size());
        violation.rule
    }

    /// An entry of today with the next number.
    pub fn entry(&self, kind: EntryKind, postings: Vec<Posting>) -> Entry {
        Entry {
            approvals: vec![],
            at: at(self.today),
            bank_ref: None,
            basis: vec![],
            budget: None,
            date: self.today,
            draw: None,
            kind,
            number: None,
            payee: None,
            period: Period::of(self.today),
            postings,
            reason: None,
            related_party: false,
            reverses: None,
            scope: Scope::All,
            seq: self.fold.next_seq(),
            source: None,
            text: "日常收支".to_owned(),
            vouchers: vec![],
        }
    }

    /// Advertising in the lifts, paid into the bank.
    pub fn income(&self, fen: i64) -> Entry {
        self.entry(
            EntryKind::Income,
            pair(Fund::Com, a::BANK, a::ADVERTISING, Fen(fen)),
        )
    }

    /// Cleaning by invoice, on the budget's line, approved by everyone whom it may need.
    pub fn expense(&self, fen: i64) -> Entry {
        let postings = pair(Fund::Svc, cleaning(), a::PAYABLES, Fen(fen));
        Entry {
            approvals: approvals(),
            budget: Some(BudgetUse {
                budget: "2026".into(),
                line: 1,
            }),
            payee: Some("洁美保洁公司".into()),
            ..self.entry(EntryKind::Expense, postings)
        }
    }

    /// Takes entry `seq` back today.
    pub fn reversal(&self, seq: u64) -> Entry {
        let target = &self.fold.entry(seq).unwrap().entry;
        let postings = mingbai_domain::ledger::mirrored(&target.postings).unwrap();
        Entry {
            reverses: Some(seq),
            reason: Some("金额录错".into()),
            ..self.entry(EntryKind::Reversal, postings)
        }
    }

    /// One household item, sealed.
    pub fn seal(&mut self) {
        let seq = self.fold.next_seq();
        let byte = u8::try_from(seq % 251).unwrap();
        self.take(Sealed {
            cid: [byte; 32],
            seq,
        });
    }

    /// A summary of everything sealed since the last one.
    pub fn summary(&self, lists: Vec<ListRef>) -> Summary {
        Summary {
            at: at(self.today),
            from: self.fold.summarised_to(),
            lists,
            no: u64::try_from(self.fold.summaries().len()).unwrap() + 1,
            to: self.fold.size(),
        }
    }

    /// One household pays its property fee: sealed and summarised.
    pub fn fee_received(&mut self, fen: i64) {
        self.seal();
        let list = list(ItemKind::Payment, 1, fen);
        self.take(self.summary(vec![ListRef {
            period: Period::of(self.today),
            ..list
        }]));
    }

    /// The closing of a month, as of today.
    pub fn closing(&self, period: Period) -> PeriodClosed {
        PeriodClosed {
            at: at(self.today),
            balances: self.fold.account_balances(),
            period,
        }
    }
}

/// A list of `rows` items in September 2026.
pub fn list(item: ItemKind, rows: u64, total: i64) -> ListRef {
    let (fund, debit, credit) = match item {
        ItemKind::Bill => (Fund::Svc, a::FEES_RECEIVABLE, a::FEE_INCOME),
        ItemKind::Payment => (Fund::Svc, a::BANK, a::FEES_RECEIVABLE),
        ItemKind::Deposit => (Fund::Agy, a::BANK, a::DEPOSITS),
        _ => panic!("this test book has no lists of {item}"),
    };
    let sha256 = [7; 32];
    ListRef {
        credit,
        debit,
        fund,
        item,
        period: month("2026-09"),
        rows,
        sha256,
        total_fen: Fen(total),
    }
}

pub fn community(mode: ManagementMode) -> Community {
    Community {
        at: at(TODAY),
        centre: "幸福里社区".into(),
        district: "示范区".into(),
        kind: CommunityKind::Resettlement,
        manager: "红色物业信托".into(),
        modes: vec![ModeFrom {
            mode,
            from: date(2026, 1, 1),
        }],
        name: "兴园北区".into(),
        name_en: "Xingyuan North".into(),
        origin: "book.example/c/xingyuan-north/log".into(),
        profile: "cn".into(),
        residents_committee: "兴园社居委".into(),
        slug: Slug::new("xingyuan-north").unwrap(),
        synthetic: true,
    }
}

pub fn resolution(id: &str) -> Resolution {
    Resolution {
        area_for_c: AreaC(700),
        area_took_part_c: AreaC(800),
        area_total_c: AreaC(1_000),
        at: at(TODAY),
        decided: date(2026, 1, 2),
        document: Some(paper("会议纪要")),
        heads_for: 70,
        heads_took_part: 80,
        heads_total: 100,
        id: id.to_owned(),
        matter: 5,
        title: "业主大会决议".into(),
    }
}

/// The usual trust agreement: 10/100 of the fees received; up to 5,000 yuan a steward, up to
/// 50,000 yuan the committee's chair, above it a resolution.
pub fn agreement(id: &str) -> Agreement {
    let policy = Policy::usual(Fen(500_000), Fen(5_000_000));
    let terms = trust::Agreement::usual(date(2026, 1, 1), policy);
    Agreement {
        at: at(TODAY),
        document: None,
        id: id.to_owned(),
        resolution: Some("2026-1".into()),
        terms: trust::Agreement {
            base_accounts: BTreeSet::from([4001]),
            ..terms
        },
        title: "信托制物业服务合同".into(),
    }
}

pub fn budget(id: &str) -> Budget {
    let cleaning = BudgetLine {
        account: cleaning(),
        amount_fen: Fen(5_000_000),
        fund: Fund::Svc,
        line: 1,
        name: "清洁".into(),
    };
    Budget {
        at: at(TODAY),
        document: None,
        id: id.to_owned(),
        lines: vec![cleaning],
        resolution: Some("2026-1".into()),
        title: "年度预算".into(),
        year: 2026,
    }
}

pub fn contract(id: &str, related_party: bool) -> Contract {
    Contract {
        amount_fen: Some(Fen(4_800_000)),
        at: at(TODAY),
        document: None,
        from: date(2026, 1, 1),
        id: id.to_owned(),
        related_party,
        title: "保洁服务合同".into(),
        to: date(2026, 12, 31),
        vendor: "洁美保洁公司".into(),
    }
}

pub fn paper(name: &str) -> FileRef {
    FileRef {
        media: "image/png".into(),
        name: name.into(),
        original: None,
        sha256: [9; 32],
    }
}

/// The manager, the chair and a steward.
pub fn approvals() -> Vec<Approval> {
    let people = [
        ("王五", Role::Manager),
        ("赵六", Role::CommitteeChair),
        ("李四", Role::Steward),
    ];
    people.map(|(name, role)| approval(name, role)).to_vec()
}

pub fn approval(name: &str, role: Role) -> Approval {
    Approval {
        at: at(TODAY),
        name: name.into(),
        role,
    }
}

/// A basis; `id` is empty for emergencies.
pub fn basis(kind: BasisKind, id: &str) -> Basis {
    Basis {
        id: id.into(),
        kind,
        note: String::new(),
    }
}
