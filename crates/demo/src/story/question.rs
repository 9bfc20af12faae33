//! A question of an owner, and what was answered.

use mingbai_domain::calendar::UnixMs;

use crate::plan::Label;

/// One question.
pub struct Question {
    /// The entry it is about.
    pub entry: Label,
    /// When it was asked.
    pub asked: UnixMs,
    /// The question.
    pub text: String,
    /// When and what was answered.
    pub answer: Option<(UnixMs, String)>,
}
