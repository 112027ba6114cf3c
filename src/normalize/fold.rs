//! The passes that see one cluster (a character with its marks), in their order: composition and compatibility, case,
//! radicals, scripts. Takes raw text, gives folded characters; says nothing about which of them become symbols.

use super::{case, compatibility, radicals, scripts};
use crate::config::NormalizeConfig;

/// The folded characters of a cluster.
pub(super) fn cluster(raw: &str, config: NormalizeConfig) -> Vec<char> {
    let mut composed = Vec::new();
    compatibility::compose(raw, config.compatibility, &mut composed);
    let mut folded = Vec::with_capacity(composed.len());
    for c in composed {
        if config.case {
            case::lower(c, |c| folded.push(ideograph(c, config)));
        } else {
            folded.push(ideograph(c, config));
        }
    }
    folded
}

/// The character by which the passes of radicals and scripts call `c`.
pub(super) fn ideograph(c: char, config: NormalizeConfig) -> char {
    let c = if config.radicals { radicals::ideograph(c) } else { c };
    if config.scripts { scripts::representative(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(raw: &str) -> String {
        cluster(raw, NormalizeConfig::default()).into_iter().collect()
    }

    #[test]
    fn passes_work_on_one_anothers_output() {
        assert_eq!(folded("⻢"), folded("馬"));
        assert_eq!(folded("㈱"), folded("(株)"));
        assert_eq!(folded("Ｅ\u{301}"), "é");
        assert_eq!(folded("\u{F9D1}"), folded("六"));
    }

    #[test]
    fn a_pass_that_is_off_changes_nothing() {
        let off = NormalizeConfig {
            compatibility: false,
            case: false,
            radicals: false,
            scripts: false,
            pinyin: false,
            words: false,
        };
        for raw in ["國", "⻢", "Ａ", "㈱", "É"] {
            assert_eq!(cluster(raw, off).into_iter().collect::<String>(), raw);
        }
    }
}
