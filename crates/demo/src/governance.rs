//! Decisions of the owners, agreements and contracts: what all spending rests on.

use std::collections::BTreeSet;

use jiff::civil::Date;
use mingbai_domain::approvals::{Policy, Role, Tier};
use mingbai_domain::book::{
    Agreement, Basis, BasisKind, Community, Contract, Disclosure, Resolution,
};
use mingbai_domain::calendar::{UnixMs, add_days, add_months};
use mingbai_domain::money::{AreaC, Fen, Ratio};
use mingbai_domain::registry::{ManagementMode as Mode, ModeFrom};
use mingbai_domain::trust::{self, Pay};

use crate::amounts::{floor_to, share, yuan};
use crate::draft::{Draft, basis};
use crate::papers;
use crate::places::{CENTRES, CHANGNING, DISTRICT, Place, Start};
use crate::when::{self, at};
use crate::words::person;

/// The day before the first month on which the books are set up.
pub fn eve() -> Date {
    when::on(when::month(2025, 10), 28)
}

/// The management modes known when the book begins.
pub fn modes_at_first(place: &Place, index: usize) -> Vec<ModeFrom> {
    let earlier = when::on(
        when::month(2017 + i16::try_from(index % 6).unwrap_or(0), 5),
        1,
    );
    let now = match place.start {
        Start::Since(mode) | Start::Changed(mode) => mode,
    };
    let begun = when::first_month().first_day();
    if index == CHANGNING || (now == Mode::Trust && !index.is_multiple_of(3)) {
        vec![
            ModeFrom {
                mode: Mode::LumpSum,
                from: earlier,
            },
            ModeFrom {
                mode: Mode::Trust,
                from: begun,
            },
        ]
    } else {
        vec![ModeFrom {
            mode: now,
            from: earlier,
        }]
    }
}

/// Who the community is.
pub fn community(
    draft: &Draft,
    host: &str,
    slug: &mingbai_domain::ids::Slug,
    at: UnixMs,
) -> Community {
    let place = draft.place;
    Community {
        at,
        centre: CENTRES[place.centre].0.to_owned(),
        district: DISTRICT.to_owned(),
        kind: place.kind,
        manager: draft.manager.clone(),
        modes: modes_at_first(place, draft.index),
        name: place.name.to_owned(),
        name_en: place.name_en.to_owned(),
        origin: format!("{host}/c/{}/log", place.slug),
        profile: "national-default".to_owned(),
        residents_committee: place.residents_committee(draft.index).to_owned(),
        slug: slug.clone(),
        synthetic: true,
    }
}

/// Records a decision of the owners three days after it, older ones when the book begins, and
/// answers its basis.
pub fn resolve(draft: &mut Draft, id: &str, decided: Date, matter: u8, title: &str) -> Basis {
    let recorded = at(add_days(decided, 3), 10, 0).max(at(eve(), 10, 30));
    let (area, heads) = (draft.area, draft.heads);
    let part = |of: i64, percent: i64| of * percent / 100;
    let took = draft.dice.between(69, 86);
    let yes = draft.dice.between(79, 94);
    let area_took = part(area.0, took);
    let heads_took = part(heads, took + draft.dice.between(-1, 2));
    let (area_for, heads_for) = (
        part(area_took, yes),
        part(heads_took, yes + draft.dice.between(-2, 3)),
    );
    let signed = format!("{} {}", person(&mut draft.dice), person(&mut draft.dice));
    let counts = format!("参加 {heads_took}/{heads} 户，同意 {heads_for} 户");
    let paper = papers::minutes(title, &decided.to_string(), &counts, &signed);
    let document = draft.attach(recorded, "会议纪要", &paper);
    let note = title.to_owned();
    draft.record(
        recorded,
        Resolution {
            area_for_c: AreaC(area_for),
            area_took_part_c: AreaC(area_took),
            area_total_c: area,
            at: recorded,
            decided,
            document: Some(document),
            heads_for,
            heads_took_part: heads_took,
            heads_total: heads,
            id: id.to_owned(),
            matter,
            title: title.to_owned(),
        },
    );
    basis(BasisKind::Resolution, id, &note)
}

/// A contract to be recorded.
pub struct NewContract<'a> {
    /// What about.
    pub title: &'a str,
    /// The other side.
    pub vendor: &'a str,
    /// Price, if fixed.
    pub price: Option<Fen>,
    /// First day.
    pub from: Date,
    /// Number of months.
    pub months: i32,
    /// Whether the vendor is related to the manager.
    pub related: bool,
}

/// Records a contract some days before its first day, publishes that it is there, and answers its
/// basis.
pub fn sign(draft: &mut Draft, recorded: Date, new: &NewContract<'_>, note: &str) -> Basis {
    let when = at(recorded, 14, 30);
    let id = draft.contract_id(recorded.year());
    let to = add_days(add_months(new.from, new.months), -1);
    let price = new
        .price
        .map_or("按实结算".to_owned(), |fen| format!("{fen} 元"));
    let signed = person(&mut draft.dice);
    let term = format!("{} 至 {to}", new.from);
    let owner = format!("{}业主大会（由管理人代签）", draft.place.name);
    let paper = papers::contract(new.title, &owner, new.vendor, &price, &term, &signed);
    let document = draft.attach(when, "合同首页", &paper);
    draft.record(
        when,
        Contract {
            amount_fen: new.price,
            at: when,
            document: Some(document),
            from: new.from,
            id: id.clone(),
            related_party: new.related,
            title: new.title.to_owned(),
            to,
            vendor: new.vendor.to_owned(),
        },
    );
    let published = at(add_days(recorded, 1), 9, 0);
    let item = if new.title.contains("车位") {
        "parking"
    } else {
        "contracts"
    };
    draft.record(
        published,
        Disclosure {
            at: published,
            document: None,
            from: recorded,
            item: item.to_owned(),
            to: recorded,
        },
    );
    basis(BasisKind::Contract, &id, note)
}

