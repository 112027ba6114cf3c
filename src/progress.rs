//! How far a run is: told by whoever works, shown by whoever has a screen. Counts nothing itself.

/// How far a run is; the terminal draws it, tests ignore it.
pub trait Progress: Sync {
    /// A stage begins, with these steps.
    fn stage(&self, name: &'static str, steps: Steps);
    /// `steps` more steps are done.
    fn advance(&self, steps: u64);
    /// The stage has come to this byte of those it goes through.
    fn reach(&self, _byte: u64) {}
}

/// The steps of a stage, as far as they are known when it begins.
///
/// ```
/// use dittograph::progress::Steps;
/// let steps = Steps::of("document").all(119).bytes(Some(6_040_224));
/// assert_eq!((steps.unit, steps.total, steps.bytes), ("document", Some(119), Some(6_040_224)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// What is counted, in the singular; empty if nothing is.
    pub unit: &'static str,
    /// How many there are.
    pub total: Option<u64>,
    /// Bytes that the stage goes through.
    pub bytes: Option<u64>,
}

impl Steps {
    /// Steps of which nobody knows how many there will be.
    pub fn of(unit: &'static str) -> Self {
        Self { unit, ..Self::default() }
    }

    /// A stage that is one step.
    pub fn one() -> Self {
        Self::default()
    }

    /// So many.
    #[must_use]
    pub fn all(self, total: u64) -> Self {
        Self { total: Some(total), ..self }
    }

    /// Through so many bytes, if that is known.
    #[must_use]
    pub fn bytes(self, bytes: Option<u64>) -> Self {
        Self { bytes, ..self }
    }
}

/// Draws nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str, _steps: Steps) {}
    fn advance(&self, _steps: u64) {}
}
