//! Where in a canonical document the symbols stand that a member shares with it: from symbols to bytes and code points of its
//! text, each text looked at once.

use rayon::prelude::*;

use super::Standing;
use crate::error::Result;
use crate::normalize::{CharIndex, Normalizer};
use crate::read::Texts;
use crate::span::{Chars, DocId, Norm, Raw, Span};

/// A stretch of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Within {
    /// In its symbols.
    Symbols(Span<Norm>),
    /// In its text.
    Text(Span<Raw>, Span<Chars>),
}

/// Brings all stretches to the text. Errors: those of `texts`. Complexity: linear in the texts of canonical documents.
pub(super) fn place(standings: &mut [Option<Standing>], texts: &dyn Texts, normalizer: &Normalizer) -> Result<()> {
    let mut members: Vec<(DocId, &mut Within)> = standings
        .iter_mut()
        .flatten()
        .filter_map(|standing| Some((standing.canonical, standing.within.as_mut()?)))
        .collect();
    members.sort_by_key(|member| member.0);
    let mut families: Vec<&mut [(DocId, &mut Within)]> = members.chunk_by_mut(|one, two| one.0 == two.0).collect();
    families.par_iter_mut().try_for_each(|family| {
        let text = texts.text(family[0].0.0)?;
        let (offsets, chars) = (normalizer.with_offsets(&text).1, CharIndex::new(&text));
        for (_, within) in family.iter_mut() {
            if let Within::Symbols(symbols) = **within {
                let raw = offsets.to_raw(symbols);
                **within = Within::Text(raw, chars.to_chars(raw));
            }
        }
        Ok(())
    })
}
