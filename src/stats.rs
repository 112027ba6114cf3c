//! Counters of a run, a group a stage. Only numbers: no timers, no text.

use serde::Serialize;

/// What a run saw and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Documents read.
    pub documents: u64,
    /// Documents or lines left out, each with a warning.
    pub skipped: u64,
    /// UTF-8 bytes of all texts.
    pub bytes: u64,
    /// Code points of all texts.
    pub chars: u64,
    /// Normalised symbols of all texts.
    pub symbols: u64,
    /// Anchors kept.
    pub anchors: u64,
    /// Candidate pairs of places.
    pub candidates: u64,
    /// Verified matches.
    pub matches: u64,
    /// Families.
    pub families: u64,
    /// Findings.
    pub findings: u64,
}

impl Stats {
    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.skipped += other.skipped;
        self.bytes += other.bytes;
        self.chars += other.chars;
        self.symbols += other.symbols;
        self.anchors += other.anchors;
        self.candidates += other.candidates;
        self.matches += other.matches;
        self.families += other.families;
        self.findings += other.findings;
    }
}
