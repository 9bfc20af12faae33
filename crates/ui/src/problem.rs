//! Errors of the API as RFC 9457 problem documents.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::Fault;
use crate::lang::{Lang, Texts};

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem.
    pub r#type: String,
    /// In words.
    pub title: String,
    /// The status code.
    pub status: u16,
    /// What it is about: a parameter's name, a number; empty if nothing in particular.
    pub detail: String,
}

/// The document of a fault.
pub fn response(fault: &Fault) -> Response {
    let problem = Problem {
        r#type: format!("urn:mingbai:problem:{}", fault.key),
        title: Lang::En.t(&format!("error.{}.title", fault.key)),
        status: fault.status.as_u16(),
        detail: fault.detail.clone(),
    };
    let mut response = (fault.status, axum::Json(problem)).into_response();
    let media = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response
}
