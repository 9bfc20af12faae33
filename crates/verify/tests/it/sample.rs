//! Sample books with every kind of record. Everything in them is invented.

use jiff::civil::{Date, date};
use mingbai_domain::approvals::{Policy, Role};
use mingbai_domain::book::{
    Agreement, Answer, Approval, Basis, BasisKind, Budget, BudgetLine, BudgetUse, BuildingTotal,
    Community, Contract, Disclosure, Draw, Entry, EntryKind, FileRef, FileWithdrawn, Item,
    ItemKind, ListRef, ListRow, Objection, PeriodClosed, Registry, Resolution, Scope, Sealed,
    Source, Statement, StatementLine, Summary, file_hash,
};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::UnitId;
use mingbai_domain::ledger::templates::{self, accounts as a};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};
use mingbai_domain::trust;

use crate::town::Book;

/// Noon in September 2026.
pub fn at(day: i8) -> UnixMs {
    UnixMs(UnixMs::start_of(date(2026, 9, 1)).0 + (i64::from(day) - 1) * 86_400_000 + 43_200_000)
}

pub fn day(day: i8) -> Date {
    at(day).date()
}

pub fn september() -> Period {
    Period::new(2026, 9).unwrap()
}

pub fn account(code: u16) -> Account {
    Account::new(code).unwrap()
}

/// 兴园北区, a trust, with `households` bills and payments.
pub fn north(households: u32) -> Book {
    let mut book = Book::new("xingyuan-north", 2);
    foundations(&mut book);
    let opening = templates::pair(Fund::Svc, a::BANK, a::SVC_BALANCE, Fen(10_000_000));
    post(&mut book, entry(EntryKind::Opening, 1, opening, "期初余额"));
    bills_and_payments(&mut book, households, 2);
    spend(&mut book);
    draw(&mut book);
    talk(&mut book);
    close(&mut book);
    book
}

/// 长宁家园, lump sum: hardly anything is public.
pub fn changning() -> Book {
    let mut book = Book::new("changning", 3);
    book.push(community(&book, "长宁家园", ManagementMode::LumpSum));
    let rent = templates::pair(Fund::Com, a::BANK, a::ADVERTISING, Fen(120_000));
    post(&mut book, entry(EntryKind::Income, 3, rent, "电梯广告收入"));
    book
}

pub fn community(book: &Book, name: &str, mode: ManagementMode) -> Community {
    Community {
        at: at(1),
        centre: "兴园中心".into(),
        district: "示范区".into(),
        kind: CommunityKind::Commercial,
        manager: "示范物业服务有限公司".into(),
        modes: vec![ModeFrom {
            mode,
            from: date(2026, 1, 1),
        }],
        name: name.into(),
        name_en: "Xingyuan North".into(),
        origin: book.log.origin(),
        profile: "cn-2026".into(),
        residents_committee: "兴园社居委".into(),
        slug: book.slug.clone(),
        synthetic: true,
    }
}

fn foundations(book: &mut Book) {
    book.push(community(book, "兴园北区", ManagementMode::Trust));
    book.push(Registry {
        area_c: AreaC(2_400_000),
        at: at(1),
        buildings: vec![building("1", 1_200_000, 120), building("2", 1_200_000, 120)],
        date: day(1),
        heads: 230,
        held_by_developer: 6,
        units: 240,
    });
    let minutes = document(book, "业主大会会议纪要", b"minutes of the owners' assembly");
    book.push(Resolution {
        area_for_c: AreaC(1_500_000),
        area_took_part_c: AreaC(1_800_000),
        area_total_c: AreaC(2_400_000),
        at: at(1),
        decided: day(1),
        document: Some(minutes),
        heads_for: 150,
        heads_took_part: 180,
        heads_total: 230,
        id: "R2026-01".into(),
        matter: 4,
        title: "选聘物业服务人并通过预算".into(),
    });
    let signed = document(book, "信托制物业服务合同", b"the agreement, redacted");
    book.push(Agreement {
        at: at(1),
        document: Some(signed),
        id: "A2026".into(),
        resolution: Some("R2026-01".into()),
        terms: trust::Agreement::usual(
            date(2026, 9, 1),
            Policy::usual(Fen(500_000), Fen(5_000_000)),
        ),
        title: "信托制物业服务合同".into(),
    });
    book.push(Budget {
        at: at(1),
        document: None,
        id: "B2026".into(),
        lines: vec![BudgetLine {
            account: account(5002),
            amount_fen: Fen(3_000_000),
            fund: Fund::Svc,
            line: 1,
            name: "设施维护".into(),
        }],
        resolution: Some("R2026-01".into()),
        title: "2026 年度预算".into(),
        year: 2026,
    });
    book.push(Contract {
        amount_fen: Some(Fen(480_000)),
        at: at(1),
        document: None,
        from: date(2026, 9, 1),
        id: "C2026-07".into(),
        related_party: false,
        title: "电梯维保合同".into(),
        to: date(2027, 8, 31),
        vendor: "示范电梯有限公司".into(),
    });
}

