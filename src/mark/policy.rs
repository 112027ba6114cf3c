//! What is done with each kind of finding.

use crate::classify::{Finding, Kind};

/// What is done with the occurrences of a kind that need not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// They are marked for removal.
    Remove,
    /// They are marked as labels and stay in the text.
    Label,
    /// They are not marked.
    Keep,
}

/// What passages are not to be cut through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// Sentences, and lines without a stop.
    Sentences,
    /// Lines.
    Lines,
}

/// What a text is read in, the largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Lines,
    /// Sentences, and lines without a stop.
    Sentences,
    /// The same, and the items of lists, which end with a semicolon or begin behind a colon.
    Items,
}

/// What a passage is cut to, and what is none for its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Units {
    pub(super) of: Unit,
    /// Characters from which on a unit is none, if there are such: text without stops is not cut.
    pub(super) longest: Option<usize>,
}

/// Symbols below which a passage is a few sentences at most. From there on, what is told again in one document goes from its first symbol to its
/// last: no writer's habit is so long, and a decoder that jumps back does so anywhere in a sentence.
const SHORT: u32 = 100;
/// Characters of a sentence at most, in text that has sentences: one in 800 of the reports is longer, one in 13,000 of the laws.
const LONGEST_SENTENCE: usize = 300;

/// Whether a passage is a few sentences at most.
pub(super) fn is_short(finding: &Finding) -> bool {
    finding.symbols < SHORT
}

/// The treatment of every kind.
///
/// ```
/// use dittograph::Kind;
/// use dittograph::mark::{Policy, Treatment};
/// let policy = Policy::default().with(Kind::Copy, Treatment::Label).keeping_first_boilerplate();
/// assert_eq!(policy.treatment(Kind::Copy), Treatment::Label);
/// assert_eq!(policy.treatment(Kind::Formula), Treatment::Keep);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    repeated_loop: Treatment,
    repeat: Treatment,
    copy: Treatment,
    document: Treatment,
    boilerplate: Treatment,
    template: Treatment,
    formula: Treatment,
    /// What is done with clauses that a writer made alike and that are to be removed.
    parallel: Treatment,
    /// What is done with copies to be removed whose numbers are others.
    other_numbers: Treatment,
    first_boilerplate: First,
    cut: Cut,
    /// Kinds that have something else put in their place, by their place in [`Kind::ALL`].
    filled: [bool; Kind::ALL.len()],
}

/// What becomes of the first occurrence of boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Treated,
    Kept,
}

/// What repeats, copies and documents are cut to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// What leaves no half sentences: see [`Policy::units`].
    Usual,
    /// All of them to these.
    All(Whole),
    /// Nothing: they go from their first symbol to their last.
    Nothing,
}

/// Where a passage stands that a finding repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Right beside it: where the two touch, what is left goes on as it did.
    Beside,
    /// Elsewhere in its document.
    Again,
    /// In another document.
    Elsewhere,
}

impl Default for Policy {
    /// Everything is removed but formulas, which are kept: they are writing, not copies; copies whose numbers are others and
    /// parallel clauses are labelled, since these stand nowhere else. Copies go in whole sentences and items of lists, and so does what a
    /// document tells again, while it is short: half a sentence that stands twice is how writers speak, and the rest of it could not be read.
    fn default() -> Self {
        Self {
            repeated_loop: Treatment::Remove,
            repeat: Treatment::Remove,
            copy: Treatment::Remove,
            document: Treatment::Remove,
            boilerplate: Treatment::Remove,
            template: Treatment::Remove,
            formula: Treatment::Keep,
            parallel: Treatment::Label,
            other_numbers: Treatment::Label,
            first_boilerplate: First::Treated,
            cut: Cut::Usual,
            filled: [false; Kind::ALL.len()],
        }
    }
}

impl Policy {
    /// The same policy with another treatment of one kind. A formula can be labelled, never removed:
    /// [`Treatment::Remove`] labels it.
    #[must_use]
    pub fn with(mut self, kind: Kind, treatment: Treatment) -> Self {
        match kind {
            Kind::Loop => self.repeated_loop = treatment,
            Kind::Repeat => self.repeat = treatment,
            Kind::Copy => self.copy = treatment,
            Kind::Document => self.document = treatment,
            Kind::Boilerplate => self.boilerplate = treatment,
            Kind::Template => self.template = treatment,
            Kind::Formula if treatment == Treatment::Remove => self.formula = Treatment::Label,
            Kind::Formula => self.formula = treatment,
        }
        self
    }

    /// The same policy, but the first occurrence of each boilerplate or template stays.
    #[must_use]
    pub fn keeping_first_boilerplate(mut self) -> Self {
        self.first_boilerplate = First::Kept;
        self
    }

