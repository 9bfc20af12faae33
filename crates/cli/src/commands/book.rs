//! Commands that write to or publish a book: `publish`, `close`, `reverse`.

use std::fmt;

use anyhow::{Context, bail};
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::book::publish::Published;
use mingbai_app::book::publish::files::{self, Look};
use mingbai_app::book::{closing, entries};
use mingbai_app::error::AppError;
use mingbai_app::files::write::Durability;
use mingbai_app::ops::setup;
use mingbai_app::words::{self, Lang};
use mingbai_domain::access::Act;
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::Slug;

use crate::args::Place;
use crate::place::say;

/// Summarises households and publishes; lists that were lost are made again.
pub fn publish(
    place: &Place,
    community: Option<&str>,
    whole: bool,
    lang: Lang,
) -> anyhow::Result<()> {
    let app = place.open()?;
    let slugs: Vec<Slug> = match community {
        Some(text) => vec![app.community(&setup::slug(text)?)?.slug],
        None => app.communities()?.into_iter().map(|row| row.slug).collect(),
    };
    let look = if whole { Look::Content } else { Look::There };
    // What keeps one community from being signed does not keep the others.
    let mut errors = Vec::new();
    for slug in &slugs {
        match publish_one(&app, slug, look, lang) {
            Ok(Published::Newest) => println!("{} {slug}", say(lang, "已公布", "Published")),
            Ok(Published::Elsewhere) => println!("{slug}: {}", elsewhere(lang)),
            Err(error) => errors.push(words::error(&error, lang)),
        }
    }
    match app.publish_district(Durability::Synced) {
        Ok(Published::Newest) => {}
        Ok(Published::Elsewhere) => println!("{}", elsewhere(lang)),
        Err(error) => errors.push(words::error(&error, lang)),
    }
    if errors.is_empty() {
        Ok(())
    } else {
        bail!("{}", errors.join("\n"))
    }
}

fn publish_one(app: &App, slug: &Slug, look: Look, lang: Lang) -> Result<Published, AppError> {
    summarise(app, slug)?;
    let published = app.publish_community(slug, Durability::Synced)?;
    let made = files::look(app, slug, look)?;
    if made > 0 {
        println!(
            "{slug}: {} {made}",
            say(lang, "补做的清单数", "lists made again:")
        );
    }
    Ok(published)
}

/// Another process is publishing: nothing failed, and nothing is lost.
fn elsewhere(lang: Lang) -> &'static str {
    say(
        lang,
        "另一个程序正在公布；这里写入的内容由它公布，或在下一次公布时公布",
        "another process is publishing; what was written here is shown by it, or at the next publication",
    )
}

/// Something is written and stays written, but it could not be published.
#[derive(Clone, Copy, Debug)]
pub struct Unshown;

impl fmt::Display for Unshown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "it is written in the book, but not published: do not do it again, `mingbai publish` \
             shows it. It was not published because",
        )
    }
}

/// Publishes what a command wrote.
pub fn show(app: &App, slug: &Slug, lang: Lang) -> anyhow::Result<()> {
    shown(app.publish(slug), lang)
}

/// What every command that wrote something does at its end.
pub fn summarise_and_publish(app: &App, slug: &Slug, lang: Lang) -> anyhow::Result<()> {
    shown(summarise(app, slug).and_then(|()| app.publish(slug)), lang)
}

fn shown(published: Result<Published, AppError>, lang: Lang) -> anyhow::Result<()> {
    match published {
        Ok(Published::Newest) => {}
        Ok(Published::Elsewhere) => println!("{}", elsewhere(lang)),
        Err(error) => return Err(anyhow::Error::new(error).context(Unshown)),
    }
    Ok(())
}

/// Counts the household items since the last summary, unless the community accepts no writes.
fn summarise(app: &App, slug: &Slug) -> Result<(), AppError> {
    let row = app.community(slug)?;
    if row.halted.is_none() {
        app.act(Call::shell(Act::Summarise, row.id), closing::summarise)?;
    }
    Ok(())
}

/// Closes a month.
pub fn close(place: &Place, community: &str, period: &str, lang: Lang) -> anyhow::Result<()> {
    let app = place.open()?;
    let row = app.community_to_write(&setup::slug(community)?)?;
    let period: Period = period
        .parse()
        .ok()
        .with_context(|| say(lang, "月份写作 2026-09", "a month is written 2026-09").to_owned())?;
    let call = Call::shell(Act::ClosePeriod, row.id);
    app.act(call, move |cx| closing::close_period(cx, period))?;
    println!("{} {community} {period}", say(lang, "已结账", "Closed"));
    show(&app, &row.slug, lang)
}

/// Takes an entry back.
pub fn reverse(
    place: &Place,
    community: &str,
    entry: u64,
    reason: &str,
    lang: Lang,
) -> anyhow::Result<()> {
    let app = place.open()?;
    let row = app.community_to_write(&setup::slug(community)?)?;
    let (call, reason) = (Call::shell(Act::Reverse, row.id), reason.to_owned());
    let number = app.act(call, move |cx| entries::reverse(cx, entry, &reason))?;
    println!(
        "{} {number}",
        say(lang, "已改正，改正的那一笔是第几号", "Reversed by entry")
    );
    show(&app, &row.slug, lang)
}
