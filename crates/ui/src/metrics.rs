//! Counters for `/metrics`, in the Prometheus text format. No label ever holds a reader's data.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::site::Site;

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Counters {
    by_class: [AtomicU64; 6],
    micros: AtomicU64,
}

impl Counters {
    /// Counts one answered request.
    pub fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

/// The page of counters.
pub fn text(site: &Site) -> String {
    let mut text = String::from("# TYPE mingbai_http_requests_total counter\n");
    for class in 1..=5 {
        let number = site.counters.by_class[class].load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "mingbai_http_requests_total{{status=\"{class}xx\"}} {number}"
        );
    }
    let micros = site.counters.micros.load(Ordering::Relaxed);
    let (whole, rest) = (micros / 1_000_000, micros % 1_000_000);
    text.push_str("# TYPE mingbai_http_request_seconds_sum counter\n");
    let _ = writeln!(text, "mingbai_http_request_seconds_sum {whole}.{rest:06}");
    let books = site.books.all();
    let halted = books
        .iter()
        .filter(|(_, book)| book.halted.is_some())
        .count();
    text.push_str("# TYPE mingbai_communities gauge\n");
    let _ = writeln!(text, "mingbai_communities {}", books.len());
    text.push_str("# TYPE mingbai_communities_halted gauge\n");
    let _ = writeln!(text, "mingbai_communities_halted {halted}");
    text.push_str("# TYPE mingbai_book_records gauge\n");
    for (slug, book) in &books {
        let _ = writeln!(
            text,
            "mingbai_book_records{{community=\"{slug}\"}} {}",
            book.fold.size()
        );
    }
    text.push_str("# TYPE mingbai_checkpoint_records gauge\n");
    for (slug, book) in &books {
        let signed = book
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
