//! The command line. What each command does stands with the command.

pub mod desk;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Accounts of a residential community that everyone can verify (明白账).
#[derive(Debug, Parser)]
#[command(name = "mingbai", version, disable_help_subcommand = true)]
pub struct Cli {
    /// Language of messages: 中文 or English
    #[arg(
        long,
        global = true,
        env = "MINGBAI_LANG",
        default_value = "zh",
        value_enum
    )]
    pub lang: LangArg,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

/// Where an installation is.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Data directory
    #[arg(long)]
    pub data: PathBuf,
    /// PostgreSQL instead of the SQLite file in the data directory
    #[arg(long, env = "MINGBAI_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The machine's clock is right, although it is far ahead of, or behind, what was seen before
    #[arg(long)]
    pub clock_ok: bool,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the synthetic demo district, then serve it
    Demo {
        /// Data directory
        #[arg(long, default_value = "demo-data")]
        data: PathBuf,
        /// PostgreSQL instead of SQLite
        #[arg(long, env = "MINGBAI_DATABASE", hide_env_values = true)]
        database: Option<String>,
        /// Address to serve on
        #[arg(long, default_value = "127.0.0.1:8282")]
        listen: String,
        /// How many communities, up to 82
        #[arg(long, default_value_t = 82)]
        communities: usize,
        /// Seed of the generator
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Build only
        #[arg(long)]
        no_serve: bool,
    },
    /// Begin an installation of your own
    Init {
        #[command(flatten)]
        place: Place,
        /// Name of the district or office
        #[arg(long)]
        name: String,
        /// Its English name
        #[arg(long, default_value = "")]
        name_en: String,
        /// Public host name, without https:// (it is part of every log's identity)
        #[arg(long, default_value = "localhost:8282")]
        host: String,
    },
    /// Add or list communities
    #[command(subcommand)]
    Community(CommunityCommand),
    /// Take in a spreadsheet: all of it, or nothing and every wrong cell named
    Import(Import),
    /// Write an empty spreadsheet that `import` accepts
    Template {
        /// For what
        #[arg(value_enum)]
        what: Blank,
        /// File to write
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Publish what is new: household summary, tiles, checkpoint
    Publish {
        #[command(flatten)]
        place: Place,
        /// One community only
        #[arg(long)]
        community: Option<String>,
        /// Read every file that the books name and compare it with its record
        #[arg(long)]
        files: bool,
    },
    /// Close a month's accounts
    Close {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// Month, such as 2026-09
        #[arg(long)]
        period: String,
    },
    /// Compare the bank's statements with the book, and list what only one of them has
    Reconcile {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// Last day, such as 2026-09-30; the statements' last day if absent
        #[arg(long)]
        through: Option<String>,
    },
    /// The imported statements, and taking one back (银行对账单)
    #[command(subcommand)]
    Bank(BankCommand),
    /// Take back a public entry, with the reason that everyone will read
    Reverse {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// Number of the entry
        #[arg(long)]
        entry: u64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Write the public book for other programs
    Export {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// For which program
        #[arg(long, value_enum)]
        format: Format,
        /// File to write; standard output if absent
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Copy every public file of a server or data directory
    Mirror {
        /// URL or directory
        source: String,
        /// Directory to fill or bring up to date
        dest: PathBuf,
        /// One community only; check the copy with `verify --community`
        #[arg(long)]
        community: Option<String>,
    },
    /// Check everything that a server, mirror or data directory publishes
    Verify {
        /// URL or directory
        source: String,
        /// One community only
        #[arg(long)]
        community: Option<String>,
        /// A log's key that you know from elsewhere, such as the notice board; may be repeated
        #[arg(long = "key", value_name = "VKEY")]
        keys: Vec<String>,
        /// A household's receipt to check as well; may be repeated
        #[arg(long = "receipt", value_name = "FILE")]
        receipts: Vec<PathBuf>,
    },
    /// Compare private rows, book and tree; what differs stops the community's writes
    Audit {
        #[command(flatten)]
        place: Place,
        /// One community only
        #[arg(long)]
        community: Option<String>,
    },
    /// Write everything into one file, keys included: keep it like a key
    Backup {
        #[command(flatten)]
        place: Place,
        /// File to write
        #[arg(short, long)]
        output: PathBuf,
        /// Write it also when files are missing or damaged that records name; each is named
        #[arg(long)]
        accept_missing: bool,
    },
    /// Make an installation from a back-up
    Restore {
        /// The back-up
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Restore it also when verifier or audit find something; its communities are on hold then
        #[arg(long)]
        accept_findings: bool,
    },
    /// Hand a community over to the next manager, or take one over
    #[command(subcommand)]
    Handover(HandoverCommand),
    /// Check a secret election from its public archive
    #[command(subcommand)]
    Election(ElectionCommand),
    #[command(flatten)]
    Desk(desk::DeskCommand),
    /// Serve pages, public files and the API
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address to serve on
        #[arg(long, default_value = "127.0.0.1:8282")]
        listen: String,
        /// Memory for the books that are kept ready, in MiB; what does not fit is read again when it is asked for
        #[arg(long, env = "MINGBAI_BOOKS_MIB", default_value_t = BOOKS_MIB)]
        books_mib: u64,
    },
}

/// What the books kept ready may take.
const BOOKS_MIB: u64 = mingbai_app::book::folds::BUDGET_BYTES >> 20;

/// Commands about imported bank statements.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// List the imported statements: number, day of import, movements, first and last day, file
    List {
        #[command(flatten)]
        at: desk::At,
    },
    /// Take the import of a statement back, until an entry of the book names one of its movements
    Undo {
        /// The file that was imported, or its number in the list
        statement: String,
        #[command(flatten)]
        at: desk::At,
    },
}