fn building(code: &str, area: i64, units: i64) -> BuildingTotal {
    BuildingTotal {
        area_c: AreaC(area),
        building: code.into(),
        entrances: vec!["1".into(), "2".into()],
        units,
    }
}

pub fn document(book: &mut Book, name: &str, content: &[u8]) -> FileRef {
    FileRef {
        media: "text/plain".into(),
        name: name.into(),
        original: None,
        sha256: book.file(content),
    }
}

/// An entry of the day, without number yet.
pub fn entry(kind: EntryKind, on: i8, postings: Vec<Posting>, text: &str) -> Entry {
    Entry {
        approvals: Vec::new(),
        at: at(on),
        bank_ref: None,
        basis: Vec::new(),
        budget: None,
        date: day(on),
        draw: None,
        kind,
        number: None,
        payee: None,
        period: Period::of(day(on)),
        postings,
        reason: None,
        related_party: false,
        reverses: None,
        scope: Scope::All,
        seq: 0,
        source: None,
        text: text.into(),
        vouchers: Vec::new(),
    }
}

/// Posts an entry under the next number.
pub fn post(book: &mut Book, mut entry: Entry) -> u64 {
    entry.seq = book.fold.next_seq();
    let seq = entry.seq;
    book.push(entry);
    seq
}

/// Bills and payments of `households`, and their summary.
pub fn bills_and_payments(book: &mut Book, households: u32, on: i8) {
    let from = book.fold.summarised_to();
    let (mut bills, mut payments) = (Vec::new(), Vec::new());
    for household in 0..households {
        let amount = Fen(18_500 + i64::from(household));
        bills.push(seal(book, ItemKind::Bill, household, amount, on));
        payments.push(seal(book, ItemKind::Payment, household, amount, on));
    }
    let bills = list(book, ItemKind::Bill, bills);
    let payments = list(book, ItemKind::Payment, payments);
    let (no, to) = (book.fold.summaries().len() as u64 + 1, book.fold.size());
    book.push(Summary {
        at: at(on),
        from,
        lists: vec![payments, bills],
        no,
        to,
    });
}

fn sides(kind: ItemKind) -> (Account, Account) {
    match kind {
        ItemKind::Bill => (a::FEES_RECEIVABLE, a::FEE_INCOME),
        _ => (a::BANK, a::FEES_RECEIVABLE),
    }
}

pub fn item(book: &Book, kind: ItemKind, household: u32, amount: Fen, on: i8) -> Item {
    let (debit, credit) = sides(kind);
    Item {
        community: book.slug.clone(),
        unit: UnitId(1000 + i64::from(household)),
        kind,
        fund: Fund::Svc,
        debit,
        credit,
        period: september(),
        number: format!(
            "{}202609-{household:06}",
            if kind == ItemKind::Bill { 'B' } else { 'P' }
        ),
        amount,
        at: at(on),
    }
}

pub fn salt(household: u32, kind: ItemKind) -> [u8; 32] {
    file_hash(format!("salt {household} {kind}").as_bytes())
}

pub fn seal(book: &mut Book, kind: ItemKind, household: u32, amount: Fen, on: i8) -> ListRow {
    let cid = item(book, kind, household, amount, on).cid(&salt(household, kind));
    book.push(Sealed {
        cid,
        seq: book.fold.next_seq(),
    });
    ListRow { cid, amount }
}

pub fn list(book: &mut Book, kind: ItemKind, rows: Vec<ListRow>) -> ListRef {
    let (debit, credit) = sides(kind);
    let total_fen = Fen::total(rows.iter().map(|row| row.amount)).unwrap();
    let count = rows.len().try_into().unwrap();
    ListRef {
        credit,
        debit,
        fund: Fund::Svc,
        item: kind,
        period: september(),
        rows: count,
        sha256: book.list(rows),
        total_fen,
    }
}

/// An expense with its whole basis, one with a slip and its reversal.
fn spend(book: &mut Book) {
    let voucher = document(book, "发票", b"an invoice, redacted");
    let mut repair = repair_of(Fen(48_000), "1号楼电梯维修");
    repair.vouchers = vec![FileRef {
        original: Some(file_hash(b"the invoice itself")),
        ..voucher
    }];
    repair.number = Some("记-004".into());
    repair.source = Some(Source {
        row: 12,
        sha256: file_hash(b"a workbook"),
        sheet: "九月".into(),
    });
    post(book, repair);
    // A text that tries to be a comment, a tag, a column and a string's end.
    let mut slip = repair_of(Fen(100), "水泵; date:2020-01-01 | \"零件\" \\ =1+1");
    slip.payee = Some("=cmd|示范\"五金\"店; ^x".into());
    let slip = post(book, slip);
    let original = book.fold.entry(slip).unwrap().entry.clone();
    let mut back = entry(
        EntryKind::Reversal,
        9,
        mingbai_domain::ledger::mirrored(&original.postings).unwrap(),
        "冲销错账",
    );
    back.reverses = Some(slip);
    back.reason = Some("金额录错".into());
    post(book, back);
}

