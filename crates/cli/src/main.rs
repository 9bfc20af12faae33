//! The `mingbai` command.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

mod args;
mod commands;
mod place;
mod usage;
mod words;

use std::io::Write;
use std::process::ExitCode;

use mingbai_app::error::AppError;
use mingbai_app::words::Lang;

use args::{Command, LangArg};
use commands::book::Unshown;

/// Neither done (0) nor as it was before (1): the message names the command that finishes it.
const HALF_DONE: u8 = 3;

fn main() -> ExitCode {
    let cli = usage::parse();
    let lang = match cli.lang {
        LangArg::Zh => Lang::Zh,
        LangArg::En => Lang::En,
    };
    match run(cli.command, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be there to read it; that changes nothing of what was done.
            let _ = writeln!(std::io::stderr(), "{}", words::describe(&error, lang));
            let unfinished = matches!(
                error.downcast_ref::<AppError>(),
                Some(AppError::Unfinished { .. })
            );
            if unfinished || error.is::<Unshown>() {
                ExitCode::from(HALF_DONE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn run(command: Command, lang: Lang) -> anyhow::Result<()> {
    match command {
        Command::Demo {
            data,
            database,
            listen,
            communities,
            seed,
            no_serve,
        } => {
            let place = args::Place {
                data,
                database,
                clock_ok: false,
            };
            commands::demo::run(&place, &listen, communities, seed, no_serve, lang)
        }
        Command::Init {
            place,
            name,
            name_en,
            host,
        } => commands::setup::init(&place, name, name_en, host, lang),
        Command::Community(command) => commands::setup::community(command, lang),
        Command::Import(given) => commands::import::run(&given, lang),
        Command::Template { what, output } => commands::import::template(what, &output, lang),
        Command::Publish {
            place,
            community,
            files,
        } => commands::book::publish(&place, community.as_deref(), files, lang),
        Command::Close {
            place,
            community,
            period,
        } => commands::book::close(&place, &community, &period, lang),
        Command::Reconcile {
            place,
            community,
            through,
        } => commands::reconcile::run(&place, &community, through.as_deref(), lang),
        Command::Bank(command) => commands::bank::run(&command, lang),
        Command::Reverse {
            place,
            community,
            entry,
            reason,
        } => commands::book::reverse(&place, &community, entry, &reason, lang),
        Command::Export {
            place,
            community,
            format,
            output,
        } => commands::export::run(&place, &community, format, output.as_deref()),
        Command::Mirror {
            source,
            dest,
            community,
        } => commands::check::mirror(&source, &dest, community.as_deref(), lang),
        Command::Verify {
            source,
            community,
            keys,
            receipts,
        } => {
            let community = community.as_deref();
            commands::check::verify(&source, community, &keys, &receipts, lang)
        }
        Command::Audit { place, community } => {
            commands::check::audit(&place, community.as_deref(), lang)
        }
        Command::Backup {
            place,
            output,
            accept_missing,
        } => commands::package::backup(&place, &output, accept_missing, lang),
        Command::Restore {
            file,
            place,
            accept_findings,
        } => commands::package::restore(&file, &place, accept_findings, lang),
        Command::Handover(command) => commands::package::handover(command, lang),
        Command::Election(command) => commands::election::run(command, lang),
        Command::Desk(command) => commands::desk::run(command, lang),
        Command::Serve {
            place,
            listen,
            books_mib,
        } => commands::serve::run(&place, &listen, books_mib, lang),
    }
}
