//! `mingbai receipt`, and the check of receipts in `mingbai verify --receipt`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use mingbai_app::files::write::{Durability, write_private};
use mingbai_app::money::receipts;
use mingbai_app::ops::setup;
use mingbai_app::words::{self, Lang};
use mingbai_domain::book::{Item, ItemKind};
use mingbai_verify::Source;
use mingbai_verify::receipt::{MAX_BYTES, check_receipt};

use crate::args::desk::At;
use crate::place::say;

/// Writes one unit's receipts of a month.
pub fn write(at: &At, unit: &str, month: &str, output: &Path, lang: Lang) -> anyhow::Result<()> {
    let app = at.place.open()?;
    let slug = setup::slug(&at.community)?;
    let period = super::month(month, lang)?;
    let (receipts, without) = receipts::of_unit(&app, &slug, unit, period)?;
    if receipts.is_empty() && without > 0 {
        let zh = "这些项目还没有公布；请先运行 mingbai publish";
        bail!(say(
            lang,
            zh,
            "these items are not published yet; run `mingbai publish` first"
        ));
    }
    if receipts.is_empty() {
        bail!(say(
            lang,
            "这户这个月没有账单，也没有缴费",
            "this unit has no bill or payment of that month"
        ));
    }
    std::fs::create_dir_all(output).with_context(|| output.display().to_string())?;
    for receipt in &receipts {
        let path = output.join(format!("{}.tlog-proof", receipt.item.number));
        write_private(&path, receipt.text.as_bytes(), Durability::Synced)?;
        println!("{}  {}", line(&receipt.item, lang), path.display());
    }
    if without > 0 {
        let (zh, en) = (
            "还没有公布、没有凭据的项目数",
            "items without a receipt yet",
        );
        println!("{}: {without}", say(lang, zh, en));
    }
    let zh = "这些文件只交给这一户：拿到的人能看到账单内容。核对：mingbai verify 公开文件 --receipt 文件";
    let en = "Give these files to the household alone: whoever has one can read the item. \
        Check: mingbai verify SOURCE --receipt FILE";
    println!("{}", say(lang, zh, en));
    Ok(())
}

fn line(item: &Item, lang: Lang) -> String {
    let kind = match (item.kind, lang) {
        (ItemKind::Bill, Lang::Zh) => "账单",
        (ItemKind::Payment, Lang::Zh) => "缴费",
        (ItemKind::Prepayment, Lang::Zh) => "预缴",
        (ItemKind::PrepaymentUsed, Lang::Zh) => "预缴抵扣",
        (_, Lang::Zh) => "其他",
        (other, Lang::En) => other.as_str(),
    };
    let amount = words::amount(item.amount, lang);
    format!("{}  {}  {kind}  {amount}", item.number, item.period)
}

/// Checks receipts against what a source shows.
pub fn check(source: &Source, files: &[PathBuf], lang: Lang) -> anyhow::Result<()> {
    let mut wrong = 0;
    for file in files {
        match check_receipt(source, &read(file)?) {
            Ok(holds) => {
                let (item, index) = (line(&holds.item, lang), holds.index);
                let counted = match (holds.summary, lang) {
                    (Some(no), Lang::Zh) => format!("已计入第 {no} 次汇总的公开清单"),
                    (Some(no), Lang::En) => format!("counted in the public list of summary {no}"),
                    (None, Lang::Zh) => "还没有汇总".to_owned(),
                    (None, Lang::En) => "not summarised yet".to_owned(),
                };
                let holds = say(lang, "凭据成立", "receipt holds");
                let record = say(lang, "第", "record");
                let end = say(lang, "条记录", "");
                println!("{holds}: {item}  {record} {index} {end}  {counted}");
            }
            Err(fails) => {
                wrong += 1;
                eprintln!("{}: {}", file.display(), fails.words(lang));
            }
        }
    }
    if wrong > 0 {
        bail!(
            "{}: {wrong}",
            say(lang, "不成立的凭据数", "receipts that do NOT hold")
        );
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let open = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let read = open.take(limit).read_to_end(&mut bytes);
    read.with_context(|| file.display().to_string())?;
    Ok(bytes)
}
