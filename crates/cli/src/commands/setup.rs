//! `mingbai init` and `mingbai community`.

use anyhow::{Context, bail};
use mingbai_app::DistrictRow;
use mingbai_app::env::{Clock, Random};
use mingbai_app::ops::setup;
use mingbai_app::words::Lang;
use mingbai_domain::book::Community;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;
use mingbai_domain::jurisdiction::Profile;
use mingbai_domain::registry::{CommunityKind, ManagementMode, ModeFrom};

use crate::args::{CommunityCommand, Place};
use crate::place::say;

/// Begins an installation.
pub fn init(
    place: &Place,
    name: String,
    name_en: String,
    host: String,
    lang: Lang,
) -> anyhow::Result<()> {
    let district = DistrictRow {
        name,
        name_en,
        host,
        synthetic: false,
    };
    setup::init(
        place.dir(),
        place.target(),
        district,
        Clock::system(),
        Random::system(),
    )?;
    println!(
        "{} {}\n{}",
        say(lang, "已建立：", "Made:"),
        place.data.display(),
        say(
            lang,
            "下一步：mingbai community add，然后 mingbai import registry",
            "Next: mingbai community add, then mingbai import registry"
        )
    );
    Ok(())
}

/// Adds or lists communities.
pub fn community(command: CommunityCommand, lang: Lang) -> anyhow::Result<()> {
    match command {
        CommunityCommand::List { place } => {
            for row in place.open()?.communities()? {
                let halted = row
                    .halted
                    .map(|why| format!("  ! {why}"))
                    .unwrap_or_default();
                println!("{}{halted}", row.slug);
            }
            Ok(())
        }
        CommunityCommand::Add {
            place,
            slug,
            name,
            name_en,
            kind,
            mode,
            from,
            manager,
            centre,
            profile,
            residents_committee,
        } => {
            let kind = CommunityKind::parse(&kind).with_context(|| {
                let en = "a kind is commercial or resettlement";
                say(lang, "小区类型是 commercial 或 resettlement", en).to_owned()
            })?;
            let mode = ManagementMode::parse(&mode).with_context(|| {
                say(
                    lang,
                    "管理模式是 lump_sum、remuneration、trust 或 self_managed",
                    "a mode is lump_sum, remuneration, trust or self_managed",
                )
                .to_owned()
            })?;
            let from = from.parse().ok().with_context(|| {
                say(lang, "日期写作 2026-01-01", "a date is written 2026-01-01").to_owned()
            })?;
            let slug = Slug::new(&slug).ok().with_context(|| {
                let zh = "小区地址名以小写字母开头，只用 a-z、0-9 和 -，最多 40 个字符";
                let en = "an address name is 1 to 40 of a-z, 0-9 and -, starting with a letter";
                say(lang, zh, en).to_owned()
            })?;
            check_profile(&profile, lang)?;
            let app = place.open()?;
            let community = Community {
                at: UnixMs(0),
                centre,
                district: String::new(),
                kind,
                manager,
                modes: vec![ModeFrom { mode, from }],
                name,
                name_en,
                origin: String::new(),
                profile,
                residents_committee,
                slug: slug.clone(),
                synthetic: false,
            };
            setup::add_community(&app, community)?;
            println!("{} {slug}", say(lang, "已添加小区", "Added"));
            Ok(())
        }
    }
}

/// The profile comes with the program; else says which do.
fn check_profile(id: &str, lang: Lang) -> anyhow::Result<()> {
    if Profile::embedded_ids().any(|known| known == id) {
        return Ok(());
    }
    let known: Vec<&str> = Profile::embedded_ids().collect();
    match lang {
        Lang::Zh => bail!("没有「{id}」这套地方规定；可用的有：{}", known.join("、")),
        Lang::En => bail!(
            "there is no jurisdiction profile `{id}`; the profiles are {}",
            known.join(", ")
        ),
    }
}
