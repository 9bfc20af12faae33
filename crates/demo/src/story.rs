//! What happens only here and there: questions and answers, an invoice entered twice, an emergency,
//! an invoice that came late.

mod question;
mod questions;
mod special;

pub use questions::plan_questions;
pub use special::plan_special;
