//! `mingbai expense`: draft, approve, pay, void, list.

use anyhow::{Context, bail};
use mingbai_app::act::Call;
use mingbai_app::money::expenses;
use mingbai_app::words::{self, Lang};
use mingbai_domain::access::Act;
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{Basis, BasisKind, BudgetUse, Entry, EntryKind, Fold, Scope};
use mingbai_domain::ids::ExpenseId;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::ledger::{Account, AccountClass, Fund};

use super::Desk;
use crate::args::desk::ExpenseCommand;
use crate::place::say;

/// Does one of them.
pub fn run(command: ExpenseCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        ExpenseCommand::Draft { .. } => draft(command, lang),
        ExpenseCommand::Approve {
            at,
            expense,
            name,
            role,
        } => {
            let role = Role::parse(&role).with_context(|| unknown_role(lang))?;
            let desk = Desk::open(&at)?;
            let expense = ExpenseId(expense);
            let complete = desk.act(Act::ApproveExpense, move |cx| {
                expenses::approve(cx, expense, &name, role)
            })?;
            let zh = [
                "已记下审批，还需要别人审批；用 expense list 查看还缺谁。",
                "审批已齐，可以付款。",
            ];
            let en = [
                "Approved; somebody else has to approve as well, see `expense list`.",
                "Approved by all who have to; it can be paid.",
            ];
            println!(
                "{}",
                say(lang, zh[usize::from(complete)], en[usize::from(complete)])
            );
            Ok(())
        }
        ExpenseCommand::Pay {
            at,
            expense,
            bank_ref,
            date,
        } => {
            let desk = Desk::open(&at)?;
            let expense = ExpenseId(expense);
            let day = match date {
                Some(text) => super::day(&text, lang)?,
                None => desk.app.clock.now().date(),
            };
            let number = desk.act(Act::PayExpense, move |cx| {
                expenses::pay_on(cx, expense, &bank_ref, Some(day))
            })?;
            println!(
                "{} {number}",
                say(lang, "已付款入账，分录号", "Paid, entry")
            );
            desk.publish(lang)
        }
        ExpenseCommand::Void { at, expense } => {
            let desk = Desk::open(&at)?;
            desk.act(Act::VoidExpense, move |cx| {
                expenses::void(cx, ExpenseId(expense))
            })?;
            println!("{} {expense}", say(lang, "已作废支出", "Given up:"));
            Ok(())
        }
        ExpenseCommand::List { at } => {
            let desk = Desk::open(&at)?;
            let call = Call::shell(Act::ReadExpenses, desk.id);
            let open = desk.app.look(call, expenses::list_open)?;
            if open.is_empty() {
                println!(
                    "{}",
                    say(lang, "没有待审批、待付款的支出。", "No expense is waiting.")
                );
            }
            for expense in &open {
                println!("{}", line(expense, lang));
            }
            Ok(())
        }
    }
}

fn unknown_role(lang: Lang) -> String {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let known = known.join(say(lang, "、", ", "));
    match lang {
        Lang::Zh => format!("没有这种身份；可用的身份：{known}"),
        Lang::En => format!("there is no such role; the roles are {known}"),
    }
}

/// Number, state, amount, text, payee, and who has to do what.
fn line(expense: &expenses::Open, lang: Lang) -> String {
    let entry = &expense.entry;
    let state = match (expense.approved, expense.missing) {
        (true, _) => say(lang, "待付款", "to be paid").to_owned(),
        (false, None) => say(lang, "待审批", "to be approved").to_owned(),
        (false, Some(refusal)) => {
            let missing = words::refusal(refusal, lang);
            format!("{}{missing}", say(lang, "待审批：", "to be approved: "))
        }
    };
    let given: Vec<&str> = entry
        .approvals
        .iter()
        .map(|given| given.name.as_str())
        .collect();
    let given = if given.is_empty() {
        say(lang, "无", "nobody").to_owned()
    } else {
        given.join(say(lang, "、", ", "))
    };
    format!(
        "{}  {}  {}  {}  {}  {}{given}  {state}",
        expense.id,
        entry.date,
        words::amount(expense.amount, lang),
        entry.text,
        entry.payee.as_deref().unwrap_or("-"),
        say(lang, "已批：", "approved by "),
    )
}

