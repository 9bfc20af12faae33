//! The state of the book itself: how long it is, what is signed, how to check it, and what that
//! does and does not prove.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mingbai_app::book::books::Book;

use mingbai_ui::bits::Fact;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, moment};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub records: String,
    pub state: String,
    pub halted: Option<String>,
    pub facts: Vec<Fact>,
    pub note: Option<String>,
    /// Where to copy the public files from.
    pub address: String,
    pub home: String,
    pub handovers: Vec<Fact>,
}

/// `GET /c/{slug}/log`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let v = view(
        &place.book,
        &place.community().origin,
        reader.came.base(place.host()),
        &place.href(),
        reader.lang,
    );
    let title = reader.lang.t("log.title");
    page(&LogPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Log),
        v,
    })
}

/// The view of one book.
pub fn view(book: &Book, origin: &str, address: String, home: &str, lang: Lang) -> View {
    let (fold, checkpoint) = (&book.fold, book.checkpoint.as_ref());
    let mut facts = Vec::new();
    if let Some(checkpoint) = checkpoint {
        facts.push(Fact::new(lang.t("log.size"), count(checkpoint.size)));
        facts.push(Fact::new(
            lang.t("log.signed_at"),
            moment(checkpoint.at, lang),
        ));
        facts.push(Fact::new(lang.t("log.root"), checkpoint.root.clone()));
        if let Some(key) = key_id(&checkpoint.note) {
            facts.push(Fact::new(lang.t("log.key"), key));
        }
    }
    facts.push(Fact::new(lang.t("log.origin"), origin.to_owned()));
    let handovers = fold.handovers().iter().map(|(index, body)| {
        Fact::own(
            lang.with("log.handover", &[("index", &count(*index))]),
            &body.successor,
        )
    });
    View {
        records: count(fold.size()),
        state: match checkpoint {
            Some(checkpoint) if checkpoint.size == fold.size() => lang.t("log.all_signed"),
            Some(checkpoint) => {
                let left = fold.size().saturating_sub(checkpoint.size);
                lang.with("log.some_unsigned", &[("n", &count(left))])
            }
            None => lang.t("community.unsigned"),
        },
        halted: book.halted.clone(),
        facts,
        note: checkpoint.map(|checkpoint| checkpoint.note.clone()),
        address,
        home: home.to_owned(),
        handovers: handovers.collect(),
    }
}

/// The short name of the key that signed a note: the first four bytes of its first signature line.
fn key_id(note: &str) -> Option<String> {
    let line = note.lines().find_map(|line| line.strip_prefix("— "))?;
    let (_, signature) = line.split_once(' ')?;
    let bytes = STANDARD.decode(signature).ok()?;
    Some(hex::encode(bytes.get(..4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_named_by_its_first_four_bytes() {
        let note = format!(
            "a.example\n1\nroot\n\n— a.example {}\n",
            STANDARD.encode([0xde, 0xad, 0xbe, 0xef, 1, 2])
        );
        assert_eq!(key_id(&note).as_deref(), Some("deadbeef"));
        for odd in ["", "— ", "— a", "— a ???", "— a AA=="] {
            assert_eq!(key_id(odd), None, "{odd}");
        }
    }
}
