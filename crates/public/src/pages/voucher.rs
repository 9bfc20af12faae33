//! One published file by itself: a voucher of an entry, or a document, with the way back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use mingbai_domain::book::FileRef;

use crate::files::sha256;
use mingbai_ui::bits::Link;
use mingbai_ui::fault::Fault;
use mingbai_ui::frame::{Frame, Tab, page};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::parts::{Sight, Viewer};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};

#[derive(Template)]
#[template(path = "voucher.html")]
struct VoucherPage {
    f: Frame,
    v: Viewer,
}

/// `GET /c/{slug}/files/{sha256}/view?entry=SEQ`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path((slug, name)): Path<(String, String)>,
    pairs: Pairs,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let home = place.href();
    let hash = sha256(&name).ok_or_else(|| Fault::no_file(&home))?;
    let file = place.book.fold.file(&hash);
    let file = file.ok_or_else(|| Fault::no_file(&home))?;
    let entry = query::optional(&pairs, "entry", &home)?;
    let v = view(&place, file, entry, reader.lang);
    let title = v.name.clone();
    page(&VoucherPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::None),
        v,
    })
}

/// The view of a file. It stands among the vouchers of the entry it was opened from, if it is one of
/// them; else it is a document and the way back leads to those.
pub fn view(place: &Place, file: &FileRef, entry: Option<u64>, lang: Lang) -> Viewer {
    let (fold, home) = (&place.book.fold, place.href());
    let from = entry
        .and_then(|seq| fold.entry(seq))
        .map(|posted| &posted.entry)
        .filter(|entry| entry.vouchers.iter().any(|one| one.sha256 == file.sha256));
    let lies = |file: &FileRef| format!("{home}/files/{}", hex::encode(file.sha256));
    let back = match from {
        Some(entry) => (format!("{home}/entries/{}", entry.seq), "voucher.to_entry"),
        None => (format!("{home}/basis"), "voucher.to_basis"),
    };
    let mut viewer = Viewer {
        lang,
        back: Link {
            href: back.0,
            label: lang.t(back.1),
        },
        name: file.name.clone(),
        own_words: true,
        file: lies(file),
        sight: match fold.withdrawn(&file.sha256) {
            Some(why) => Sight::Withdrawn(why.to_owned()),
            None => Sight::of(&file.media),
        },
        place: String::new(),
        prev: None,
        next: None,
        note: file
            .original
            .map(|_| lang.t("basis.redacted"))
            .unwrap_or_default(),
    };
    if let Some(entry) = from.filter(|entry| entry.vouchers.len() > 1) {
        let all = &entry.vouchers;
        let at = all.iter().position(|one| one.sha256 == file.sha256);
        let at = at.unwrap_or_default();
        let link = |file: &FileRef| format!("{}/view?entry={}", lies(file), entry.seq);
        viewer.prev = at.checked_sub(1).and_then(|at| all.get(at)).map(link);
        viewer.next = all.get(at + 1).map(link);
        viewer.place = lang.with("voucher.place", &[("n", &(at + 1)), ("all", &all.len())]);
    }
    viewer
}
