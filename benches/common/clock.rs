//! CPU time of the running thread, so that other programs on the machine do not count; wall time where the system does
//! not tell it (Linux does, in `schedstat`).

use std::time::Instant;

use dittograph::int::float64;

/// A moment to measure from.
pub(crate) struct Clock {
    wall: Instant,
    thread: Option<u64>,
}

impl Clock {
    /// Now.
    pub(crate) fn start() -> Self {
        Self { wall: Instant::now(), thread: thread_nanoseconds() }
    }

    /// Seconds that the thread worked since.
    pub(crate) fn seconds(&self) -> f64 {
        match (self.thread, thread_nanoseconds()) {
            (Some(before), Some(now)) => float64(now - before) / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

fn thread_nanoseconds() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok()
}

/// Bytes that go through between two looks at the clock, at least: some systems count in steps of four milliseconds.
const LEAST_BYTES: u64 = 1 << 26;

/// How often a text of so many bytes has to go through in a round.
pub(crate) fn passes(bytes: u64) -> u64 {
    LEAST_BYTES.div_ceil(bytes.max(1)).min(1 << 16)
}

/// The best and the middle of some rounds over `bytes`, as a phrase. Sorts the rounds.
pub(crate) fn speeds(seconds: &mut [f64], bytes: u64) -> String {
    seconds.sort_by(f64::total_cmp);
    let speed = |seconds: f64| float64(bytes) / seconds.max(1e-9) / 1e6;
    let (best, middle) = (seconds[0], seconds[seconds.len() / 2]);
    format!("{:.1} MB/s at best, {:.1} in the middle of {} rounds", speed(best), speed(middle), seconds.len())
}
