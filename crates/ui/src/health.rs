//! `/healthz`: how the service does, as JSON; 503 when something is wrong.

use std::fmt::Write;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mingbai_app::jobs::health::{Job, Report};

use crate::site::Site;

/// The report.
pub async fn show(State(site): State<Arc<Site>>) -> (StatusCode, Json<Report>) {
    let report = site.health();
    let status = if report.ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report))
}

/// The same as counters.
pub fn counters(report: &Report, text: &mut String) {
    let jobs = || std::iter::once(&report.writer).chain(&report.jobs);
    gauge(text, "mingbai_up", "", u8::from(report.ok));
    labelled(text, "mingbai_job_up", jobs(), |job| {
        Some(i64::from(job.ok))
    });
    labelled(text, "mingbai_job_last_success_seconds", jobs(), |job| {
        job.last_success_s
    });
    labelled(text, "mingbai_job_failures_total", jobs(), |job| {
        i64::try_from(job.failed).ok()
    });
    if let Some(free) = report.disk.free_bytes {
        gauge(text, "mingbai_disk_free_bytes", "", free);
    }
    gauge(text, "mingbai_clock_up", "", u8::from(report.clock.ok));
    if let Some(last) = report.publication.last_s {
        gauge(text, "mingbai_last_publication_seconds", "", last);
    }
    gauge(
        text,
        "mingbai_communities_unsigned",
        "",
        report.publication.waiting,
    );
    gauge(
        text,
        "mingbai_communities_refused",
        "",
        report.publication.refused,
    );
}

fn gauge(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "# TYPE {name} gauge\n{name}{labels} {value}");
}

fn labelled<'a>(
    text: &mut String,
    name: &str,
    jobs: impl Iterator<Item = &'a Job>,
    value: impl Fn(&Job) -> Option<i64>,
) {
    let kind = if name.ends_with("_total") {
        "counter"
    } else {
        "gauge"
    };
    let _ = writeln!(text, "# TYPE {name} {kind}");
    for job in jobs {
        if let Some(value) = value(job) {
            let _ = writeln!(text, "{name}{{job=\"{}\"}} {value}", job.name);
        }
    }
}
