//! The longer texts of the help.

pub(super) const ABOUT: &str =
    "Finds repeated passages in corpora of long reports and says exactly where each begins and ends";
pub(super) const EXAMPLES: &str = "\
Examples:
  dittograph check corpus.jsonl                   what is in it: encodings, languages, broken lines
  dittograph scan reports/ -o findings.jsonl      find what is repeated in a folder of texts
  dittograph show findings.jsonl                  list the families that were found
  dittograph show findings.jsonl 3                one of them with all its occurrences
  dittograph report findings.jsonl -o report.html make the page that people read
  dittograph dedup corpus.jsonl -o clean/         write the corpus without the repetitions

Exit codes:
  0  done
  1  done, but documents were left out (each has a warning), or a gate was tripped
  2  not done
  130  interrupted";
pub(super) const INPUTS: &str = "\
Inputs are folders (texts .txt and .md, .jsonl, .ndjson, .json, .csv, .tsv, .parquet in them), such files, patterns in quotes,
or - for standard input; packed by gzip, zstd, bzip2 or xz or not, in UTF-8, UTF-16, GB18030, Big5 and others.";
pub(super) const DEDUP_INPUT: &str = "Folders, files, or patterns in quotes; with --dry-run also - for standard input; with --from where the texts are, if not \
     where they were";
pub(super) const DEDUP_INPUTS: &str = "\
Inputs are folders (texts .txt and .md, .jsonl, .ndjson, .json, .csv, .tsv, .parquet in them), such files, or patterns in quotes;
packed by gzip, zstd, bzip2 or xz or not, in UTF-8, UTF-16, GB18030, Big5 and others. They are read twice, so that pipes and
standard input are taken with --dry-run only.";
pub(super) const SCAN_EXAMPLES: &str = "\
Findings are JSON lines; the summary goes to standard error.

Examples:
  dittograph scan reports/ -o findings.jsonl
  dittograph scan corpus.jsonl.zst --text-field content --id-field url -o findings.jsonl
  dittograph scan 'pages/**/*.csv' --text-field 正文 -o findings.jsonl --fail-on loop
  zcat corpus.jsonl.gz | dittograph scan - | grep '\"kind\":\"loop\"'";
pub(super) const DEDUP_EXAMPLES: &str = "\
OUT is a new folder. It gets the documents under their names, packed and encoded as they were, and findings.jsonl.
Text outside the removed spans is the same byte for byte; of JSON and tables only the text field changes.
Of every passage one occurrence stays, but boilerplate goes everywhere unless --keep-boilerplate says otherwise.
An ACTION is remove, label, keep, or replace:TEXT, which puts TEXT in the place of what is removed.

Examples:
  dittograph dedup reports/ --dry-run                          what would go, with samples
  dittograph dedup reports/ -o clean/
  dittograph dedup corpus.jsonl -o clean/ --copies label --labels field --boilerplate replace:〔略〕
  dittograph dedup --from findings.jsonl -o clean/             what an earlier scan found
  dittograph dedup reports/ -o clean/ --decisions judged.jsonl but for what people said against it";
pub(super) const BOILERPLATE_EXAMPLES: &str = "\
Each passage is a JSON line with its text, so that the file can be named with --known.

Examples:
  dittograph boilerplate crawl-2023/ -o known.jsonl
  dittograph dedup crawl-2024/ -o clean/ --known known.jsonl";
pub(super) const SHOW_EXAMPLES: &str = "\
The texts are read again from the inputs named in the findings; if those have moved, name them with --input.

Examples:
  dittograph show findings.jsonl
  dittograph show findings.jsonl 3 --input reports/";
pub(super) const REPORT_EXAMPLES: &str = "\
The texts are read again from the inputs named in the findings; if those have moved, name them with --input.
The page loads nothing from elsewhere. What is decided on it can be saved and obeyed: dedup --from … --decisions ….

Examples:
  dittograph report findings.jsonl -o report.html
  dittograph report findings.jsonl -o report/ --split          for large corpora: a folder, texts in files of their own
  dittograph report findings.jsonl --markdown --baseline old.jsonl >> summary.md";
pub(super) const CHECK_EXAMPLES: &str = "\
Reads everything and finds nothing: run it first on a corpus you don't know. It says how many documents there are, how long, in
which encodings and languages, and what could not be read. Chinese is simplified, traditional or mixed by its characters.

Examples:
  dittograph check reports/
  dittograph check corpus.csv --text-field 正文 --json";
pub(super) const COMPARE_EXAMPLES: &str = "\
Findings are matched by document and place; where a document's text changed, by equal text.

Examples:
  dittograph compare old.jsonl new.jsonl
  dittograph compare old.jsonl new.jsonl --json --fail-if went
  dittograph compare new.jsonl decisions.jsonl --fail-if lost,wrong   what became of what people judged";
pub(super) const EXPORT_EXAMPLES: &str = "\
The texts are read again from the inputs named in the findings; if those have moved, name them with --input.

Examples:
  dittograph export findings.jsonl --to csv -o findings.csv
  dittograph export findings.jsonl --to dolma -o attributes/dittograph";
pub(super) const CONFIG_EXAMPLES: &str = "\
Every option but the inputs can stand in a file under its long name; what is said on the command line goes before it.
Options that a command doesn't have are passed over, so one file serves all. What is printed can be such a file.

Examples:
  dittograph config > dittograph.toml
  dittograph config --config dittograph.toml --min-symbols 30";
pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  dittograph completions bash > ~/.local/share/bash-completion/completions/dittograph
  dittograph completions fish > ~/.config/fish/completions/dittograph.fish
  dittograph completions zsh > ~/.zfunc/_dittograph     in a folder of fpath";
pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  dittograph man ~/.local/share/man/man1
  man dittograph-dedup";
