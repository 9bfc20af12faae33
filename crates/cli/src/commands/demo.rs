//! `mingbai demo`: builds the synthetic district once, then serves it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use mingbai_app::words::Lang;
use mingbai_demo::run::{Options, build};

use super::serve;
use crate::args::Place;
use crate::place::say;

/// Builds what is missing of the district and serves it.
pub fn run(
    place: &Place,
    listen: &str,
    communities: usize,
    seed: u64,
    no_serve: bool,
    lang: Lang,
) -> anyhow::Result<()> {
    println!(
        "{}",
        say(
            lang,
            "演示小区：名称、人物、金额均为虚构。",
            "Demo district: all names, persons and amounts are invented."
        )
    );
    let bar = ProgressBar::new(u64::try_from(communities)?);
    let style = "{elapsed_precise} [{bar:40}] {pos}/{len} {msg}";
    bar.set_style(ProgressStyle::with_template(style)?.progress_chars("=> "));
    bar.set_message(say(lang, "个小区", "communities"));
    bar.enable_steady_tick(Duration::from_millis(500));
    let options = Options {
        communities,
        seed,
        host: listen.to_owned(),
    };
    let app = build(&place.dir(), place.target(), &options, |done, total| {
        bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })?;
    bar.finish();
    println!(
        "{} {}",
        say(lang, "数据目录：", "Data directory:"),
        place.data.display()
    );
    if no_serve {
        Ok(())
    } else {
        serve::serve(app, listen, lang)
    }
}
