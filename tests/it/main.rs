//! All integration tests, in one binary. A line of purpose per file.

/// Raw text, symbols and spans: what a span came from normalises back to it; what is not writing changes nothing.
mod offsets;
/// The committed tables of the normalisation: their own rules, and how they are derived.
mod tables;
