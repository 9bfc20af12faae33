//! What went wrong, in words. Handlers return a [`Fault`]; the outermost layer makes the page, or
//! the problem document of the API, from it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::lang::{Lang, Texts};

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Status code.
    pub status: StatusCode,
    /// Which text of `error.*` explains it.
    pub key: &'static str,
    /// What the text speaks of: a parameter's name, a reason.
    pub detail: String,
    /// Where to go on.
    pub back: String,
}

impl Fault {
    fn new(status: StatusCode, key: &'static str) -> Self {
        Self {
            status,
            key,
            detail: String::new(),
            back: "/".to_owned(),
        }
    }

    /// No such address.
    pub fn no_page() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_page")
    }

    /// No such community.
    pub fn no_community() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_community")
    }

    /// No entry with this number.
    pub fn no_entry(number: &str, back: &str) -> Self {
        let mut fault = Self::new(StatusCode::NOT_FOUND, "no_entry").back(back);
        fault.detail = number.chars().take(20).collect();
        fault
    }

    /// A file that is not there.
    pub fn no_file(back: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_file").back(back)
    }

    /// No proof yet: the next checkpoint is still to come.
    pub fn no_proof(back: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_proof").back(back)
    }

    /// A file that is no longer served, with the recorded reason.
    pub fn withdrawn(reason: &str, back: &str) -> Self {
        let mut fault = Self::new(StatusCode::GONE, "withdrawn").back(back);
        reason.clone_into(&mut fault.detail);
        fault
    }

    /// A malformed value in the address.
    pub fn bad_value(name: &'static str, back: &str) -> Self {
        let mut fault = Self::new(StatusCode::BAD_REQUEST, "bad_value").back(back);
        name.clone_into(&mut fault.detail);
        fault
    }

    /// Whatever else a layer answered.
    pub fn of_status(status: StatusCode) -> Self {
        let key = match status.as_u16() {
            404 => "no_page",
            405 => "method",
            408 | 503 => "busy",
            413 | 414 | 431 => "too_long",
            400..=499 => "bad_request",
            _ => "broken",
        };
        Self::new(status, key)
    }

    /// The sentence about it. A malformed value is explained by its own rule.
    pub fn text(&self, lang: Lang) -> String {
        let values: [(&str, &dyn std::fmt::Display); 1] = [("detail", &self.detail)];
        let text = lang.with(&format!("error.{}.text", self.key), &values);
        let rule = crate::lang::known(&format!("rule.{}", self.detail), lang);
        match rule {
            Some(rule) if self.key == "bad_value" => text + &rule,
            _ => text,
        }
    }

    fn back(mut self, back: &str) -> Self {
        back.clone_into(&mut self.back);
        self
    }
}

impl IntoResponse for Fault {
    /// An empty response that carries the fault to the outermost layer.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
