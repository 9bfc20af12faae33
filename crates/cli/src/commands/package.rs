//! `mingbai backup`, `restore` and `handover`.

use std::path::Path;

use mingbai_app::env::{Clock, Random};
use mingbai_app::words::Lang;
use mingbai_app::{package, setup};

use crate::args::{HandoverCommand, Place};
use crate::place::say;

/// Writes a back-up.
pub fn backup(place: &Place, output: &Path, lang: Lang) -> anyhow::Result<()> {
    let rows = package::backup(&place.open()?, output)?;
    println!(
        "{} {} ({rows})",
        say(lang, "已备份到", "Backed up to"),
        output.display()
    );
    Ok(())
}

/// Makes an installation from a back-up.
pub fn restore(file: &Path, place: &Place, lang: Lang) -> anyhow::Result<()> {
    package::restore(
        file,
        &place.dir(),
        place.target(),
        Clock::system(),
        Random::system(),
    )?;
    println!(
        "{} {}",
        say(lang, "已恢复到", "Restored to"),
        place.data.display()
    );
    Ok(())
}

/// The three steps of a hand-over.
pub fn handover(command: HandoverCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        HandoverCommand::Key {
            place,
            community,
            origin,
        } => {
            let app = place.open()?;
            println!(
                "{}",
                package::successor_key(&app, &setup::slug(&community)?, &origin)?
            );
        }
        HandoverCommand::Give {
            place,
            community,
            successor,
            key,
            output,
        } => {
            let app = place.open()?;
            let slug = setup::slug(&community)?;
            package::hand_over(&app, &slug, &successor, &key, &output)?;
            let done = say(
                lang,
                "已移交,含住户个人信息,请妥善保管:",
                "Handed over; the package holds personal data:",
            );
            println!("{done} {}", output.display());
        }
        HandoverCommand::Take { file, place } => {
            let slug = package::take_over(&place.open()?, &file)?;
            println!("{} {slug}", say(lang, "已接收小区", "Took over"));
        }
    }
    Ok(())
}