    /// The same policy with another treatment of repeats, copies and documents whose numbers are others, where their kind is removed.
    #[must_use]
    pub fn with_other_numbers(mut self, treatment: Treatment) -> Self {
        self.other_numbers = treatment;
        self
    }

    /// The same policy with another treatment of clauses that a writer made alike, where their kind is removed.
    #[must_use]
    pub fn with_parallel(mut self, treatment: Treatment) -> Self {
        self.parallel = treatment;
        self
    }

    /// The same policy, but of all repeats, copies and documents only whole sentences or lines are marked: those that a mark would begin or
    /// end in stay. Loops and boilerplate have units of their own.
    ///
    /// ```
    /// use dittograph::mark::{Policy, Whole, marks};
    /// use dittograph::{Config, Document, find_in};
    /// let told = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座。并落实了除险加固资金";
    /// let documents = [Document::new("a", format!("去年，{told}。")), Document::new("b", format!("会上说，{told}两亿元。"))];
    /// let analysis = find_in(documents, &Config::default())?;
    /// assert_eq!(analysis.marks.len(), 1);
    /// let policy = Policy::default().in_whole(Whole::Sentences);
    /// assert!(marks(&analysis.findings, &analysis.documents, &policy).is_empty());
    /// # Ok::<(), dittograph::Error>(())
    /// ```
    #[must_use]
    pub fn in_whole(mut self, whole: Whole) -> Self {
        self.cut = Cut::All(whole);
        self
    }

    /// The same policy, but passages go from their first symbol to their last, in whatever sentence they begin or end.
    #[must_use]
    pub fn in_parts(mut self) -> Self {
        self.cut = Cut::Nothing;
        self
    }

    /// What a repeat, copy or document is cut to; `told`: where else it stands.
    ///
    /// As a rule what is told again in one document goes in whole sentences while it is short, and what stands in another one in sentences
    /// and items of lists.
    pub(super) fn units(self, finding: &Finding, told: Told) -> Option<Units> {
        let usual = |of: Unit| Units { of, longest: Some(LONGEST_SENTENCE) };
        match (self.cut, told) {
            (Cut::All(Whole::Sentences), _) => Some(Units { of: Unit::Sentences, longest: None }),
            (Cut::All(Whole::Lines), _) => Some(Units { of: Unit::Lines, longest: None }),
            (Cut::Nothing, _) | (Cut::Usual, Told::Beside) => None,
            (Cut::Usual, _) if self.of(finding) != Treatment::Remove => None,
            (Cut::Usual, Told::Again) => is_short(finding).then_some(usual(Unit::Sentences)),
            (Cut::Usual, Told::Elsewhere) => Some(usual(Unit::Items)),
        }
    }

    /// The same policy, but what is removed of a kind has something else put in its place: the punctuation around it stays.
    #[must_use]
    pub fn filling(mut self, kind: Kind) -> Self {
        for (filled, of) in self.filled.iter_mut().zip(Kind::ALL) {
            *filled |= of == kind;
        }
        self
    }

    /// Whether nothing stands where a passage of that kind was.
    pub(super) fn leaves_seams(self, kind: Kind) -> bool {
        let filled = self.filled.iter().zip(Kind::ALL).any(|(filled, of)| *filled && of == kind);
        self.treatment(kind) == Treatment::Remove && !filled
    }

    /// What is done with a kind.
    pub fn treatment(&self, kind: Kind) -> Treatment {
        match kind {
            Kind::Loop => self.repeated_loop,
            Kind::Repeat => self.repeat,
            Kind::Copy => self.copy,
            Kind::Document => self.document,
            Kind::Boilerplate => self.boilerplate,
            Kind::Template => self.template,
            Kind::Formula => self.formula,
        }
    }

    /// Whether copies whose numbers are others stay.
    pub fn spares_other_numbers(self) -> bool {
        self.other_numbers != Treatment::Remove
    }

    /// What is done with a finding that need not stay.
    pub fn of(&self, finding: &Finding) -> Treatment {
        match self.treatment(finding.kind) {
            Treatment::Remove if finding.numbers.is_some() => self.other_numbers,
            Treatment::Remove if finding.parallel => self.parallel,
            treatment => treatment,
        }
    }

    /// Whether all occurrences of a kind are treated, none being kept for the passage's sake.
    pub(super) fn spares_none(self, kind: Kind) -> bool {
        match kind {
            Kind::Boilerplate | Kind::Template => self.first_boilerplate == First::Treated,
            Kind::Formula => true,
            Kind::Loop | Kind::Repeat | Kind::Copy | Kind::Document => false,
        }
    }
}