/// Records the agreement of the mode that begins on `from`, with the decision behind it. Some
/// lump-sum managers have none about the common income.
pub fn agree(draft: &mut Draft, mode: Mode, from: Date, to: Option<Date>, monthly_fee: Fen) {
    if mode == Mode::LumpSum && draft.index.is_multiple_of(3) {
        return;
    }
    let decided = add_days(from, -draft.dice.days(18, 40));
    let title = match mode {
        Mode::Trust => "信托制物业服务合同",
        Mode::Remuneration => "物业服务合同（酬金制）",
        Mode::SelfManaged => "社居委自行管理服务协议",
        Mode::LumpSum => "公共收益共同管理协议",
    };
    let year = decided.year();
    let id = draft.resolution_id(year);
    let asked = match mode {
        Mode::LumpSum => "同意签订公共收益共同管理协议",
        Mode::SelfManaged => "同意委托社居委管理小区",
        Mode::Trust => "选聘物业服务人并采用信托制",
        Mode::Remuneration => "选聘物业服务人并采用酬金制",
    };
    let resolution = resolve(draft, &id, decided, 4, asked);
    let recorded = at(add_days(from, -3), 15, 0);
    let price = match mode {
        Mode::LumpSum | Mode::SelfManaged => "不计酬金",
        Mode::Trust | Mode::Remuneration => "按合同计提酬金",
    };
    let signed = draft.offices.manager.clone();
    let owner = format!("{}业主大会", draft.place.name);
    let term = format!("自 {from} 起");
    let paper = papers::contract(title, &owner, &draft.manager, price, &term, &signed);
    let document = draft.attach(recorded, "协议首页", &paper);
    let terms = terms(draft, mode, from, to, monthly_fee);
    let agreement = Agreement {
        at: recorded,
        document: Some(document),
        id: format!("A{}-{:02}", from.year(), draft.agreements.len() + 1),
        resolution: Some(resolution.id),
        terms,
        title: title.to_owned(),
    };
    draft.agreements.push(agreement.clone());
    draft.record(recorded, agreement);
}

fn terms(
    draft: &mut Draft,
    mode: Mode,
    from: Date,
    to: Option<Date>,
    monthly_fee: Fen,
) -> trust::Agreement {
    let committee = yuan(draft.dice.pick(&[30_000, 50_000, 50_000, 80_000]));
    let steward = yuan(draft.dice.pick(&[2_000, 3_000, 5_000]));
    let policy = match mode {
        Mode::SelfManaged => self_managed_policy(steward, committee),
        _ => Policy::usual(steward, committee),
    };
    let mut terms = trust::Agreement::usual(from, policy);
    terms.to = to.or_else(|| Some(add_days(add_months(from, 36), -1)));
    terms.pay = match mode {
        Mode::LumpSum | Mode::SelfManaged => Pay::Ratio(Ratio::ZERO),
        Mode::Trust => Pay::Ratio(Ratio { num: 10, den: 100 }),
        Mode::Remuneration if draft.dice.chance(35) => Pay::Monthly {
            amount_fen: floor_to(share(monthly_fee, 8, 100), 100),
        },
        Mode::Remuneration => Pay::Ratio(Ratio {
            num: draft.dice.between(8, 12),
            den: 100,
        }),
    };
    let with_common = draft.index == CHANGNING || draft.dice.chance(40);
    if mode == Mode::Trust && with_common {
        terms.base_accounts = BTreeSet::from([4001, 4002, 4003]);
    }
    terms
}

/// Where the residents' committee manages: it, a steward, and for larger amounts the street office.
fn self_managed_policy(small: Fen, large: Fen) -> Policy {
    let tier = |up_to_fen, roles: &[Role], resolution| Tier {
        up_to_fen,
        roles: roles.to_vec(),
        resolution,
    };
    let two = [Role::ResidentsCommittee, Role::Steward];
    let three = [Role::ResidentsCommittee, Role::StreetOffice, Role::Steward];
    Policy {
        tiers: vec![
            tier(Some(small), &two, false),
            tier(Some(large), &three, false),
            tier(None, &three, true),
        ],
    }
}

/// The change to trust mode within the book: the community's record says so.
pub fn change_mode(draft: &mut Draft, before: &Community) {
    let recorded = at(add_days(when::trust_begins(), -5), 9, 30);
    let mut changed = before.clone();
    changed.at = recorded;
    changed.modes.push(ModeFrom {
        mode: Mode::Trust,
        from: when::trust_begins(),
    });
    draft.record(recorded, changed);
}

/// The decision on how common parts are let and what becomes of the income.
pub fn common_income_rule(draft: &mut Draft, percent: i64) -> Basis {
    let decided = add_days(eve(), -draft.dice.days(12, 60));
    let id = draft.resolution_id(decided.year());
    let title = format!("公共部位经营及收益使用办法（每季净额{percent}%补充维修资金）");
    resolve(draft, &id, decided, 8, &title)
}
