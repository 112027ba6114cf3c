//! What is done with each kind: from options to a policy and a style.

use std::collections::HashSet;

use clap::{Args, ValueEnum};

use crate::config::Level;
use crate::mark::{DocumentPolicy, Policy, Treatment, Whole};
use crate::report::edits::{Counts, Emptied, Labels, Near, Style};
use crate::report::obey::{Asked, Spared};
use crate::{Error, Kind, Result};

const HEADING: &str = "What is done";

/// What is done with the occurrences of a kind that need not stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doing {
    Remove,
    Label,
    Keep,
    /// Removed, with this text in its place.
    Replace(String),
}

impl Doing {
    /// What becomes of the text.
    pub(super) fn treatment(&self) -> Treatment {
        match self {
            Self::Remove | Self::Replace(_) => Treatment::Remove,
            Self::Label => Treatment::Label,
            Self::Keep => Treatment::Keep,
        }
    }
}

fn doing(words: &str) -> std::result::Result<Doing, String> {
    match (words, words.split_once(':')) {
        ("remove", _) => Ok(Doing::Remove),
        ("label", _) => Ok(Doing::Label),
        ("keep", _) => Ok(Doing::Keep),
        (_, Some(("replace", text))) => Ok(Doing::Replace(text.to_owned())),
        _ => Err("say remove, label, keep or replace:TEXT".into()),
    }
}

