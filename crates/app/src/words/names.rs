//! Chinese names of what the rules speak of, and how amounts, months and days are written.

use jiff::civil::Date;
use mingbai_domain::access::Actor;
use mingbai_domain::approvals::Role;
use mingbai_domain::book::EntryKind;
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::BillItem;
use mingbai_domain::ledger::Account;
use mingbai_domain::money::Fen;

use super::Lang;

/// `1,234.50 元`, `1,234.50 yuan`.
pub fn amount(fen: Fen, lang: Lang) -> String {
    let sign = if fen.0 < 0 { "-" } else { "" };
    let magnitude = fen.0.unsigned_abs();
    let (yuan, cents) = (grouped(magnitude / 100), magnitude % 100);
    match lang {
        Lang::Zh => format!("{sign}{yuan}.{cents:02} 元"),
        Lang::En => format!("{sign}{yuan}.{cents:02} yuan"),
    }
}

/// Digits in groups of three.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|g| std::str::from_utf8(g).unwrap_or(""))
        .collect();
    groups.join(",")
}

/// `1,234.50 元`.
pub(super) fn yuan(fen: Fen) -> String {
    amount(fen, Lang::Zh)
}

pub(super) fn month(period: Period) -> String {
    format!("{}年{}月", period.year(), period.month())
}

pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A time of the book as China's clocks show it, to the minute.
pub(super) fn moment(rfc3339: &str) -> String {
    let Some(at) = UnixMs::from_rfc3339(rfc3339) else {
        return "不明".to_owned();
    };
    let minutes = (at.seconds() - UnixMs::start_of(at.date()).seconds()) / 60;
    format!("{} {:02}:{:02}", day(at.date()), minutes / 60, minutes % 60)
}

/// `5003 清洁`.
pub(super) fn account(account: Account) -> String {
    format!("{} {}", account.code(), account.line().zh)
}

/// The same by code; the code alone if it is not in the chart.
pub(super) fn account_of(code: u16) -> String {
    Account::new(code).map_or_else(|_| code.to_string(), account)
}

pub(super) fn actor_name(actor: Actor) -> &'static str {
    match actor {
        Actor::Shell => "命令行",
        Actor::Job => "自动任务",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Manager => "物业负责人",
        Role::Steward => "红色小管家",
        Role::CommitteeChair => "业委会主任",
        Role::CommitteeMember => "业委会委员",
        Role::ResidentsCommittee => "社居委",
        Role::StreetOffice => "街道办",
    }
}

/// An entry's kind.
pub(super) fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Opening => "期初余额",
        EntryKind::Income => "收入",
        EntryKind::Expense => "支出",
        EntryKind::Settlement => "付清或到账",
        EntryKind::Remuneration => "物业酬金",
        EntryKind::Transfer => "资金划转",
        EntryKind::SmfDraw => "动用维修资金",
        EntryKind::Reversal => "冲销",
        EntryKind::YearEnd => "年终结转",
        EntryKind::Adjustment => "账面调整",
    }
}

/// A record's kind by its name in the book.
pub(super) fn record_kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "community" => "小区资料",
        "registry" => "房屋汇总",
        "agreement" => "服务合同",
        "budget" => "预算",
        "resolution" => "业主决议",
        "contract" => "合同",
        "entry" => "账目",
        "sealed" => "住户项目",
        "summary" => "住户汇总",
        "period_closed" => "结账",
        "statement" => "报表",
        "disclosure" => "公开事项",
        "objection" => "业主异议",
        "answer" => "答复",
        "file_withdrawn" => "撤下文件",
        "handover" => "移交",
        _ => return None,
    })
}

/// What is billed.
pub(super) fn bill_item(item: BillItem) -> &'static str {
    match item {
        BillItem::Fee => "物业费",
        BillItem::Parking => "车位费",
    }
}
