//! What the process uses: memory as the system tells it. Nothing where it tells nothing (Linux does).

use std::fs;

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
