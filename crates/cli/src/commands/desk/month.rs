//! `mingbai bill`, `settle` and `remuneration`.

use anyhow::bail;
use mingbai_app::book::closing;
use mingbai_app::book::entries::{self, Kept};
use mingbai_app::money::billing::{self, Billed};
use mingbai_app::words::{self, Lang};
use mingbai_domain::access::Act;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_domain::trust::Pay;

use super::Desk;
use crate::args::desk::{At, Items};
use crate::place::say;

/// Makes a month's bills and publishes their totals. Several items are billed together or not at
/// all.
pub fn bill(at: &At, month: &str, item: Items, lang: Lang) -> anyhow::Result<()> {
    let desk = Desk::open(at)?;
    let period = super::month(month, lang)?;
    let mode = desk.app.fold(desk.id)?.mode_on(period.last_day());
    let items = match item {
        Items::Fee => vec![BillItem::Fee],
        Items::Parking => vec![BillItem::Parking],
        Items::All if mode == Some(ManagementMode::LumpSum) => {
            let zh = "提示：包干制小区的物业费归物业公司，不进业主的账，只开车位费。";
            let en = "note: in lump-sum mode the fee is the company's own; only parking is billed.";
            eprintln!("{}", say(lang, zh, en));
            vec![BillItem::Parking]
        }
        Items::All => vec![BillItem::Fee, BillItem::Parking],
    };
    let billed: Vec<(BillItem, Billed)> = desk.act(Act::Bill, move |cx| {
        let one = |item: &BillItem| Ok((*item, billing::run(cx, *item, period)?));
        items.iter().map(one).collect()
    })?;
    if billed.iter().all(|(_, done)| done.bills == 0) {
        let zh = "没有一户有收费标准，没有开账单；请在住户台账里填写「物业费单价」或「车位费」，再导入一次";
        let en = "no unit has a charge, so there are no bills; fill in 物业费单价 or 车位费 in the \
            register and import it again";
        bail!(say(lang, zh, en));
    }
    for (item, done) in &billed {
        let name = match item {
            BillItem::Fee => say(lang, "物业费", "property fee"),
            BillItem::Parking => say(lang, "车位费", "parking"),
        };
        let money = |fen| words::amount(fen, lang);
        let (bills, total, ahead) = (done.bills, money(done.total), money(done.from_prepaid));
        match lang {
            Lang::Zh => println!("{period} {name}: {bills} 户，共 {total}，其中预收抵扣 {ahead}"),
            Lang::En => println!(
                "{period} {name}: {bills} bills, {total} in all, {ahead} of it paid from prepayments"
            ),
        }
    }
    desk.publish(lang)
}

/// Books what the channels paid out.
pub fn settle(at: &At, fee: Option<&str>, arrived: Option<&str>, lang: Lang) -> anyhow::Result<()> {
    let desk = Desk::open(at)?;
    let kept = match arrived {
        Some(arrived) => Kept::AllBut(super::yuan(arrived, lang)?),
        None => Kept::Share(super::percent(fee.unwrap_or_default(), lang)?),
    };
    let numbers = desk.act(Act::Settle, move |cx| {
        // First everybody can count what the channels hold, then it is paid out.
        closing::summarise(cx)?;
        entries::settle(cx, kept)
    })?;
    if numbers.is_empty() {
        let zh = "支付渠道里没有待结算的钱，没有记账。";
        println!(
            "{}",
            say(lang, zh, "The channels hold nothing; nothing was booked.")
        );
    }
    let fold = desk.app.fold(desk.id)?;
    for posted in numbers.iter().filter_map(|number| fold.entry(*number)) {
        let of = |account| {
            let lines = posted.entry.postings.iter();
            let lines = lines.filter(|posting| posting.account == account);
            Fen::total(lines.map(|posting| posting.amount)).map(|fen| words::amount(fen, lang))
        };
        let fund = posted.entry.postings.first().map(|posting| posting.fund);
        let fund = fund.map_or("", |fund| match lang {
            Lang::Zh => fund.zh(),
            Lang::En => fund.en(),
        });
        let (bank, kept, number) = (of(a::BANK)?, of(a::CHANNEL_FEES)?, posted.entry.seq);
        match lang {
            Lang::Zh => println!("{fund}: 到账 {bank}，手续费 {kept}，分录号 {number}"),
            Lang::En => println!("{fund}: {bank} arrived, {kept} fee, entry {number}"),
        }
    }
    desk.publish(lang)
}

/// Draws what the agreement gives, and shows how it is computed.
pub fn remuneration(at: &At, agreement: &str, through: &str, lang: Lang) -> anyhow::Result<()> {
    let desk = Desk::open(at)?;
    let through = super::month(through, lang)?;
    let agreement = agreement.to_owned();
    let (due, number) = desk.act(Act::DrawRemuneration, move |cx| {
        closing::summarise(cx)?;
        let due = entries::remuneration_due(cx.fold(), &agreement, through)?;
        let text = format!("物业酬金（截至{}年{}月）", through.year(), through.month());
        let number = entries::draw_remuneration(cx, &agreement, through, &text)?;
        Ok((due, number))
    })?;
    let money = |fen| words::amount(fen, lang);
    let pay = match (due.pay, lang) {
        (Pay::Ratio(ratio), Lang::Zh) => format!("比例 {}/{}", ratio.num, ratio.den),
        (Pay::Ratio(ratio), Lang::En) => format!("ratio {}/{}", ratio.num, ratio.den),
        (Pay::Monthly { amount_fen }, Lang::Zh) => format!("每月 {}", money(amount_fen)),
        (Pay::Monthly { amount_fen }, Lang::En) => format!("{} a month", money(amount_fen)),
    };
    let (base, before, amount) = (money(due.base), money(due.drawn_before), money(due.now));
    match lang {
        Lang::Zh => println!("累计基数 {base}，{pay}，以前已提 {before}，现在可提 {amount}"),
        Lang::En => {
            println!("cumulative base {base}, {pay}, drawn before {before}, due now {amount}");
        }
    }
    match (number, lang) {
        (Some(number), Lang::Zh) => println!("已提取酬金 {amount}，分录号 {number}"),
        (Some(number), Lang::En) => println!("Drawn: {amount}, entry {number}"),
        (None, Lang::Zh) => println!("现在没有可提取的酬金，没有记账。"),
        (None, Lang::En) => println!("Nothing is due now; nothing was booked."),
    }
    desk.publish(lang)
}
