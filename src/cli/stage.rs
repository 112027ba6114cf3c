//! The stage that a run is in, as one line: its name, what is done of how much, how fast, and how long it will take. Prints nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::usage::memory;
use crate::engine::Steps;
use crate::int::{float64, floor, grouped, plural, wide};
use crate::stats::StageCost;

/// Time before which a rate says nothing.
const FIRST: Duration = Duration::from_secs(1);
/// Cells of the bar that is drawn on a terminal.
const CELLS: usize = 12;

/// What several threads count in the stage under way.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Steps that are done.
    pub(super) done: AtomicU64,
    /// The byte it has come to.
    pub(super) byte: AtomicU64,
}

/// A stage that is under way.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    steps: Steps,
    counters: Arc<Counters>,
    pub(super) began: Instant,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new("", Steps::one(), Arc::default())
    }
}

impl Stage {
    /// A stage that begins, with these counters at nought: no other one is under way.
    pub(super) fn new(name: &'static str, steps: Steps, counters: Arc<Counters>) -> Self {
        counters.done.store(0, Ordering::Relaxed);
        counters.byte.store(0, Ordering::Relaxed);
        Self { name, steps, counters, began: Instant::now() }
    }

    /// What is done, 0 to 1, where that is known: by bytes, else by steps.
    pub(super) fn share(&self) -> Option<f64> {
        let (done, of) = match self.steps {
            Steps { bytes: Some(bytes), .. } => (&self.counters.byte, bytes),
            Steps { total, .. } => (&self.counters.done, total?),
        };
        (of > 0).then(|| (float64(done.load(Ordering::Relaxed)) / float64(of)).min(1.0))
    }

    /// What it has cost so far; nothing before the first stage.
    pub(super) fn cost(&self) -> Option<StageCost> {
        let memory = memory();
        (!self.name.is_empty()).then(|| StageCost {
            stage: self.name.into(),
            seconds: (self.began.elapsed().as_secs_f64() * 1e6).round() / 1e6,
            steps: self.counters.done.load(Ordering::Relaxed),
            resident_bytes: memory.map(|memory| memory.resident),
            peak_bytes: memory.map(|memory| memory.peak),
        })
    }

    /// The line about it.
    pub(super) fn told(&self) -> String {
        self.told_after(self.began.elapsed())
    }

    /// The share as a bar.
    pub(super) fn drawn(&self) -> String {
        let full = floor(self.share().unwrap_or(0.0) * float64(wide(CELLS)));
        format!("{}{}", "█".repeat(full), "░".repeat(CELLS - full))
    }

    /// The line after that time.
    fn told_after(&self, time: Duration) -> String {
        let Counters { done, byte } = &*self.counters;
        let (done, byte) = (done.load(Ordering::Relaxed), byte.load(Ordering::Relaxed));
        let Steps { unit, total, bytes } = self.steps;
        let mut parts = Vec::new();
        if !unit.is_empty() {
            let unit = plural(total.unwrap_or(done), unit);
            parts.push(match total {
                Some(total) => format!("{} of {} {unit}", grouped(done), grouped(total)),
                None => format!("{} {unit}", grouped(done)),
            });
        }
        match bytes {
            Some(bytes) => parts.push(format!("{} of {} MB", megabytes(byte), megabytes(bytes))),
            None if byte > 0 => parts.push(format!("{} MB", megabytes(byte))),
            None => {}
        }
        let seconds = time.as_secs_f64();
        if time >= FIRST && byte > 0 {
            parts.push(format!("{:.1} MB/s", float64(byte) / 1e6 / seconds));
        } else if time >= FIRST && done > 0 {
            let rate = float64(done) / seconds;
            let rate = if rate < 10.0 { format!("{rate:.1}") } else { grouped(wide(floor(rate))) };
            parts.push(format!("{rate} a second"));
        }
        parts.push(clock(time));
        if let Some(share) = self.share().filter(|share| time >= FIRST && *share > 0.0) {
            parts.push(format!("{} left", clock(Duration::from_secs_f64(seconds * (1.0 - share) / share))));
        }
        format!("{}: {}", self.name, parts.join(", "))
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", float64(bytes) / 1e6)
}

/// A time as people say it.
fn clock(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(steps: Steps, done: u64, byte: u64, seconds: u64) -> String {
        let stage = Stage::new("reading", steps, Arc::default());
        stage.counters.done.store(done, Ordering::Relaxed);
        stage.counters.byte.store(byte, Ordering::Relaxed);
        stage.told_after(Duration::from_secs(seconds))
    }

    #[test]
    fn a_line_says_what_is_known() {
        let documents = Steps::of("document");
        for (steps, done, byte, seconds, expected) in [
            (Steps::one(), 0, 0, 75, "reading: 1 min 15 s"),
            (documents, 1200, 0, 10, "reading: 1,200 documents, 120 a second, 10 s"),
            (documents, 9, 5_000_000, 2, "reading: 9 documents, 5.0 MB, 2.5 MB/s, 2 s"),
            (documents.all(12), 3, 0, 10, "reading: 3 of 12 documents, 0.3 a second, 10 s, 30 s left"),
            (
                documents.all(12).bytes(Some(20_000_000)),
                3,
                10_000_000,
                4000,
                "reading: 3 of 12 documents, 10.0 of 20.0 MB, 0.0 MB/s, 1 h 6 min, 1 h 6 min left",
            ),
            (documents.all(12), 3, 0, 0, "reading: 3 of 12 documents, 0 s"),
            (documents, 1, 0, 10, "reading: 1 document, 0.1 a second, 10 s"),
            (documents.all(1), 0, 0, 0, "reading: 0 of 1 document, 0 s"),
            (documents.all(0), 0, 0, 5, "reading: 0 of 0 documents, 5 s"),
        ] {
            assert_eq!(told(steps, done, byte, seconds), expected);
        }
    }

    #[test]
    fn a_bar_is_full_at_the_end() {
        let stage = Stage::new("", Steps::of("file").all(3), Arc::default());
        assert_eq!(stage.drawn(), "░".repeat(CELLS));
        stage.counters.done.store(4, Ordering::Relaxed);
        assert_eq!(stage.drawn(), "█".repeat(CELLS));
    }
}
