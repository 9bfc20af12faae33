//! `mingbai serve`: pages, public files and API, with the jobs started beside them.

use std::sync::Arc;

use anyhow::Context;
use mingbai_app::App;
use mingbai_app::book::proof;
use mingbai_app::files::write::Durability;
use mingbai_app::jobs::Jobs;
use mingbai_app::words::{self, Lang};
use mingbai_ui::site::Site;
use tracing_subscriber::EnvFilter;

use crate::args::Place;
use crate::place::say;

/// Opens the installation and serves it.
pub fn run(place: &Place, listen: &str, books_mib: u64, lang: Lang) -> anyhow::Result<()> {
    let app = place.open()?;
    app.limit_folds(books_mib.saturating_mul(1 << 20));
    serve(app, listen, lang)
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
    publish_what_is_new(&app, lang)?;
    let jobs = Arc::new(Jobs::new(Arc::clone(&app)));
    jobs.start()?;
    let site = site(&app, jobs);
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
        let rooms = mingbai_public::routes().merge(mingbai_api::routes());
        mingbai_ui::serve(listener, Arc::new(site), rooms).await?;
        Ok(())
    })
}

/// What was not signed or shown when the process before ended. A log that must not be signed is still
/// shown as far as it was signed, and the job goes on trying.
fn publish_what_is_new(app: &App, lang: Lang) -> anyhow::Result<()> {
    for row in app.communities()? {
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
    Ok(())
}

fn site(app: &Arc<App>, jobs: Arc<Jobs>) -> Site {
    let (clock, proofs) = (app.clock.clone(), Arc::clone(app));
    Site::new(
        Arc::clone(&app.books),
        app.dir.public(),
        Box::new(move || clock.now()),
    )
    .with_proof(Box::new(move |slug, index| {
        let made = proof::of_record(&proofs, slug, index);
        made.unwrap_or_else(|error| {
            tracing::error!(community = %slug, index, %error, "no proof could be made");
            None
        })
    }))
    .with_health(Box::new(move || jobs.health()))
}
