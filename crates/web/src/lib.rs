//! HTTP: resident pages and the JSON API.
