//! Small repairs, of everything, one building or one entrance.

use mingbai_domain::book::Scope;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;

use crate::amounts::{share, yuan};
use crate::draft::Draft;
use crate::lines;
use crate::places::EMERGENCY;
use crate::spend::{Spend, plain};
use crate::when::{last_month, on};
use crate::words::Trade;

/// How far a repair reaches.
#[derive(Clone, Copy)]
enum Reach {
    All,
    Building,
    Entrance,
}

const WORKS: [(&str, Reach, Trade); 20] = [
    ("水泵维修", Reach::Building, Trade::Pumps),
    ("单元门禁更换", Reach::Entrance, Trade::Repairs),
    ("楼道感应灯更换", Reach::Entrance, Trade::Repairs),
    ("屋面落水管更换", Reach::Building, Trade::Repairs),
    ("外墙渗水点修补", Reach::Building, Trade::Waterproofing),
    ("楼道窗户玻璃更换", Reach::Entrance, Trade::Repairs),
    ("单元门闭门器与铰链修理", Reach::Entrance, Trade::Repairs),
    ("消防通道防火门修理", Reach::Building, Trade::Repairs),
    ("电梯门机变频器更换", Reach::Entrance, Trade::Lifts),
    ("电梯轿厢按钮与显示板更换", Reach::Entrance, Trade::Lifts),
    ("污水管道疏通", Reach::Building, Trade::Repairs),
    ("围墙栏杆补焊刷漆", Reach::All, Trade::Repairs),
    ("大门道闸臂更换", Reach::All, Trade::Parking),
    ("监控摄像头更换3台", Reach::All, Trade::Repairs),
    ("路面坑洼修补", Reach::All, Trade::Works),
    ("健身器材加固", Reach::All, Trade::Repairs),
    ("儿童游乐区软垫修补", Reach::All, Trade::Repairs),
    ("地下车库照明修理", Reach::All, Trade::Repairs),
    ("雨水井盖更换", Reach::All, Trade::Repairs),
    ("配电箱空开更换", Reach::Building, Trade::Repairs),
];

/// One to three repairs a month that cost about `money` together.
pub fn month(draft: &mut Draft, month: Period, money: Fen) {
    // There the line is nearly used up when the emergency comes.
    if draft.index == EMERGENCY && month == last_month() {
        return;
    }
    let times = if money < yuan(2_000) {
        1
    } else {
        draft.dice.between(1, 3)
    };
    for _ in 0..times {
        let percent = draft.dice.between(55, 125);
        let amount = share(Fen(money.0 / times), percent, 100);
        let amount = Fen((amount.0 / 1_000 * 1_000).max(8_000));
        repair(draft, month, amount);
    }
}

fn repair(draft: &mut Draft, month: Period, amount: Fen) {
    let (what, reach, trade) = draft.dice.pick(&WORKS);
    let scope = scope(draft, reach);
    let place = match &scope {
        Scope::All => "公共区域".to_owned(),
        Scope::Building(building) => format!("{building}栋"),
        Scope::Entrance(building, entrance) => format!("{building}栋{entrance}单元"),
    };
    let text = if scope == Scope::All {
        what.to_owned()
    } else {
        format!("{place}{what}")
    };
    let vendor = draft.vendor(trade);
    let date = on(month, draft.dice.between(3, 27));
    let invoice = draft.invoice(date, &vendor, &text, amount);
    let accepted = draft.acceptance(date, &place, what, amount);
    draft.spend(Spend {
        payee: vendor,
        scope,
        papers: vec![invoice, accepted],
        ..plain(date, lines::REPAIRS, amount, text)
    });
}

/// Four rounds of the same work; the last one takes exactly what its line has left.
pub fn lamps(draft: &mut Draft, month: Period) {
    let Some((amount, what)) = (match month.month() {
        2 => Some((yuan(6_840), "东区")),
        5 => Some((yuan(5_720), "西区")),
        8 => Some((yuan(4_965), "南区")),
        10 => Some((Fen(247_500), "北区和地下车库")),
        _ => None,
    }) else {
        return;
    };
    let text = format!("{what}楼道照明更换为感应灯");
    let vendor = "邻家水电维修服务部";
    let date = on(month, 22);
    let invoice = draft.invoice(date, vendor, &text, amount);
    let accepted = draft.acceptance(date, what, &text, amount);
    draft.spend(Spend {
        payee: vendor.to_owned(),
        papers: vec![invoice, accepted],
        ..plain(date, lines::LAMPS, amount, text)
    });
}

/// A real building or entrance of the community, never the shops.
fn scope(draft: &mut Draft, reach: Reach) -> Scope {
    let unit = draft.dice.index(draft.units.len());
    let unit = &draft.units[unit];
    if unit.building == "S" {
        return Scope::All;
    }
    match reach {
        Reach::All => Scope::All,
        Reach::Building => Scope::Building(unit.building.clone()),
        Reach::Entrance => Scope::Entrance(unit.building.clone(), unit.entrance.clone()),
    }
}
