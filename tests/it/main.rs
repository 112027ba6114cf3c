//! All integration tests, in one binary. A line of purpose per file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

/// What a document tells again: clauses and half sentences stay.
mod again;
/// The commands from outside by data files: every option has a case.
#[cfg(feature = "cli")]
mod cases;
/// The commands from outside: arguments, output, exit codes.
#[cfg(feature = "cli")]
mod cli;
/// Findings in the forms of other programs.
#[cfg(feature = "cli")]
mod cli_export;
/// The commands on texts that repeat.
#[cfg(feature = "cli")]
mod cli_findings;
/// The commands on every format, packing and encoding: what comes in goes out.
#[cfg(feature = "cli")]
mod cli_formats;
/// Where outputs may go, and what is said of inputs that are not there or no texts.
#[cfg(feature = "cli")]
mod cli_outputs;
/// Parquet in and out.
#[cfg(feature = "parquet")]
mod cli_parquet;
/// Input that is damaged: the error names the file, the rest is still done.
#[cfg(feature = "cli")]
mod damage;
/// Inputs and outputs as a bad day has them: no right to read, a full disk, a file that shrinks.
#[cfg(all(feature = "cli", target_os = "linux"))]
mod damage_system;
/// What people decided, in the scan they judged and in later ones; two runs compared.
#[cfg(feature = "cli")]
mod decisions;
/// Whole documents against the plain oracle and the planted truth; what is done with them.
mod documents;
/// Whole documents of files, whose texts are read again.
#[cfg(feature = "cli")]
mod documents_files;
/// Copies with other figures stay, and parallel clauses.
mod figures;
/// What documents filled in of a form stays.
mod forms;
/// Outputs on a disk that is full.
#[cfg(all(feature = "cli", target_os = "linux"))]
mod full_disk;
/// Furniture that its form gives away in a single document.
mod furniture;
/// What was put into a copy stays.
mod holes;
/// Boilerplate by what is known, by source and by template.
#[cfg(feature = "cli")]
mod known;
/// Licences of all dependencies, and a reason for each direct one.
mod licences;
/// Marks: sorted, disjoint, and a copy of every passage stays.
mod marks;
/// What stands beside a loop stays.
mod neighbours;
/// Numbers that are the same in every run.
mod numbers;
/// Offsets: what a span of symbols maps back to normalises to the same symbols.
mod offsets;
/// The window guarantee against brute force: what repeats is covered.
mod oracle;
/// Hashing stages: fast equals plain, the window guarantee, error bounds.
mod oracle_hashing;
/// The report page as a file: what is packed in it, that nothing of a document is HTML, what is left out.
#[cfg(feature = "cli")]
mod page;
/// Vector instructions: one result on every path.
mod paths;
/// The first page shows what the program does.
#[cfg(feature = "cli")]
mod readme;
/// Near copies of random text: how many are found.
mod recall;
/// Faults that were found and mended, each with its smallest input.
mod regress;
/// Records to the letter.
#[cfg(feature = "cli")]
mod report;
/// A run that stopped goes on to the same bytes.
#[cfg(feature = "cli")]
mod resume;
/// Every format in every packing and encoding: what stays and what goes together are what came in.
#[cfg(feature = "cli")]
mod round_trips;
/// One result for any number of threads and any order of the documents.
mod same;
/// The sample reports and the real decoder loops, finding by finding.
mod seeds;
/// Where the material beside the checkout is.
mod shared;
/// The reports in `data/` and the truth beside them.
mod shipped;
/// What a scan of the reports in `data/` finds, against the truth.
mod shipped_findings;
/// The committed tables of the normalisation: their own rules, and how they are derived.
mod tables;
/// Order of the stages, sizes, and what may stand where: the tree read as text.
mod tidy;
/// Quality on the planted corpora: numbers that may rise and may not fall.
mod truth;
/// Copies of other documents in whole sentences.
mod units;
/// Texts in words of letters: seams, slips, broken lines.
mod western;
/// Texts made to cost much: work grows with their length.
mod worst;
/// Copies with edits where they hurt most: what is certain, and what is found whole.
mod worst_edits;
