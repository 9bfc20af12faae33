//! Use cases: authorise, load, ask the rule, write. Web, CLI and jobs call only this.

pub mod books;
