//! Reads spreadsheets as offices keep them; writes templates. No database.
