//! What the process uses: memory as the system tells it (nothing where it tells nothing; Linux does), and the line about what
//! a stage cost.

use std::fs;

use crate::int::counted;
use crate::stats::StageCost;

/// Memory of the process, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory {
    /// In use now.
    pub(super) resident: u64,
    /// The most so far.
    pub(super) peak: u64,
}

/// Memory of this process now.
pub(super) fn memory() -> Option<Memory> {
    of_status(&fs::read_to_string("/proc/self/status").ok()?)
}

/// Memory by a status page: lines such as `VmHWM:     1234 kB`.
fn of_status(page: &str) -> Option<Memory> {
    let bytes = |name: &str| {
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(1024 * kibibytes)
    };
    Some(Memory { resident: bytes("VmRSS")?, peak: bytes("VmHWM")? })
}

/// The line about a stage that is over, for who wants to see every one.
pub(super) fn line(cost: &StageCost) -> String {
    let steps = if cost.steps > 0 { format!(", {}", counted(cost.steps, "step")) } else { String::new() };
    let memory = match (cost.resident_bytes, cost.peak_bytes) {
        (Some(resident), Some(peak)) => {
            format!(", {} MB in use, {} MB at the peak", resident / 1_000_000, peak / 1_000_000)
        }
        _ => String::new(),
    };
    format!("{}: {:.2} s{steps}{memory}\n", cost.stage, cost.seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_page_tells_memory_and_a_broken_one_nothing() {
        let page = "Name:\tdittograph\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t2\n";
        assert_eq!(of_status(page), Some(Memory { resident: 1 << 20, peak: 1 << 21 }));
        assert_eq!(of_status("VmHWM:\t2048 kB\n"), None);
        assert_eq!(of_status("VmHWM:\t2048\nVmRSS:\tmuch kB\n"), None);
    }
}
