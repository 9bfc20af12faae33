//! Arguments of the office's monthly work.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Place;

/// The installation and the community.
#[derive(Clone, Debug, Args)]
pub struct At {
    #[command(flatten)]
    pub place: Place,
    /// Address name of the community
    #[arg(long)]
    pub community: String,
}

/// Commands of the office.
#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Make a month's bills of all units with a charge (开账单)
    Bill {
        #[command(flatten)]
        at: At,
        /// Month, such as 2026-10
        #[arg(long)]
        month: String,
        /// What to bill
        #[arg(long, value_enum, default_value = "all")]
        item: Items,
    },
    /// Book what payment channels paid out to the bank, less their fee (渠道结算)
    Settle {
        #[command(flatten)]
        at: At,
        /// What the channel keeps, such as 0.38%
        #[arg(long, required_unless_present = "arrived", conflicts_with = "arrived")]
        fee: Option<String>,
        /// What arrived in the bank, in yuan, such as 328.55; the rest is the channel's fee
        #[arg(long)]
        arrived: Option<String>,
    },
    /// Draw the manager's remuneration by the agreement's rule (提取酬金)
    Remuneration {
        #[command(flatten)]
        at: At,
        /// The agreement's name in the book
        #[arg(long)]
        agreement: String,
        /// The last month that counts, such as 2026-10
        #[arg(long)]
        through: String,
    },
    /// An expense from draft to payment, with two persons' approval (支出审批)
    #[command(subcommand)]
    Expense(ExpenseCommand),
    /// Enter an owner's written objection to an entry (业主异议)
    #[command(subcommand)]
    Objection(ObjectionCommand),
    /// Answer an objection in public (答复异议)
    Answer {
        #[command(flatten)]
        at: At,
        /// The objection's number
        #[arg(long)]
        objection: u64,
        /// Which office answers; no person's name
        #[arg(long)]
        by: String,
        /// The answer
        #[arg(long)]
        text: String,
    },
    /// Write a household's receipts: its bills and payments with their proofs (住户凭据)
    Receipt {
        #[command(flatten)]
        at: At,
        /// The unit: building-entrance-room, such as 3-1-502
        #[arg(long)]
        unit: String,
        /// Month, such as 2026-10
        #[arg(long)]
        month: String,
        /// Directory to write to; give the files to this household alone
        #[arg(short, long)]
        output: PathBuf,
    },
    /// No longer serve a published file; its name and the reason stay in the book (撤下文件)
    WithdrawFile {
        #[command(flatten)]
        at: At,
        /// The file's SHA-256, as its address shows it
        #[arg(long)]
        sha256: String,
        /// Why; everyone will read it
        #[arg(long)]
        reason: String,
    },
}

/// What is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Items {
    /// Property fee (物业费)
    Fee,
    /// Parking (车位费)
    Parking,
    /// Both
    All,
}

/// Commands about expenses.
#[derive(Debug, Subcommand)]
pub enum ExpenseCommand {
    /// Draft an expense
    Draft {
        #[command(flatten)]
        at: At,
        /// Amount in yuan, such as 1280.50
        #[arg(long)]
        amount: String,
        /// What it is for, without names of residents
        #[arg(long)]
        text: String,
        /// Whom to pay
        #[arg(long)]
        payee: String,
        /// Budget line, such as 2026/3
        #[arg(long, value_name = "BUDGET/LINE")]
        budget: Option<String>,
        /// Expense account, such as 5003; the budget line's if absent
        #[arg(long)]
        account: Option<String>,
        /// Fund, such as SVC or COM; the budget line's, else SVC
        #[arg(long)]
        fund: Option<String>,
        /// contract:ID, resolution:ID, agreement:ID, budget:ID, emergency:TEXT or your own words;
        /// may be repeated
        #[arg(long, value_name = "BASIS")]
        basis: Vec<String>,
        /// For whom: all, 3 (a building) or 3-2 (an entrance)
        #[arg(long, default_value = "all")]
        scope: String,
        /// The payee is related to the manager (关联方)
        #[arg(long)]
        related: bool,
        /// Day of the expense, such as 2026-10-08; today if absent
        #[arg(long)]
        date: Option<String>,
    },
    /// Approve a draft; two different persons do, neither of them the payee
    Approve {
        #[command(flatten)]
        at: At,
        /// The expense's number
        expense: i64,
        /// Who approves
        #[arg(long)]
        name: String,
        /// In which office: manager, steward, `committee_chair`, `committee_member`,
        /// `residents_committee` or `street_office`
        #[arg(long)]
        role: String,
    },
    /// Record that an approved expense was paid, and publish it
    Pay {
        #[command(flatten)]
        at: At,
        /// The expense's number
        expense: i64,
        /// The bank's reference
        #[arg(long)]
        bank_ref: String,
        /// Day of the payment; today if absent
        #[arg(long)]
        date: Option<String>,
    },
    /// Give an expense up; its budget line is free again
    Void {
        #[command(flatten)]
        at: At,
        /// The expense's number
        expense: i64,
    },
    /// List expenses that are neither paid nor given up, and what they lack
    List {
        #[command(flatten)]
        at: At,
    },
}

/// Commands about objections.
#[derive(Debug, Subcommand)]
pub enum ObjectionCommand {
    /// Enter one; the owner is not named
    Record {
        #[command(flatten)]
        at: At,
        /// Number of the entry
        #[arg(long)]
        entry: u64,
        /// The question
        #[arg(long)]
        text: String,
    },
    /// List objections and their answers
    List {
        #[command(flatten)]
        at: At,
    },
}
