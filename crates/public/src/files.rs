//! The public files: logs, vouchers, lists, as they lie in the public directory.
//!
//! A path is taken apart and checked here before it touches the disk; nothing outside the public
//! directory and nothing that the book does not name is ever served.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use mingbai_domain::ids::Slug;
use tower_http::services::ServeFile;

use mingbai_ui::fault::Fault;
use mingbai_ui::site::Site;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const SECONDS: &str = "public, max-age=5";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A file from outside runs nothing and belongs to no page.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// Browsers refuse to show PDF in a sandbox; their viewers run nothing in our name.
const PDF: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/// `/c/SLUG/log/...`.
pub async fn log(
    State(site): State<Arc<Site>>,
    Path((slug, path)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let (slug, _) = site.front(&slug)?;
    let dir = site.public_dir.join("c").join(slug.as_str()).join("log");
    log_file(dir, &path, request).await
}

/// `/district/log/...`.
pub async fn district_log(
    State(site): State<Arc<Site>>,
    Path(path): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    log_file(site.public_dir.join("district").join("log"), &path, request).await
}

async fn log_file(dir: PathBuf, path: &str, request: Request) -> Result<Response, Fault> {
    let (media, cache) = match path {
        "checkpoint" | "policy" => (TEXT, SECONDS),
        _ if is_tile(path) => (BYTES, FOR_EVER),
        _ => return Err(Fault::no_file("/")),
    };
    send(dir.join(path), request, media, cache).await
}

/// Whether this is the canonical path of a tile or entry bundle (C2SP tlog-tiles):
/// `tile/<L>/<N>[.p/<W>]` with L of 0 to 63 or `entries`, N in groups of three digits, W 1 to 255.
fn is_tile(path: &str) -> bool {
    let Some((level, rest)) = path
        .strip_prefix("tile/")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let (number, width) = match rest.split_once(".p/") {
        Some((number, width)) => (number, Some(width)),
        None => (rest, None),
    };
    let level_fits = level == "entries" || plain_number(level).is_some_and(|level| level <= 63);
    let width_fits =
        width.is_none_or(|width| plain_number(width).is_some_and(|w| (1..=255).contains(&w)));
    level_fits && width_fits && is_tile_number(number)
}

/// `x001/x234/067`: all groups but the last begin with x; no leading group of zeros.
fn is_tile_number(text: &str) -> bool {
    let groups: Vec<&str> = text.split('/').collect();
    let digits = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let Some((last, inner)) = groups.split_last() else {
        return false;
    };
    let inner_fit = inner
        .iter()
        .all(|group| group.strip_prefix('x').is_some_and(digits));
    // 2^64 leaves fill tiles with numbers below 10^18.
    groups.len() <= 6 && digits(last) && inner_fit && inner.first() != Some(&"x000")
}

/// One to three digits without a leading zero.
fn plain_number(text: &str) -> Option<u16> {
    let plain = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    (plain && canonical).then(|| text.parse().ok()).flatten()
}

/// `/c/SLUG/files/<sha256>`: only files that the book names, with the media type that it states.
pub async fn file(
    State(site): State<Arc<Site>>,
    Path((slug, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let place = site.place(&slug).await?;
    let hash = sha256(&name).ok_or_else(|| Fault::no_file(&place.href()))?;
    let fold = &place.book.fold;
    if let Some(reason) = fold.withdrawn(&hash) {
        return Err(Fault::withdrawn(reason, &place.href()));
    }
    let found = fold
        .file(&hash)
        .ok_or_else(|| Fault::no_file(&place.href()))?;
    let media = shown_media(&found.media);
    let mut response = send(
        hashed(&site, &place.slug, "files", &name),
        request,
        media,
        FOR_EVER,
    )
    .await?;
    let headers = response.headers_mut();
    let policy = if media == "application/pdf" {
        PDF
    } else {
        SANDBOX
    };
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    if media == BYTES {
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment"),
        );
    }
    Ok(response)
}

/// `/c/SLUG/lists/<sha256>`.
pub async fn list(
    State(site): State<Arc<Site>>,
    Path((slug, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let (slug, _) = site.front(&slug)?;
    if sha256(&name).is_none() {
        return Err(Fault::no_file(&format!("/c/{slug}")));
    }
    send(
        hashed(&site, &slug, "lists", &name),
        request,
        TEXT,
        FOR_EVER,
    )
    .await
}

fn hashed(site: &Site, slug: &Slug, kind: &str, name: &str) -> PathBuf {
    site.public_dir
        .join("c")
        .join(slug.as_str())
        .join(kind)
        .join(name)
}

/// 64 lower-case hex digits.
pub(crate) fn sha256(name: &str) -> Option<[u8; 32]> {
    let lower = name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut hash = [0; 32];
    (lower && hex::decode_to_slice(name, &mut hash).is_ok()).then_some(hash)
}

/// The media types that browsers are told; whatever else a record claims is a download.
fn shown_media(claimed: &str) -> &'static str {
    match claimed {
        "image/png" => "image/png",
        "image/jpeg" => "image/jpeg",
        "image/webp" => "image/webp",
        "image/svg+xml" => "image/svg+xml",
        "application/pdf" => "application/pdf",
        "text/plain" => TEXT,
        _ => BYTES,
    }
}

async fn send(
    path: PathBuf,
    request: Request,
    media: &'static str,
    cache: &'static str,
) -> Result<Response, Fault> {
    let answer = ServeFile::new(path).try_call(request).await;
    let mut response = answer.map_err(|_| Fault::no_file("/"))?.map(Body::new);
    if response.status() == StatusCode::NOT_FOUND {
        return Err(Fault::no_file("/"));
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // Mirrors and phones elsewhere read these files, too: they are public.
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_tile_paths_pass() {
        for path in [
            "tile/0/000",
            "tile/63/x001/x234/067",
            "tile/0/000.p/1",
            "tile/entries/x001/000.p/255",
            "tile/2/999",
        ] {
            assert!(is_tile(path), "{path}");
        }
    }

    #[test]
    fn every_other_path_is_refused() {
        for path in [
            "tile/0/000.p/0",
            "tile/00/000",
            "tile/0/1",
            "tile/64/000",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/../../x",
            "tile/0/000/",
            "tile/-1/000",
            "tile//000",
            "tile/0/000.p/",
            "tile/0/0000",
            "tile/0/x001/x001/x001/x001/x001/x001/001",
            "tile/entries/",
            "",
            "tile/0/000000000000000000000000000000",
            "tile/0/００0",
            "Tile/0/000",
            "tile/0/000.p/1/2",
        ] {
            assert!(!is_tile(path), "{path}");
        }
    }

    proptest! {
        #[test]
        fn accepted_paths_stay_inside(path in "tile/[0-9a-z]{1,7}/[x0-9./]{1,20}(\\.p/[0-9]{1,3})?") {
            if is_tile(&path) {
                prop_assert!(!path.contains("..") && !path.contains("//"));
            }
        }

        #[test]
        fn any_path_is_judged_without_panic(path in "\\PC{0,80}") {
            let _ = is_tile(&path);
            let _ = sha256(&path);
        }
    }
}
