//! Documents behind the figures, as pages show them: files and the counts of a resolution.

use mingbai_domain::book::{FileRef, Fold, Resolution};
use mingbai_domain::ids::Slug;

use mingbai_ui::format::{area, count_i, percent};
use mingbai_ui::lang::{Lang, Texts};

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    /// The page that shows it, with a way back.
    pub href: String,
    /// The file as it lies.
    pub file: String,
    pub name: String,
    /// Whether it can be shown as a picture.
    pub picture: bool,
    /// Hash of the unredacted original, if this is a redacted copy.
    pub original: Option<String>,
    /// Why it is no longer served.
    pub withdrawn: Option<String>,
}

impl FileLink {
    /// The link of a document.
    pub fn of(fold: &Fold, slug: &Slug, file: &FileRef) -> Self {
        let lies = format!("/c/{slug}/files/{}", hex::encode(file.sha256));
        Self {
            href: format!("{lies}/view"),
            file: lies,
            name: file.name.clone(),
            picture: matches!(
                file.media.as_str(),
                "image/png" | "image/jpeg" | "image/svg+xml" | "image/webp"
            ),
            original: file.original.map(hex::encode),
            withdrawn: fold.withdrawn(&file.sha256).map(str::to_owned),
        }
    }

    /// The link of an entry's voucher: the way back leads to that entry.
    pub fn of_entry(fold: &Fold, slug: &Slug, file: &FileRef, seq: u64) -> Self {
        let mut link = Self::of(fold, slug, file);
        link.href = format!("{}?entry={seq}", link.href);
        link
    }
}

/// One side of a resolution's counts: by area or by heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    pub by: String,
    pub took_part: String,
    pub took_part_share: String,
    pub in_favour: String,
    pub in_favour_share: String,
    pub total: String,
}

/// The counts of a resolution, by area and by heads.
pub fn counts(body: &Resolution, lang: Lang) -> [Counts; 2] {
    let square = |area_c: i64| lang.with("common.square_metres", &[("n", &area(area_c))]);
    let heads = |n: i64| lang.with("common.heads", &[("n", &count_i(n))]);
    let side = |key, [yes, part, all]: [i64; 3], show: &dyn Fn(i64) -> String| Counts {
        by: lang.t(key),
        took_part: show(part),
        took_part_share: percent(part, all),
        in_favour: show(yes),
        in_favour_share: percent(yes, part),
        total: show(all),
    };
    [
        side(
            "basis.by_area",
            [
                body.area_for_c.0,
                body.area_took_part_c.0,
                body.area_total_c.0,
            ],
            &square,
        ),
        side(
            "basis.by_heads",
            [body.heads_for, body.heads_took_part, body.heads_total],
            &heads,
        ),
    ]
}

/// The counts in one line.
pub fn counts_in_a_line(body: &Resolution, lang: Lang) -> String {
    let [by_area, by_heads] = counts(body, lang);
    lang.with(
        "basis.counts_line",
        &[
            ("area", &by_area.took_part_share),
            ("heads", &by_heads.took_part_share),
            ("area_for", &by_area.in_favour_share),
            ("heads_for", &by_heads.in_favour_share),
        ],
    )
}
