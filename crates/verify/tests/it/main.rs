//! The verifier and the mirror against small districts, whole, damaged and forged; the exports
//! against the programs that read them; the documents' examples against the code.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod damage;
mod documents;
mod export;
mod flips;
mod forgery;
mod good;
mod handover;
mod http;
mod mirror;
mod random;
mod receipts;
mod sample;
mod town;
