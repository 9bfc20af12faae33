//! The worked numbers (`vectors/domain`) and the properties that the rules must keep.
#![expect(
    clippy::struct_field_names,
    reason = "a row's fields are named as in the vectors"
)]

mod access;
mod approvals;
mod budget;
mod calendar;
mod disclosure;
mod fees;
mod jurisdiction;
mod money;
mod registry;
mod smf;
mod trust;
mod vectors;
mod vote;
