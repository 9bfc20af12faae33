//! Expenses: what they rest on, who approved them, how they are paid.

use jiff::civil::Date;
use mingbai_domain::approvals::{Policy, Role};
use mingbai_domain::book::{Approval, Basis, BasisKind, BudgetUse, Entry, EntryKind, Scope};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ledger::{Posting, templates::pair};
use mingbai_domain::money::Fen;

use crate::draft::{Draft, account, account_bank, blank, budget_id, budget_resolution};
use crate::lines::Line;
use crate::papers::Paper;
use crate::plan::Label;
use crate::when::{self, at};

/// An expense to be planned.
pub struct Spend {
    /// Day of payment or invoice.
    pub date: Date,
    /// Budget line.
    pub line: Line,
    /// Amount.
    pub amount: Fen,
    /// What it was.
    pub text: String,
    /// A legal person or a post.
    pub payee: String,
    /// For whom.
    pub scope: Scope,
    /// Grounds other than the budget, nearest first.
    pub basis: Vec<Basis>,
    /// Vouchers: name and document.
    pub papers: Vec<(String, Paper)>,
    /// Whether the vendor is related to the manager.
    pub related: bool,
    /// Whether it may go beyond its line: then it is not part of what the line was sized for.
    pub beyond: bool,
    /// Days until an invoice is paid; 0 if paid at once.
    pub credit_days: i64,
}

/// An expense with nothing but what every expense has.
pub fn plain(date: Date, line: Line, amount: Fen, text: String) -> Spend {
    Spend {
        date,
        line,
        amount,
        text,
        payee: String::new(),
        scope: Scope::All,
        basis: Vec::new(),
        papers: Vec::new(),
        related: false,
        beyond: false,
        credit_days: 0,
    }
}

impl Draft {
    /// Plans an expense: approved as the agreement demands, charged to its line, paid at once or
    /// some days after the invoice. `None` behind the last day.
    pub fn spend(&mut self, spend: Spend) -> Option<Label> {
        let date = when::workday(&self.rest, spend.date);
        if date > when::last_day() {
            return None;
        }
        let paid_at = at(date, self.dice.between(14, 16), self.dice.between(0, 59));
        let Line { fund, code, .. } = spend.line;
        let expense = account(code);
        let at_once = spend.credit_days == 0;
        let against = if at_once {
            account_bank()
        } else {
            account(2001)
        };
        let mut entry = blank(EntryKind::Expense, paid_at, date, spend.text.clone());
        entry.postings = pair(fund, expense, against, spend.amount);
        entry.scope = spend.scope.clone();
        entry.payee = Some(spend.payee.clone());
        entry.related_party = spend.related;
        entry.basis = spend.basis;
        let filed = UnixMs(paid_at.0 - 60_000);
        for (name, paper) in &spend.papers {
            let voucher = self.attach(filed, name, paper);
            entry.vouchers.push(voucher);
        }
        self.justify(&mut entry, spend.line, spend.amount, spend.beyond);
        if at_once {
            entry.bank_ref = Some(self.bank_ref(date));
        }
        let label = self.entry(entry)?;
        if !at_once {
            let postings = pair(fund, account(2001), account_bank(), spend.amount);
            self.pay_later(
                date,
                spend.credit_days,
                &spend.payee,
                &spend.text,
                spend.scope,
                postings,
            );
        }
        Some(label)
    }

    /// Budget, resolution and approvals, as far as there is an agreement on the day.
    pub fn justify(&mut self, entry: &mut Entry, line: Line, amount: Fen, beyond: bool) {
        let Some(agreement) = self.agreement_on(entry.date) else {
            return;
        };
        let policy = agreement.terms.approvals.clone();
        let by_vote = policy.tier(amount).is_some_and(|tier| tier.resolution);
        let year = entry.date.year();
        entry.budget = Some(BudgetUse {
            budget: budget_id(year),
            line: line.no,
        });
        entry.basis.push(Basis {
            id: budget_id(year),
            kind: BasisKind::Budget,
            note: format!("第{}项 {}", line.no, line.name),
        });
        let has_vote = entry
            .basis
            .iter()
            .any(|basis| basis.kind == BasisKind::Resolution);
        if by_vote && !has_vote {
            entry.basis.push(Basis {
                id: budget_resolution(year),
                kind: BasisKind::Resolution,
                note: "表决通过的年度预算".to_owned(),
            });
        }
        entry.approvals = self.approvals(entry.at, &policy, amount);
        if !beyond {
            let charged = self.charged.entry((year, line)).or_default();
            *charged = Fen(charged.0 + amount.0);
        }
    }

    /// One approval a role, on the days before `at`, the manager's side first.
    pub fn approvals(&mut self, at: UnixMs, policy: &Policy, amount: Fen) -> Vec<Approval> {
        let roles = policy
            .tier(amount)
            .map(|tier| tier.roles.clone())
            .unwrap_or_default();
        let mut given = Vec::with_capacity(roles.len());
        let mut when = at;
        for &role in roles.iter().rev() {
            when = UnixMs(when.0 - self.dice.between(180, 1_900) * 60_000);
            let name = match role {
                Role::Manager => self.offices.manager.clone(),
                Role::Steward => {
                    let which = self.dice.index(self.offices.stewards.len());
                    self.offices.stewards[which].clone()
                }
                Role::CommitteeChair | Role::CommitteeMember => self.offices.chair.clone(),
                Role::ResidentsCommittee => self.offices.residents_committee.clone(),
                Role::StreetOffice => self.offices.street_office.clone(),
            };
            given.push(Approval {
                at: when,
                name,
                role,
            });
        }
        given.reverse();
        given
    }

    /// The payment of an invoice some days later; in the running month perhaps not yet.
    pub fn pay_later(
        &mut self,
        invoiced: Date,
        days: i64,
        payee: &str,
        text: &str,
        scope: Scope,
        postings: Vec<Posting>,
    ) {
        let due = invoiced
            .checked_add(jiff::Span::new().days(days))
            .unwrap_or(invoiced);
        let date = self.rest.roll(due);
        if date > when::last_day() {
            return;
        }
        let reference = self.bank_ref(date);
        let amount = postings
            .first()
            .map(|posting| posting.amount)
            .unwrap_or_default();
        let mut entry = blank(
            EntryKind::Settlement,
            at(date, 15, 30),
            date,
            format!("支付：{text}"),
        );
        let (name, paper) = self.slip(date, payee, amount, &reference);
        entry.vouchers = vec![self.attach(at(date, 15, 29), &name, &paper)];
        entry.payee = Some(payee.to_owned());
        entry.bank_ref = Some(reference);
        entry.scope = scope;
        entry.postings = postings;
        self.entry(entry);
    }
}
