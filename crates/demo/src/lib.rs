//! The synthetic demo district, made from a seed.
