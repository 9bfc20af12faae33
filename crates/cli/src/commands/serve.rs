//! `mingbai serve`: pages, public files, API, and the jobs that keep the books published.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use mingbai_app::act::Call;
use mingbai_app::audit::{self, Audit, Auditor};
use mingbai_app::dir::Durability;
use mingbai_app::error::AppError;
use mingbai_app::words::{self, Lang};
use mingbai_app::{App, closing};
use mingbai_domain::access::{Act, Actor};
use mingbai_store::communities::CommunityRow;
use mingbai_web::Site;
use tracing_subscriber::EnvFilter;

use crate::args::Place;
use crate::place::say;

/// How often household items are summarised and published.
const CLOSING_EVERY: Duration = Duration::from_hours(1);
/// How often new public records are signed and shown.
const PUBLISH_EVERY: Duration = Duration::from_secs(5);

/// Opens the installation and serves it.
pub fn run(place: &Place, listen: &str, lang: Lang) -> anyhow::Result<()> {
    serve(place.open()?, listen, lang)
}

/// Serves an open installation until it is asked to stop.
pub fn serve(app: App, listen: &str, lang: Lang) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let app = Arc::new(app);
    for row in app.communities()? {
        // A log that must not be signed is still shown as far as it was signed.
        if let Err(error) = app.publish_community(&row.slug, Durability::Synced) {
            eprintln!("{}", words::error(&error, lang));
            // Nor does one whose rows are damaged keep the others from being served.
            if let Err(error) = app.refresh(&row) {
                eprintln!("{}: {}", row.slug, words::error(&error, lang));
            }
        }
    }
    if let Err(error) = app.publish_district(Durability::Synced) {
        eprintln!("{}", words::error(&error, lang));
    }
    let books = Arc::clone(&app.books);
    let (clock, proofs) = (app.clock.clone(), Arc::clone(&app));
    let site = Site::new(books, app.dir.public(), Box::new(move || clock.now())).with_proof(
        Box::new(move |slug, index| {
            mingbai_app::proof::of_record(&proofs, slug, index)
                .ok()
                .flatten()
        }),
    );
    let jobs = Arc::clone(&app);
    std::thread::Builder::new()
        .name("jobs".into())
        .spawn(move || keep_published(&jobs))?;
    let audited = Arc::clone(&app);
    std::thread::Builder::new()
        .name("audit".into())
        .spawn(move || keep_audited(&audited))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("{} {listen}", say(lang, "无法监听", "cannot listen on")))?;
        println!(
            "{} http://{}/",
            say(lang, "请打开", "Open"),
            listener.local_addr()?
        );
        mingbai_web::serve(listener, Arc::new(site)).await?;
        Ok(())
    })
}

/// Signs what is new every few seconds, and summarises households every hour.
fn keep_published(app: &App) {
    let mut since_closing = Duration::ZERO;
    loop {
        std::thread::sleep(PUBLISH_EVERY);
        since_closing += PUBLISH_EVERY;
        let hourly = since_closing >= CLOSING_EVERY;
        if hourly {
            since_closing = Duration::ZERO;
        }
        if let Err(error) = publish_new(app, hourly) {
            tracing::error!(%error, "publishing failed");
        }
    }
}

/// Audits what is due, and says what was found; pages and metric show it themselves.
fn keep_audited(app: &App) {
    let mut auditor = Auditor::of(Actor::Job);
    loop {
        std::thread::sleep(PUBLISH_EVERY);
        match auditor.due(app, |_| ControlFlow::Continue(())) {
            Ok(audit) => tell(&audit),
            Err(error) => tracing::error!(%error, "the audit failed"),
        }
    }
}

fn tell(audit: &Audit) {
    for (place, findings) in &audit.findings {
        for finding in findings {
            tracing::error!(community = %place, %finding, "the audit found a difference");
        }
    }
    for (place, error) in &audit.failed {
        tracing::error!(community = %place, %error, "the audit failed");
    }
}

fn publish_new(app: &App, hourly: bool) -> anyhow::Result<()> {
    // A command beside this process may have halted or freed a community.
    audit::show_halts(app)?;
    let mut published = false;
    for row in app.communities()? {
        // What keeps one community from being signed does not keep the others.
        match publish_one(app, &row, hourly) {
            Ok(news) => published |= news,
            Err(error) => tracing::error!(community = %row.slug, %error, "publishing failed"),
        }
    }
    if published {
        app.publish_district(Durability::Synced)?;
    }
    Ok(())
}

/// Publishes what a community has new. Answers whether there was anything.
fn publish_one(app: &App, row: &CommunityRow, hourly: bool) -> Result<bool, AppError> {
    if hourly && row.halted.is_none() {
        app.act(Call::job(Act::Summarise, row.id), closing::summarise)?;
    }
    let news = app.has_news(row)?;
    if news {
        app.publish_community(&row.slug, Durability::Synced)?;
    }
    Ok(news)
}