/// What is done with what was found.
#[derive(Debug, Args)]
pub(super) struct Actions {
    /// With every kind that has no option of its own; formulas are never removed [default: remove]
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    action: Option<Doing>,
    /// With the extra copies of loops
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    loops: Option<Doing>,
    /// With passages that stand twice in one document
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    repeats: Option<Doing>,
    /// With passages that stand in several documents
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    copies: Option<Doing>,
    /// With passages that make up most of their document
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    documents: Option<Doing>,
    /// With repeats, copies and documents that would go, but whose numbers are others than where they were copied from [default: label]
    #[arg(long, value_name = "ACTION", value_enum, help_heading = HEADING)]
    other_numbers: Option<Staying>,
    /// With what would go, but differs as clauses that a writer made alike, or items with other figures, do [default: label]
    #[arg(long, value_name = "ACTION", value_enum, help_heading = HEADING)]
    parallel: Option<Staying>,
    /// With boilerplate and templates
    #[arg(long, value_name = "ACTION", value_parser = doing, help_heading = HEADING)]
    boilerplate: Option<Doing>,
    /// How much of boilerplate and templates stays [default: none]
    #[arg(long, value_name = "WHICH", value_enum, help_heading = HEADING)]
    keep_boilerplate: Option<Keep>,
    /// Take of repeats, copies and documents only what they hold whole [default: sentences of what is told again in one document
    /// if it is short, sentences and items of lists of what another document has]
    #[arg(long, value_name = "OF", value_enum, help_heading = HEADING)]
    whole: Option<Entire>,
    /// Label stock phrases too
    #[arg(long, help_heading = HEADING)]
    label_formulas: bool,
    /// Where labels are written besides findings.jsonl [default: none]
    #[arg(long, value_name = "WHERE", value_enum, conflicts_with = "markers", help_heading = HEADING)]
    labels: Option<Place>,
    /// Write labels into the text, between these two; {kind} and {family} stand for the finding's
    #[arg(long, num_args = 2, value_names = ["OPEN", "CLOSE"], help_heading = HEADING)]
    markers: Vec<String>,
    /// Write the characters removed from each document into its field `dittograph_removed`
    #[arg(long, help_heading = HEADING)]
    counts: bool,
    /// What becomes of documents that are nearly the same [default: keep-first if --level documents or --level all is said,
    /// else keep]
    #[arg(long, value_name = "WHAT", value_enum, help_heading = HEADING)]
    near_duplicates: Option<NearDuplicates>,
    /// What becomes of documents of which nothing is left [default: keep]
    #[arg(long, value_name = "WHAT", value_enum, help_heading = HEADING)]
    empty: Option<Empty>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NearDuplicates {
    /// All stay
    Keep,
    /// All stay; JSON objects and rows get the field `near_duplicate_of`
    Label,
    /// The canonical document of each family stays
    KeepFirst,
    /// None of a family stays
    Drop,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Staying {
    /// They go as others of their kind do
    Remove,
    /// They stay and are labelled
    Label,
    /// They stay
    Keep,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Entire {
    /// From their first symbol to their last
    None,
    /// Sentences
    Sentences,
    /// Lines
    Lines,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Keep {
    /// All occurrences go
    None,
    /// The first occurrence stays
    First,
    /// All occurrences stay
    All,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Place {
    /// Nowhere
    None,
    /// In the field or column `dittograph`
    Field,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Empty {
    /// They stay as empty documents
    Keep,
    /// They are left out
    Drop,
}

impl Staying {
    fn treatment(self) -> Treatment {
        match self {
            Self::Remove => Treatment::Remove,
            Self::Label => Treatment::Label,
            Self::Keep => Treatment::Keep,
        }
    }
}

impl Actions {
    /// What was said of a kind, by its own option or for all.
    pub(super) fn doing(&self, kind: Kind) -> Option<&Doing> {
        let (_, own) = self.own(kind);
        if kind == Kind::Formula {
            return own;
        }
        let all = matches!((kind, self.keep_boilerplate), (Kind::Boilerplate | Kind::Template, Some(Keep::All)));
        if all { Some(&Doing::Keep) } else { own.or(self.action.as_ref()) }
    }

    /// What is asked of the marks of an earlier run.
    pub(super) fn asked(&self) -> Asked {
        let said = |kind: Kind| Some((kind, self.doing(kind)?.treatment()));
        let spared = Spared { other_numbers: self.other_numbers(), parallel: self.parallel() };
        Asked { kinds: Kind::ALL.into_iter().filter_map(said).collect(), spared, first_stays: self.keeps_first() }
    }

    /// Whether the labels of an earlier run stay labels. Errors: [`Error::Config`] if one of these kinds is to go.
    pub(super) fn of_labels(&self, labelled: &HashSet<Kind>) -> Result<()> {
        let goes = |kind: &Kind| self.doing(*kind).is_some_and(|doing| doing.treatment() == Treatment::Remove);
        let Some(kind) = Kind::ALL.into_iter().find(|kind| labelled.contains(kind) && goes(kind)) else {
            return Ok(());
        };
        let (option, own) = self.own(kind);
        let option = if own.is_some() { option } else { "action" };
        let value = match self.doing(kind) {
            Some(Doing::Replace(text)) => format!("replace:{text}"),
            _ => "remove".to_owned(),
        };
        let reason = format!(
            "the earlier run labelled what is of the kind {}, whichever copy would stay; only a run that searches can remove it: call \
             dedup without --from",
            kind.word()
        );
        Err(Error::Config { option, value, reason })
    }

    /// The option of a kind and what it says.
    fn own(&self, kind: Kind) -> (&'static str, Option<&Doing>) {
        match kind {
            Kind::Loop => ("loops", self.loops.as_ref()),
            Kind::Repeat => ("repeats", self.repeats.as_ref()),
            Kind::Copy => ("copies", self.copies.as_ref()),
            Kind::Document => ("documents", self.documents.as_ref()),
            Kind::Boilerplate | Kind::Template => ("boilerplate", self.boilerplate.as_ref()),
            Kind::Formula => ("label_formulas", self.label_formulas.then_some(&Doing::Label)),
        }
    }

    /// What was said of copies whose numbers are others.
    fn other_numbers(&self) -> Option<Treatment> {
        self.other_numbers.map(Staying::treatment)
    }

    /// What was said of parallel clauses.
    fn parallel(&self) -> Option<Treatment> {
        self.parallel.map(Staying::treatment)
    }

    /// What is marked, and how.
    pub(super) fn policy(&self) -> Policy {
        let mut policy = Policy::default();
        for kind in Kind::ALL {
            if let Some(doing) = self.doing(kind) {
                policy = policy.with(kind, doing.treatment());
                if matches!(doing, Doing::Replace(_)) {
                    policy = policy.filling(kind);
                }
            }
        }
        if let Some(treatment) = self.other_numbers() {
            policy = policy.with_other_numbers(treatment);
        }
        if let Some(treatment) = self.parallel() {
            policy = policy.with_parallel(treatment);
        }
        policy = match self.whole {
            Some(Entire::None) => policy.in_parts(),
            Some(Entire::Sentences) => policy.in_whole(Whole::Sentences),
            Some(Entire::Lines) => policy.in_whole(Whole::Lines),
            None => policy,
        };
        match self.keep_boilerplate {
            Some(Keep::First) => policy.keeping_first_boilerplate(),
            _ => policy,
        }
    }

    /// What is done with whole documents: who asks for documents wants them clean.
    pub(super) fn document_policy(&self, level: Option<Level>) -> DocumentPolicy {
        match (self.near_duplicates, level) {
            (Some(NearDuplicates::Keep), _) | (None, None | Some(Level::Passages)) => DocumentPolicy::Keep,
            (Some(NearDuplicates::Label), _) => DocumentPolicy::Label,
            (Some(NearDuplicates::KeepFirst), _) | (None, Some(_)) => DocumentPolicy::KeepFirst,
            (Some(NearDuplicates::Drop), _) => DocumentPolicy::Drop,
        }
    }

    /// Whether the first occurrence of boilerplate stays.
    fn keeps_first(&self) -> bool {
        matches!(self.keep_boilerplate, Some(Keep::First))
    }

    /// How the corpus is written.
    pub(super) fn style(&self) -> Style {
        let wording = |kind: &Kind| match self.doing(*kind) {
            Some(Doing::Replace(text)) => Some((*kind, text.clone())),
            _ => None,
        };
        let labels = match (self.markers.as_slice(), self.labels) {
            ([open, close], _) => Labels::Markers { open: open.clone(), close: close.clone() },
            (_, Some(Place::Field)) => Labels::Field,
            _ => Labels::None,
        };
        Style {
            wording: Kind::ALL.iter().filter_map(wording).collect(),
            labels,
            near: if matches!(self.near_duplicates, Some(NearDuplicates::Label)) { Near::Field } else { Near::None },
            counts: if self.counts { Counts::Field } else { Counts::None },
            emptied: if matches!(self.empty, Some(Empty::Drop)) { Emptied::Drop } else { Emptied::Keep },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        actions: Actions,
    }

    fn actions(line: &str) -> Actions {
        Line::try_parse_from(std::iter::once("x").chain(line.split_whitespace())).unwrap().actions
    }

    #[test]
    fn nothing_said_is_the_policy_of_the_library() {
        assert_eq!(actions("").policy(), Policy::default());
        assert_eq!(actions("").style(), Style::default());
    }

    #[test]
    fn each_kind_has_its_own_action() {
        let said = actions("--action label --loops remove --copies keep --boilerplate replace:〔略〕");
        let policy = said.policy();
        let found = Kind::ALL.map(|kind| match policy.treatment(kind) {
            Treatment::Remove => "remove",
            Treatment::Label => "label",
            Treatment::Keep => "keep",
        });
        assert_eq!(found, ["remove", "label", "keep", "label", "remove", "remove", "keep"]);
        let wording = said.style().wording;
        assert_eq!(wording.keys().copied().collect::<Vec<_>>(), [Kind::Boilerplate, Kind::Template]);
        assert_eq!(actions("--label-formulas").policy().treatment(Kind::Formula), Treatment::Label);
    }

    #[test]
    fn what_is_spared_has_an_action_of_its_own() {
        assert_eq!(actions("--parallel keep").policy(), Policy::default().with_parallel(Treatment::Keep));
        let policy = actions("--other-numbers remove").policy();
        assert_eq!(policy, Policy::default().with_other_numbers(Treatment::Remove));
    }

    #[test]
    fn boilerplate_is_kept_on_request() {
        assert_eq!(actions("--keep-boilerplate first").policy(), Policy::default().keeping_first_boilerplate());
        let all = actions("--keep-boilerplate all --action label").policy();
        assert_eq!(all.treatment(Kind::Template), Treatment::Keep);
    }

    #[test]
    fn what_is_no_action_is_refused() {
        for line in ["--loops delete", "--loops replace", "--markers <", "--markers < > --labels field"] {
            let line = std::iter::once("x").chain(line.split_whitespace());
            assert!(Line::try_parse_from(line).is_err());
        }
    }
}
