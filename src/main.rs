//! The `dittograph` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dittograph::cli::main().into()
}