/// Commands about communities.
#[derive(Debug, Subcommand)]
#[expect(
    clippy::large_enum_variant,
    reason = "parsed once, never kept in numbers"
)]
pub enum CommunityCommand {
    /// Add a community
    Add {
        #[command(flatten)]
        place: Place,
        /// Address name: a-z, 0-9, -
        #[arg(long)]
        slug: String,
        /// Name
        #[arg(long)]
        name: String,
        /// English name
        #[arg(long, default_value = "")]
        name_en: String,
        /// commercial or resettlement
        #[arg(long, default_value = "commercial")]
        kind: String,
        /// `lump_sum`, `remuneration`, `trust` or `self_managed`
        #[arg(long)]
        mode: String,
        /// First day of that mode, such as 2026-01-01
        #[arg(long)]
        from: String,
        /// Property company or residents' committee that manages it
        #[arg(long)]
        manager: String,
        /// Centre it belongs to
        #[arg(long, default_value = "")]
        centre: String,
        /// Jurisdiction profile whose periods and limits apply
        #[arg(long, default_value = "national-default")]
        profile: String,
        /// Residents' committee of the area
        #[arg(long, default_value = "")]
        residents_committee: String,
    },
    /// List communities
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Commands of a hand-over.
#[derive(Debug, Subcommand)]
pub enum HandoverCommand {
    /// At the next manager's: make the key that will continue the log, and print its public part
    Key {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// The log's origin, as its page shows it
        #[arg(long)]
        origin: String,
    },
    /// At the present manager's: name the successor in the book and write the package
    Give {
        #[command(flatten)]
        place: Place,
        /// Address name of the community
        #[arg(long)]
        community: String,
        /// Who takes over
        #[arg(long)]
        successor: String,
        /// The key that `handover key` printed there
        #[arg(long)]
        key: String,
        /// Package to write; it holds personal data
        #[arg(short, long)]
        output: PathBuf,
    },
    /// At the next manager's: check the package and take the community in
    Take {
        /// The package
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Fingerprint of the key that signed until now, from the notice board or an old copy;
        /// asked for on a terminal if absent
        #[arg(long, value_name = "FINGERPRINT")]
        old_key: Option<String>,
    },
}

/// Commands about secret elections.
#[derive(Debug, Subcommand)]
pub enum ElectionCommand {
    /// Check everything that the archive publishes, more strictly than `belenios-tool`
    Verify {
        /// The archive, `<uuid>.bel`
        file: PathBuf,
        #[command(flatten)]
        lists: ElectionLists,
        /// Weights are area x 10^4 + heads: show both
        #[arg(long)]
        combined: bool,
        /// Answer for programs
        #[arg(long)]
        json: bool,
    },
    /// Say what an archive holds, without checking ballots or proofs
    Inspect {
        /// The archive, `<uuid>.bel`
        file: PathBuf,
        /// Weights are area x 10^4 + heads: show both
        #[arg(long)]
        combined: bool,
        /// Answer for programs
        #[arg(long)]
        json: bool,
    },
}

/// Lists from elsewhere, with which an archive is compared.
#[derive(Debug, Args)]
pub struct ElectionLists {
    /// Who may vote: a line or CSV row `credential,weight` each
    #[arg(long, value_name = "FILE")]
    pub roll: Option<PathBuf>,
    /// Heads seen earlier, the earliest first: one SHA-256 in hexadecimal a line
    #[arg(long, value_name = "FILE")]
    pub anchors: Option<PathBuf>,
    /// Public keys of the trustees as they were announced: one a line
    #[arg(long, value_name = "FILE")]
    pub trustees: Option<PathBuf>,
}

/// What is taken in.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command"
)]
pub struct Import {
    /// What the file holds
    #[arg(value_enum)]
    pub what: What,
    /// .xlsx, .xls, .ods or .csv
    pub file: PathBuf,
    #[command(flatten)]
    pub place: Place,
    /// Address name of the community
    #[arg(long)]
    pub community: String,
    /// Folder with the documents and vouchers that the file names
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// Check only; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before writing
    #[arg(long)]
    pub yes: bool,
    /// Leave out rows that are in the book already: same day, side, amount and text
    #[arg(long, conflicts_with = "again")]
    pub only_new: bool,
    /// Book rows that look like ones in the book once more
    #[arg(long)]
    pub again: bool,
    /// Take days before the community's first day, or years from the other rows
    #[arg(long)]
    pub other_days: bool,
    /// A header that is not recognised: 列名=字段; remembered for the next time
    #[arg(long = "map", value_name = "HEADER=FIELD")]
    pub maps: Vec<String>,
}

/// Kinds of spreadsheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Units and owners (住户台账)
    Registry,
    /// Income and expenses (收支明细)
    Journal,
    /// Double entries, several lines a voucher
    Entries,
    /// A bank's statement (银行对账单)
    Bank,
    /// Resolutions, agreements, budgets, contracts, disclosures, statements (公开资料)
    Documents,
    /// Payments of households (缴费明细)
    Payments,
}

/// Kinds of spreadsheets that an office fills in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Blank {
    /// Units and owners (住户台账)
    Registry,
    /// Income and expenses (收支明细)
    Journal,
    /// Double entries, several lines a voucher
    Entries,
    /// Resolutions, agreements, budgets, contracts, disclosures, statements (公开资料)
    Documents,
    /// Payments of households (缴费明细)
    Payments,
}

/// Export formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// hledger and ledger
    Hledger,
    /// beancount
    Beancount,
    /// Spreadsheet
    Xlsx,
    /// Text with commas
    Csv,
}