fn draft(command: ExpenseCommand, lang: Lang) -> anyhow::Result<()> {
    let ExpenseCommand::Draft {
        at,
        amount,
        text,
        payee,
        budget,
        account,
        fund,
        basis,
        scope,
        related,
        date,
    } = command
    else {
        bail!("not a draft");
    };
    let desk = Desk::open(&at)?;
    let fold = desk.app.fold(desk.id)?;
    let date = match date {
        Some(text) => super::day(&text, lang)?,
        None => desk.app.clock.now().date(),
    };
    let budget = budget.map(|text| budget_line(&text, lang)).transpose()?;
    let of_line = budget.as_ref().and_then(|used| line_of(&fold, used));
    let account = match (account, of_line) {
        (Some(text), _) => expense_account(&text, lang)?,
        (None, Some((account, _))) => account,
        (None, None) => {
            let zh =
                "请写明支出科目，例如 --account 5003，或写明账本里有的预算项目 --budget 2026/1";
            let en = "state the expense account, such as --account 5003, or a budget line of the \
                book, such as --budget 2026/1";
            bail!(say(lang, zh, en))
        }
    };
    let fund = match (fund, of_line) {
        (Some(text), _) => fund_of(&text, lang)?,
        (None, Some((_, fund))) => fund,
        (None, None) => Fund::Svc,
    };
    let postings = pair(fund, account, a::BANK, super::yuan(&amount, lang)?);
    let entry = Entry {
        payee: Some(payee),
        basis: basis.iter().map(|text| basis_of(text)).collect(),
        budget,
        related_party: related,
        scope: scope_of(&scope, lang)?,
        ..Entry::new(EntryKind::Expense, date, text, postings)
    };
    let expense = desk.act(Act::DraftExpense, move |cx| {
        expenses::draft(cx, entry.clone())
    })?;
    println!(
        "{} {expense}",
        say(lang, "已起草支出，编号", "Drafted expense")
    );
    Ok(())
}

/// `2026/3`: the budget's id may itself hold a slash.
fn budget_line(text: &str, lang: Lang) -> anyhow::Result<BudgetUse> {
    let parsed = text.rsplit_once('/').and_then(|(budget, line)| {
        let line = line.parse().ok()?;
        let budget = budget.to_owned();
        (!budget.is_empty()).then_some(BudgetUse { budget, line })
    });
    parsed.with_context(|| {
        let zh = "预算项目写作 预算编号/行号，例如 2026/3";
        say(
            lang,
            zh,
            "a budget line is written BUDGET/LINE, such as 2026/3",
        )
        .to_owned()
    })
}

fn line_of(fold: &Fold, used: &BudgetUse) -> Option<(Account, Fund)> {
    let lines = &fold.budgets().get(&used.budget)?.lines;
    let line = lines.iter().find(|line| line.line == used.line)?;
    Some((line.account, line.fund))
}

fn expense_account(text: &str, lang: Lang) -> anyhow::Result<Account> {
    let expense = Account::named(text).filter(|account| account.class() == AccountClass::Expense);
    expense.with_context(|| {
        let zh = "支出科目是科目表里 5 开头的代码，例如 5003 清洁";
        say(
            lang,
            zh,
            "an expense account is a code of the chart from 5001, such as 5003",
        )
        .to_owned()
    })
}

fn fund_of(text: &str, lang: Lang) -> anyhow::Result<Fund> {
    let known = || {
        let all = Fund::ALL.map(|fund| format!("{} {}", fund.as_str(), fund.zh()));
        all.join(say(lang, "、", ", "))
    };
    Fund::named(text).with_context(|| match lang {
        Lang::Zh => format!("没有「{text}」这种资金；可用的资金：{}", known()),
        Lang::En => format!("there is no fund `{text}`; the funds are {}", known()),
    })
}

fn basis_of(text: &str) -> Basis {
    let known = text.split_once([':', '：']).and_then(|(kind, rest)| {
        let kind = BasisKind::parse(kind.trim())?;
        Some((kind, rest.trim().to_owned()))
    });
    let (kind, id, note) = match known {
        Some((kind @ (BasisKind::Emergency | BasisKind::Other), note)) => {
            (kind, String::new(), note)
        }
        Some((kind, id)) => (kind, id, String::new()),
        None => (BasisKind::Other, String::new(), text.to_owned()),
    };
    Basis { id, kind, note }
}

fn scope_of(text: &str, lang: Lang) -> anyhow::Result<Scope> {
    Scope::named(text).ok().with_context(|| {
        let zh = "受益范围写作 all（全体）、3（3栋）或 3-2（3栋2单元）";
        let en = "a scope is all, 3 (a building) or 3-2 (an entrance)";
        say(lang, zh, en).to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_bases_and_budget_lines_are_read_as_offices_write_them() {
        assert_eq!(scope_of("all", Lang::Zh).unwrap(), Scope::All);
        assert!(scope_of("3-2-1", Lang::En).is_err());
        let line = budget_line("2026/a/3", Lang::Zh).unwrap();
        assert_eq!((line.budget.as_str(), line.line), ("2026/a", 3));
        assert!(budget_line("2026", Lang::Zh).is_err());
        let contract = basis_of("contract:clean-2026");
        assert_eq!(
            (contract.kind, contract.id.as_str()),
            (BasisKind::Contract, "clean-2026")
        );
        let words = basis_of("发票:001");
        assert_eq!(
            (words.kind, words.note.as_str()),
            (BasisKind::Other, "发票:001")
        );
        assert!(expense_account("1002", Lang::Zh).is_err());
        assert!(fund_of("com", Lang::Zh).is_ok_and(|fund| fund == Fund::Com));
    }
}
