//! The outermost layer: limits, switches, panics, error pages, headers, counters, one log line.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::fault::Fault;
use crate::frame::{Frame, Tab};
use crate::lang::Texts;
use crate::problem;
use crate::reader::{self, Reader};
use crate::site::Site;

const MAX_URI_BYTES: usize = 2048;

/// No script, style, font or image from anywhere but here; no framing by others.
const PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    title: String,
    text: String,
    back: String,
}

/// Wraps every request.
pub async fn finish(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let reader = Reader::of(request.headers(), request.uri());
    let uri = request.uri().clone();
    let method = request.method().clone();
    let mut response = answer(request, next).await;
    if let Some(fault) = fault_in(&response) {
        response = explain(&fault, &site, &reader, uri.path()).await;
    }
    add_headers(&mut response);
    let status = response.status().as_u16();
    let took = started.elapsed();
    site.counters.count(status, took);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(%method, path = uri.path(), status, took_us, "request");
    response
}

async fn answer(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri
        .path_and_query()
        .is_some_and(|all| all.as_str().len() > MAX_URI_BYTES)
    {
        return Fault::of_status(StatusCode::URI_TOO_LONG).into_response();
    }
    let switches = reader::switches(uri);
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !switches.is_empty() && reading && !uri.path().starts_with("/api/") {
        return switch(&switches, &Reader::of(request.headers(), uri).here);
    }
    next.run(request).await
}

/// Keeps the reader's choice and shows the same page again.
fn switch(switches: &[(&'static str, &'static str)], here: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    for (name, value) in switches {
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    let here = HeaderValue::from_str(here).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(header::LOCATION, here);
    response
}

/// A handler's fault, or what a layer answered without explanation.
fn fault_in(response: &Response) -> Option<Fault> {
    let status = response.status();
    let explained = response.extensions().get::<Fault>().cloned();
    let failed = status.is_client_error() || status.is_server_error();
    // A range that a file does not have is answered by the file server with its own header.
    let own = status == StatusCode::RANGE_NOT_SATISFIABLE;
    explained.or_else(|| (failed && !own).then(|| Fault::of_status(status)))
}

async fn explain(fault: &Fault, site: &Site, reader: &Reader, path: &str) -> Response {
    if path.starts_with("/api/") {
        return problem::response(fault);
    }
    let lang = reader.lang;
    let title = lang.t(&format!("error.{}.title", fault.key));
    // On a community's pages the reader stays there: its name, its tabs, its way back.
    // Where we broke, the page asks for as little as possible.
    let asked = fault.status.is_client_error();
    let slug = community_in(path).filter(|_| asked);
    let place = match slug {
        Some(slug) => site.place(slug).await.ok(),
        None => None,
    };
    let back = match &place {
        Some(place) if fault.back == "/" => place.href(),
        _ => fault.back.clone(),
    };
    let f = match &place {
        Some(place) => Frame::of(place, site, reader, &title, Tab::None),
        None => Frame::new(site, reader, title.clone()),
    };
    let page = ErrorPage {
        f,
        title,
        text: fault.text(lang),
        back,
    };
    match page.render() {
        Ok(html) => (fault.status, Html(html)).into_response(),
        Err(_) => (fault.status, "error").into_response(),
    }
}

/// The name of the community in `/c/NAME/...`.
fn community_in(path: &str) -> Option<&str> {
    path.strip_prefix("/c/")?.split('/').next()
}

fn add_headers(response: &mut Response) {
    let headers = response.headers_mut();
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, PAGE_CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-cache"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    for (name, value) in defaults {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    let html = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    if html {
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
    }
}

/// What a panic becomes: the error page; the reason goes to the log only.
#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub fn panicked(reason: Box<dyn Any + Send>) -> Response {
    let text = reason
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| reason.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(reason = text, "a request panicked");
    Fault::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// The answer for addresses that lead nowhere; one slash too many at the end is forgiven.
pub async fn nowhere(uri: Uri) -> Response {
    let path = uri.path().trim_matches('/');
    if uri.path().ends_with('/') && !path.is_empty() {
        return Redirect::permanent(&format!("/{path}")).into_response();
    }
    Fault::no_page().into_response()
}
