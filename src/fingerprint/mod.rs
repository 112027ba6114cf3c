//! The fingerprint stage.
