//! How far a run is: told by whoever works, shown by whoever has a screen. Counts nothing itself.

/// How far a run is; the terminal draws it, tests ignore it.
pub trait Progress: Sync {
    /// A stage begins; `total` steps will follow where that is known.
    fn stage(&self, name: &'static str, total: Option<u64>);
    /// `steps` more steps are done.
    fn advance(&self, steps: u64);
}

/// Draws nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
}
