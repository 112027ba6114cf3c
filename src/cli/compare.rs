//! `dittograph compare`: two findings files, or a findings file and what people decided about an earlier one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::exit::Exit;
use super::scan::{json, say_gates};
use super::screen::{Screen, Talk};
use super::unprintable;
use crate::report::compare::{self, Comparison, Judged, What};
use crate::report::decisions::{self, Verdict};
use crate::report::jsonl;
use crate::{Error, Result};

/// Changes of a sort that are listed, unless all are.
const SHOWN: usize = 10;
/// How a findings file begins, but for white space.
const HEADER: &[u8] = b"{\"type\":\"header\"";
/// Bytes that are looked at for it.
const SNIFFED_BYTES: u64 = 64;

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The earlier findings file; before decisions the one to hold against them
    #[arg(value_name = "FINDINGS")]
    old: PathBuf,
    /// The later findings file, or a file of decisions
    #[arg(value_name = "FINDINGS|DECISIONS")]
    new: PathBuf,
    /// Print one JSON object with every change instead of a page
    #[arg(long)]
    json: bool,
    /// List every change, not only the first of each sort
    #[arg(long)]
    all: bool,
    /// End with 1 if there is a change of these sorts
    #[arg(long, value_name = "WHAT,…", value_delimiter = ',', value_enum, help_heading = "Gates")]
    fail_if: Vec<Gate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Gate {
    /// A finding that the later file has not
    Went,
    /// One that the earlier file has not
    Came,
    /// One of another kind
    Kind,
    /// One with other edges
    Edges,
    /// One whose text stands elsewhere
    Moved,
    /// One that was judged right and is gone
    Lost,
    /// One that was judged wrong and is still found
    Wrong,
}

pub(super) fn run(args: &Compare, screen: Screen) -> Result<Exit> {
    let old = jsonl::read(&args.old)?;
    let shown = if args.all || screen.talk == Talk::Verbose { usize::MAX } else { SHOWN };
    let (page, object, tripped) = if is_findings(&args.new)? {
        let comparison = compare::compare(&old, &jsonl::read(&args.new)?);
        let tripped = args.fail_if.iter().filter_map(|gate| gate.of_runs(&comparison)).collect();
        (compare::of_runs(&comparison, shown, Screen::width()), json(&comparison)?, tripped)
    } else {
        let judged = compare::judged(&old, &decisions::read(&args.new)?);
        let tripped: Vec<String> = args.fail_if.iter().filter_map(|gate| gate.of_judged(&judged)).collect();
        (compare::of_judged(&judged, shown, Screen::width()), json(&judged)?, tripped)
    };
    screen.print(if args.json { &object } else { &page }).map_err(unprintable)?;
    say_gates(&tripped, screen);
    Ok(if tripped.is_empty() { Exit::Done } else { Exit::Partly })
}

/// Whether a file begins as a findings file does. What is neither is read as decisions and refused with its line.
fn is_findings(path: &Path) -> Result<bool> {
    let unreadable = |source| Error::Read { path: path.to_path_buf(), source };
    let mut first = Vec::new();
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    file.take(SNIFFED_BYTES).read_until(b'\n', &mut first).map_err(unreadable)?;
    first.retain(|byte| !byte.is_ascii_whitespace());
    Ok(first.starts_with(HEADER))
}

impl Gate {
    /// What a comparison of runs trips.
    fn of_runs(self, comparison: &Comparison) -> Option<String> {
        let (what, sentence) = match self {
            Self::Went => (What::Went, "findings went"),
            Self::Came => (What::Came, "findings came"),
            Self::Kind => (What::Kind, "findings are of another kind"),
            Self::Edges => (What::Edges, "findings have other edges"),
            Self::Moved => (What::Moved, "findings moved"),
            Self::Lost | Self::Wrong => return None,
        };
        said(comparison.count(what), sentence)
    }

    /// What a comparison with judgements trips.
    fn of_judged(self, judged: &Judged) -> Option<String> {
        let (right, boundary, wrong) =
            (judged.of(Verdict::Right), judged.of(Verdict::Boundary), judged.of(Verdict::Wrong));
        match self {
            Self::Lost => said(right.gone + boundary.gone, "findings that are no mistake are gone"),
            Self::Wrong => said(wrong.same + wrong.edges, "findings that were judged wrong are still found"),
            Self::Edges => said(right.edges, "findings that were judged right have other edges"),
            Self::Went | Self::Came | Self::Kind | Self::Moved => None,
        }
    }
}

fn said(count: u64, sentence: &str) -> Option<String> {
    (count > 0).then(|| format!("{sentence}: {count}, none is allowed"))
}
