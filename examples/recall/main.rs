//! How many near copies are found, by length and share of edits: plants passages with random edits in text drawn by
//! chance, looks for them with the library, and prints a table in Markdown.
//!
//! ```console
//! $ cargo run --release --example recall
//! ```

#![expect(clippy::print_stdout, reason = "prints its table")]

mod measure;
mod planted;

use clap::{Parser, ValueEnum};
use dittograph::config::Profile;
use dittograph::{Config, Result};

use measure::{Cell, LENGTHS, PERCENTS, head, row};
use planted::{Chance, Language, Noise};

/// Prints how many near copies are found, by length and share of edits.
#[derive(Parser)]
struct Args {
    /// Passages planted for each length and share of edits, at least
    #[arg(long, default_value_t = 1000)]
    cases: usize,
    /// Profile of the run; auto takes the sensitive one for corpora this small
    #[arg(long, default_value = "auto")]
    profile: Named,
    /// Seed of the texts
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// The profiles by their names.
#[derive(Clone, Copy, ValueEnum)]
enum Named {
    Auto,
    Sensitive,
    Default,
    Huge,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let profile = match args.profile {
        Named::Auto => Profile::Auto,
        Named::Sensitive => Profile::Sensitive,
        Named::Default => Profile::Default,
        Named::Huge => Profile::Huge,
    };
    let config = Config { profile, ..Config::default() };
    let language = Language::new(&mut Chance::new(args.seed));
    print!("{}", head());
    for length in LENGTHS {
        let cell = |percent| Cell::measured(&language, Noise { length, percent }, args.cases, &config, args.seed);
        print!("{}", row(length, &PERCENTS.map(cell).into_iter().collect::<Result<Vec<_>>>()?));
    }
    Ok(())
}
