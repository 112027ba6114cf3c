//! Which instructions a processor has: a [`Path`] for each set of them. Says what there is, runs nothing.

use std::sync::OnceLock;

/// A set of instructions that this processor has.
///
/// ```
/// use dittograph::simd::Path;
/// assert!(Path::all().contains(&Path::best()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path(Width);

/// Never made but where the processor has the instructions: what runs on a path relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// What every processor of the architecture has: SSE2 on x86-64, NEON on 64-bit ARM.
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// With the byte shuffles of VBMI and VBMI2 (Ice Lake, Zen 4 and later).
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

static BEST: OnceLock<Path> = OnceLock::new();

impl Path {
    /// The one that every processor has.
    pub const PLAIN: Self = Self(Width::Plain);

    /// A path of this width, which the caller knows the processor to have.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) const fn of(width: Width) -> Self {
        Self(width)
    }

    /// The fastest of this processor; found out once.
    pub fn best() -> Self {
        *BEST.get_or_init(|| Self::all().last().copied().unwrap_or(Self::PLAIN))
    }

    /// Makes this one the best of the process, for programs that measure; says whether nothing had asked before.
    #[doc(hidden)]
    pub fn settle(self) -> bool {
        BEST.set(self).is_ok()
    }

    /// All of this processor, slowest first.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::PLAIN];
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let avx2 = has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt");
            let avx512 = has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
            if avx2 {
                all.push(Self(Width::Avx2));
            }
            if avx2 && avx512 && has!("avx512vbmi") && has!("avx512vbmi2") {
                all.push(Self(Width::Avx512));
            }
        }
        all
    }

    /// What [`on`](super::on) compiles for.
    #[inline]
    pub(super) fn width(self) -> Width {
        self.0
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self.0 {
            Width::Plain => "portable",
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Width::Avx512 => "AVX-512",
        }
    }
}
