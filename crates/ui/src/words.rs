//! Plain words for what the book calls by code names.

use mingbai_domain::approvals::Role;
use mingbai_domain::book::bridge::Part;
use mingbai_domain::book::{EntryKind, ItemKind, Scope};
use mingbai_domain::disclosure;
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::registry::ManagementMode;

use crate::lang::{Lang, Texts};

/// How a community is managed.
pub fn mode(mode: ManagementMode, lang: Lang) -> String {
    lang.t(&format!("mode.{}", mode.as_str()))
}

/// Whose the property fees are in this mode, in one sentence.
pub fn mode_means(mode: ManagementMode, lang: Lang) -> String {
    lang.t(&format!("mode.{}_means", mode.as_str()))
}

/// A fund's name.
pub fn fund(fund: Fund, lang: Lang) -> String {
    if lang.is_en() { fund.en() } else { fund.zh() }.to_owned()
}

/// What a fund is for, in one sentence.
pub fn fund_means(fund: Fund, lang: Lang) -> String {
    lang.t(&format!("fund.{}", fund.as_str().to_lowercase()))
}

/// An account's name as a reader of seventy would say it.
pub fn account(account: Account, lang: Lang) -> String {
    let key = format!("account.c{account}");
    crate::lang::known(&key, lang).unwrap_or_else(|| chart_account(account, lang))
}

/// An account's name in the chart of accounts, for those who keep books.
pub fn chart_account(account: Account, lang: Lang) -> String {
    if lang.is_en() {
        account.line().en
    } else {
        account.line().zh
    }
    .to_owned()
}

/// An office.
pub fn role(role: Role, lang: Lang) -> String {
    lang.t(&format!("role.{}", role.as_str()))
}

/// What an entry records.
pub fn kind(kind: EntryKind, lang: Lang) -> String {
    lang.t(&format!("kind.{}", kind.as_str()))
}

/// What a household list holds.
pub fn item(item: ItemKind, lang: Lang) -> String {
    lang.t(&format!("item.{}", item.as_str()))
}

/// Something that is published.
pub fn duty(item: disclosure::Item, lang: Lang) -> String {
    lang.t(&format!("duty.{}", item.as_str()))
}

/// A published item by its name in a record, which may be a free text.
pub fn duty_named(name: &str, lang: Lang) -> String {
    disclosure::Item::parse(name).map_or_else(|| name.to_owned(), |item| duty(item, lang))
}

/// For what money of a fund came (`fen` above zero) or went.
pub fn part(part: Part, fund: Fund, fen: i128, lang: Lang) -> String {
    let name = part.as_str().replace('-', "_");
    lang.t(&match part {
        Part::Income | Part::Expense if fund == Fund::Smf => format!("bridge.smf_{name}"),
        Part::Income | Part::Expense | Part::MovedIn | Part::MovedOut => format!("bridge.{name}"),
        _ if fen < 0 => format!("bridge.{name}_less"),
        _ => format!("bridge.{name}_more"),
    })
}

/// For whom.
pub fn scope(scope: &Scope, lang: Lang) -> String {
    match scope {
        Scope::All => lang.t("common.scope_all"),
        Scope::Building(building) => lang.with("common.scope_building", &[("building", building)]),
        Scope::Entrance(building, entrance) => lang.with(
            "common.scope_entrance",
            &[("building", building), ("entrance", entrance)],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_name_has_words_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let mut words: Vec<String> = Vec::new();
            words.extend(
                ManagementMode::ALL
                    .iter()
                    .flat_map(|&m| [mode(m, lang), mode_means(m, lang)]),
            );
            words.extend(Fund::ALL.iter().map(|&f| fund_means(f, lang)));
            words.extend(Role::ALL.iter().map(|&r| role(r, lang)));
            words.extend(EntryKind::ALL.iter().map(|&k| kind(k, lang)));
            words.extend(ItemKind::ALL.iter().map(|&i| item(i, lang)));
            words.extend(Part::ALL.iter().flat_map(|&p| {
                [(Fund::Smf, -1), (Fund::Com, 1)].map(|(fund, fen)| part(p, fund, fen, lang))
            }));
            words.extend(disclosure::Item::ALL.iter().map(|&i| duty(i, lang)));
            for word in words {
                assert!(
                    !word.contains('_') && !word.starts_with(&format!("{}.", lang.tag())),
                    "{word}"
                );
            }
        }
    }
}
