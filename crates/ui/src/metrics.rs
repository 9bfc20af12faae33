//! `/metrics`: what is counted, in the Prometheus text format. No label ever holds a reader's data.

use std::fmt::Write;

use crate::site::Site;

/// The page of counters.
pub fn text(site: &Site) -> String {
    let mut text = String::from("# TYPE mingbai_http_requests_total counter\n");
    for class in 1..=5 {
        let number = site.counters.of_class(class);
        let _ = writeln!(
            text,
            "mingbai_http_requests_total{{status=\"{class}xx\"}} {number}"
        );
    }
    let micros = site.counters.micros();
    let (whole, rest) = (micros / 1_000_000, micros % 1_000_000);
    text.push_str("# TYPE mingbai_http_request_seconds_sum counter\n");
    let _ = writeln!(text, "mingbai_http_request_seconds_sum {whole}.{rest:06}");
    let books = site.books.all();
    let halted = books
        .iter()
        .filter(|(_, front)| front.halted.is_some())
        .count();
    text.push_str("# TYPE mingbai_communities gauge\n");
    let _ = writeln!(text, "mingbai_communities {}", books.len());
    text.push_str("# TYPE mingbai_communities_halted gauge\n");
    let _ = writeln!(text, "mingbai_communities_halted {halted}");
    text.push_str("# TYPE mingbai_book_records gauge\n");
    for (slug, front) in &books {
        let _ = writeln!(
            text,
            "mingbai_book_records{{community=\"{slug}\"}} {}",
            front.size()
        );
    }
    text.push_str("# TYPE mingbai_checkpoint_records gauge\n");
    for (slug, front) in &books {
        let signed = front
            .checkpoint
            .as_ref()
            .map_or(0, |checkpoint| checkpoint.size);
        let _ = writeln!(
            text,
            "mingbai_checkpoint_records{{community=\"{slug}\"}} {signed}"
        );
    }
    crate::health::counters(&site.health(), &mut text);
    text
}