pub fn repair_of(amount: Fen, text: &str) -> Entry {
    let postings = templates::pair(Fund::Svc, account(5002), a::BANK, amount);
    let mut repair = entry(EntryKind::Expense, 8, postings, text);
    repair.approvals = vec![
        approval("赵经理", Role::Manager),
        approval("李四", Role::Steward),
    ];
    repair.basis = vec![Basis {
        id: "C2026-07".into(),
        kind: BasisKind::Contract,
        note: "第三条 维修单价".into(),
    }];
    repair.budget = Some(BudgetUse {
        budget: "B2026".into(),
        line: 1,
    });
    repair.payee = Some("示范电梯有限公司".into());
    repair.bank_ref = Some("回单尾号 0915".into());
    repair.scope = Scope::Building("1".into());
    repair
}

fn approval(name: &str, role: Role) -> Approval {
    Approval {
        at: at(7),
        name: name.into(),
        role,
    }
}

/// The manager's remuneration by rule.
fn draw(book: &mut Book) {
    let agreement = &book.fold.agreements()["A2026"];
    let base_fen = book.fold.base_through(agreement, september()).unwrap();
    let due = book.fold.draw_due(agreement, september()).unwrap();
    let mut drawn = entry(
        EntryKind::Remuneration,
        15,
        templates::remuneration_paid(due),
        "九月酬金",
    );
    drawn.draw = Some(Draw {
        agreement: "A2026".into(),
        base_fen,
        drawn_before_fen: Fen::ZERO,
        through: september(),
    });
    drawn.payee = Some("示范物业服务有限公司".into());
    drawn.related_party = true;
    post(book, drawn);
}

fn talk(book: &mut Book) {
    let report = document(book, "九月收支公示", b"income and spending of September");
    book.push(Disclosure {
        at: at(20),
        document: Some(report.clone()),
        from: day(1),
        item: "income_and_expenses".into(),
        to: day(19),
    });
    let entry = book
        .fold
        .entries()
        .iter()
        .find(|p| p.entry.budget.is_some())
        .unwrap()
        .entry
        .seq;
    book.push(Objection {
        at: at(21),
        due: date(2026, 9, 28),
        entry,
        no: 1,
        text: "维修费为什么比去年高？".into(),
    });
    book.push(Answer {
        at: at(22),
        by: "物业服务中心".into(),
        objection: 1,
        text: "更换了主机轴承，验收单已附。".into(),
    });
    book.push(FileWithdrawn {
        at: at(23),
        reason: "文件中有住户信息，遮盖后重新公示".into(),
        sha256: report.sha256,
    });
    book.files
        .retain(|_, content| content != b"income and spending of September");
    book.push(Statement {
        at: at(24),
        from: day(1),
        lines: vec![StatementLine {
            amount_fen: Fen(-12_300),
            text: "保洁耗材".into(),
        }],
        title: "管理人自有收支说明".into(),
        to: day(23),
    });
}

/// September is closed in October.
fn close(book: &mut Book) {
    let balances = book.fold.account_balances();
    book.push(PeriodClosed {
        at: at(31),
        balances,
        period: september(),
    });
}

/// The manager hands over: what comes behind the handover is signed by the key of `seed`.
pub fn hand_over(book: &mut Book, seed: u8) {
    let next = mingbai_tlog::Signer::new(&book.log.origin(), &[seed; 32]).unwrap();
    book.push(mingbai_domain::book::Handover {
        at: UnixMs(book.fold.last_at().0.max(at(31).0)),
        successor: "示范二号物业服务有限公司".into(),
        vkey: next.verifier().to_string(),
    });
    book.log.since.push(book.log.entries.len() + 1);
    book.log.signers.push(next);
}

/// October's household items: bills and payments of `households`, and their summary.
pub fn bills_and_payments_later(book: &mut Book, households: u32) {
    let from = book.fold.summarised_to();
    let rows: Vec<ListRow> = (0..households)
        .map(|household| seal_later(book, 5000 + household))
        .collect();
    let mut of = list(book, ItemKind::Bill, rows);
    of.period = september().next();
    let (no, to) = (book.fold.summaries().len() as u64 + 1, book.fold.size());
    book.push(Summary {
        at: at(32),
        from,
        lists: vec![of],
        no,
        to,
    });
}

/// One bill of October that no summary has counted.
pub fn seal_later(book: &mut Book, household: u32) -> ListRow {
    let amount = Fen(20_000);
    let mut item = item(book, ItemKind::Bill, household, amount, 32);
    item.period = september().next();
    let cid = item.cid(&salt(household, ItemKind::Bill));
    book.push(Sealed {
        cid,
        seq: book.fold.next_seq(),
    });
    ListRow { cid, amount }
}
