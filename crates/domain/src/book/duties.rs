//! What a community had to publish and how late it was, from its book and its place's profile.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Community, Fold};
use crate::disclosure::{self, Duty, Item, Published, Standing};
use crate::jurisdiction::{DEFAULT_ID, Profile};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

static PROFILES: LazyLock<BTreeMap<&'static str, Profile>> = LazyLock::new(|| {
    let read = |id| Some((id, Profile::embedded(id).ok()?));
    Profile::embedded_ids().filter_map(read).collect()
});

/// The rules of the community's place; the strictest ones if the place is not known here.
pub fn profile(fold: &Fold) -> Option<&'static Profile> {
    profile_of(fold.community())
}

fn profile_of(community: Option<&Community>) -> Option<&'static Profile> {
    let named = community.and_then(|community| PROFILES.get(community.profile.as_str()));
    named.or_else(|| PROFILES.get(DEFAULT_ID))
}

/// What a book tells of its publications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The day on which the book began, as far as its records tell.
    pub began: Option<Date>,
    /// What was published.
    pub published: Vec<FirstTime>,
}

/// The first publication of an item for a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstTime {
    /// What.
    pub item: Item,
    /// Last day covered.
    pub to: Date,
    /// The day of publication.
    pub on: Date,
}

impl Told {
    /// What this book tells.
    pub fn of(fold: &Fold) -> Self {
        let published = published(fold).into_iter();
        let published = published.map(|((item, to), on)| FirstTime { item, to, on });
        Self {
            began: began(fold),
            published: published.collect(),
        }
    }

    /// Every publication that fell due since the book began, the oldest first.
    pub fn duties(&self, community: &Community, today: Date) -> Vec<Duty> {
        let (Some(profile), Some(since)) = (profile_of(Some(community)), self.began) else {
            return Vec::new();
        };
        let published = self.published.iter();
        let published: Published = published
            .map(|first| ((first.item, first.to), first.on))
            .collect();
        disclosure::duties(profile, &community.modes, since, &published, today)
    }
}

/// Every publication that fell due since the book began, the oldest first.
pub fn duties(fold: &Fold, today: Date) -> Vec<Duty> {
    let community = fold.community();
    community.map_or_else(Vec::new, |community| {
        Told::of(fold).duties(community, today)
    })
}

/// What is late now: not published, and the day has passed.
pub fn overdue(duties: &[Duty]) -> impl Iterator<Item = (&Duty, i32)> {
    duties.iter().filter_map(|duty| match duty.standing {
        Standing::Overdue { days } => Some((duty, days)),
        _ => None,
    })
}

/// The day on which the book began, as far as its records tell.
fn began(fold: &Fold) -> Option<Date> {
    let first_entry = fold.entries().first().map(|posted| posted.entry.at);
    let others = [
        fold.community().map(|body| body.at),
        fold.registry().map(|body| body.at),
        fold.agreements().values().map(|body| body.at).min(),
        fold.budgets().values().map(|body| body.at).min(),
        fold.summaries().first().map(|state| state.summary.at),
        fold.statements().first().map(|(_, body)| body.at),
        fold.disclosures()
            .first()
            .map(|disclosed| disclosed.disclosure.at),
    ];
    let first = others.into_iter().chain([first_entry]).flatten().min();
    first.map(crate::calendar::UnixMs::date)
}

/// First publication days, by item and last day covered.
fn published(fold: &Fold) -> Published {
    let mut published = Published::new();
    for disclosed in fold.disclosures() {
        let body = &disclosed.disclosure;
        if let Some(item) = Item::parse(&body.item) {
            let day = body.at.date();
            let first = published.entry((item, body.to)).or_insert(day);
            *first = day.min(*first);
        }
    }
    published
}
