//! `mingbai reconcile`: the bank's statements against the book.

use anyhow::Context;
use jiff::civil::Date;
use mingbai_app::money::reconcile::{Joined, OpenItem, Reconciliation, reconcile};
use mingbai_app::ops::setup;
use mingbai_app::words::Lang;
use mingbai_domain::ids::CommunityId;
use mingbai_domain::money::Fen;

use crate::args::Place;
use crate::place::say;

/// Prints how bank and book agree; the exit status says whether every difference is explained.
pub fn run(
    place: &Place,
    community: &str,
    through: Option<&str>,
    lang: Lang,
) -> anyhow::Result<()> {
    let app = place.open()?;
    let id = app.community(&setup::slug(community)?)?.id;
    let through = through.map(day).transpose().with_context(|| {
        say(
            lang,
            "日期要写成 2026-09-30 这样",
            "a day is written like 2026-09-30",
        )
    })?;
    let explained = print(&app, id, through, lang)?;
    anyhow::ensure!(
        explained,
        say(lang, "银行与账面不符", "bank and book do not agree")
    );
    Ok(())
}

fn day(text: &str) -> Result<Date, jiff::Error> {
    text.parse()
}

/// Prints the same. Answers whether every difference is explained.
pub fn print(
    app: &mingbai_app::App,
    id: CommunityId,
    through: Option<Date>,
    lang: Lang,
) -> anyhow::Result<bool> {
    let Some(found) = reconcile(app, id, through)? else {
        println!(
            "{}",
            say(
                lang,
                "还没有导入银行对账单（import bank）。",
                "No statement was imported yet (import bank)."
            )
        );
        return Ok(true);
    };
    print_balances(&found, lang);
    if found.in_wallets > 0 {
        let text = say(
            lang,
            "提示：微信、支付宝账单的款项不是银行存款，没有和 1002 比较，笔数",
            "note: movements of WeChat Pay and Alipay are not in the bank and were not compared with 1002",
        );
        println!("{text}: {}", found.in_wallets);
    }
    for gap in &found.gaps {
        match lang {
            Lang::Zh => println!(
                "提示：{} 的对账单从 {} 元开始，前一份结束时是 {} 元，中间缺了对账单。",
                gap.date, gap.stated, gap.expected
            ),
            Lang::En => println!(
                "note: the statement of {} begins with {}, the one before ends with {}: there is one missing.",
                gap.date, gap.stated, gap.expected
            ),
        }
    }
    let only_bank = say(
        lang,
        "银行已收付、账上没有记",
        "In the bank, not in the book",
    );
    let only_booked = say(
        lang,
        "账上已经记、银行没有收付",
        "In the book, not in the bank",
    );
    print_joined(&found.joined, lang);
    print_items(only_bank, &found.only_bank, lang);
    let undecided = say(
        lang,
        "其中有几种凑法、或附近的账太多，没有自动对上",
        "Of these, left open because several groups of entries add up to it, or too many are near",
    );
    print_items(undecided, &found.undecided, lang);
    print_items(only_booked, &found.only_booked, lang);
    conclude(&found, lang)
}

fn print_balances(found: &Reconciliation, lang: Lang) {
    let bank = found.bank.map_or_else(
        || say(lang, "对账单没有写", "not stated").to_owned(),
        |bank| bank.to_string(),
    );
    let (from, to, booked, matched) = (found.from, found.to, found.booked, found.matched);
    match lang {
        Lang::Zh => {
            println!(
                "{from} 至 {to}：银行余额 {bank}，账面余额（1002）{booked}，对上 {matched} 笔。"
            );
        }
        Lang::En => println!(
            "{from} to {to}: bank balance {bank}, book balance (1002) {booked}, {matched} movements agree."
        ),
    }
}

/// Movements of the bank that pay several entries: what was added up is for the office to see.
fn print_joined(joined: &[Joined], lang: Lang) {
    if joined.is_empty() {
        return;
    }
    let title = say(
        lang,
        "一笔银行收付对上几笔账",
        "One movement of the bank for several entries",
    );
    println!("{title}: {}", joined.len());
    for one in joined {
        println!(
            "  {}  {:>14}  {} = {}",
            one.date,
            one.amount.to_string(),
            one.name,
            one.entries.join(" + ")
        );
    }
}

fn print_items(title: &str, items: &[OpenItem], lang: Lang) {
    if items.is_empty() {
        return;
    }
    println!("{title}: {}", items.len());
    let days = say(lang, "天", "days");
    for item in items {
        println!(
            "  {}  {:>14}  {}  {} {days}",
            item.date,
            item.amount.to_string(),
            item.name,
            item.days
        );
    }
}

fn conclude(found: &Reconciliation, lang: Lang) -> anyhow::Result<bool> {
    let Some(left) = found.unexplained()? else {
        return Ok(true);
    };
    let text = if left == Fen::ZERO {
        say(
            lang,
            "银行与账面相符，差额已全部列出。",
            "Bank and book agree; every difference is listed.",
        )
        .to_owned()
    } else {
        let text = say(
            lang,
            "还有说不清的差额（在第一份对账单之前就有，或缺了对账单）",
            "A difference that nothing here explains (older than the first statement, or one is missing)",
        );
        format!("{text}: {left}")
    };
    println!("{text}");
    Ok(left == Fen::ZERO)
}
