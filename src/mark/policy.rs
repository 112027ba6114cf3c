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
    /// What is done with loops to be removed whose copies are parallel clauses.
    parallel: Treatment,
    /// What is done with copies to be removed whose numbers are others.
    other_numbers: Treatment,
    first_boilerplate: First,
    /// What repeats, copies and documents are cut to.
    whole: Option<Whole>,
    /// Kinds that have something else put in their place, by their place in [`Kind::ALL`].
    filled: [bool; Kind::ALL.len()],
}

/// What becomes of the first occurrence of boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Treated,
    Kept,
}

impl Default for Policy {
    /// Everything is removed but formulas, which are kept: they are writing, not copies; copies whose numbers are others and loops of
    /// parallel clauses are labelled, since these stand nowhere else.
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
            whole: None,
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

    /// The same policy with another treatment of loops whose copies are parallel clauses, where loops are removed.
    #[must_use]
    pub fn with_parallel(mut self, treatment: Treatment) -> Self {
        self.parallel = treatment;
        self
    }

    /// The same policy, but of repeats, copies and documents only whole sentences or lines are marked: those that a mark would begin or
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
        self.whole = Some(whole);
        self
    }

    /// What passages are cut to.
    pub(super) fn whole(self) -> Option<Whole> {
        self.whole
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
