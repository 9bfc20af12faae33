//! What a community had to publish and how late it was, from its book and its place's profile.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Fold;
use crate::disclosure::{self, Duty, Item, Published, Standing};
use crate::jurisdiction::{DEFAULT_ID, Profile};
use jiff::civil::Date;

static PROFILES: LazyLock<BTreeMap<&'static str, Profile>> = LazyLock::new(|| {
    let read = |id| Some((id, Profile::embedded(id).ok()?));
    Profile::embedded_ids().filter_map(read).collect()
});

/// The rules of the community's place; the strictest ones if the place is not known here.
pub fn profile(fold: &Fold) -> Option<&'static Profile> {
    let named = fold
        .community()
        .and_then(|community| PROFILES.get(community.profile.as_str()));
    named.or_else(|| PROFILES.get(DEFAULT_ID))
}

/// Every publication that fell due since the book began, the oldest first.
pub fn duties(fold: &Fold, today: Date) -> Vec<Duty> {
    let (Some(community), Some(profile)) = (fold.community(), profile(fold)) else {
        return Vec::new();
    };
    let Some(since) = began(fold) else {
        return Vec::new();
    };
    disclosure::duties(profile, &community.modes, since, &published(fold), today)
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
