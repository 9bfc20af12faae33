//! A stranger's verifier over public files only.
