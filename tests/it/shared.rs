//! The material that lies beside the checkout in `../shared`: sample reports, planted corpora, truths and the scorer.
//! Tests that need it are skipped where it is missing, but not in CI.

use std::path::PathBuf;
use std::process::Command;

/// The path of something in `../shared`. If it is missing: a failure in CI, elsewhere a line that says so and `None`.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() { Some(path) } else { missing(&path.display().to_string()) }
}

/// A command that runs the scorer, `../shared/eval/score.py`.
pub(crate) fn scorer() -> Option<Command> {
    let script = shared("eval/score.py")?;
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        return missing("python3");
    }
    let mut command = Command::new("python3");
    command.arg("-B").arg(script);
    Some(command)
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn missing<T>(what: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{what} is missing");
    println!("skipped: {what} is missing");
    None
}
