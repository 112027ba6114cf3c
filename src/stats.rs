//! Counters of a run, a group a stage, and what a stage cost. Only numbers: measures nothing itself.

use serde::{Deserialize, Serialize};

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

/// What one stage of a run cost, as whoever watched it measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageCost {
    /// What the stage is called, as [`Progress::stage`](crate::progress::Progress::stage) says it.
    pub stage: String,
    /// Seconds from its start to the next one's.
    pub seconds: f64,
    /// Steps it was through: documents, or pairs of them.
    pub steps: u64,
    /// Bytes of memory in use when it ended; `None` where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_bytes: Option<u64>,
    /// The most bytes of memory in use so far; `None` where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_bytes: Option<u64>,
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
