//! What happens when the user interrupts: what is under way is removed, and the process ends with 130.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::Exit;

/// Files and folders under way.
static UNDER_WAY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Tries to remove what another thread may still be writing into.
const ATTEMPTS: usize = 20;

/// From now on an interrupt, a hang-up or a request to end removes what is under way and ends the process.
pub(super) fn watch() {
    // Without a handler the system ends the process, and leaves behind what is under way.
    let _ = ctrlc::set_handler(|| {
        let paths = UNDER_WAY.lock().map(|paths| paths.clone()).unwrap_or_default();
        for path in paths {
            for _ in 0..ATTEMPTS {
                let _ = fs::remove_file(&path);
                let _ = fs::remove_dir_all(&path);
                if !path.exists() {
                    break;
                }
            }
        }
        end();
    });
}

#[expect(clippy::exit, reason = "an interrupted process ends here and now, in the thread of the handler")]
fn end() {
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

/// Notes a file or folder that is to go if the run is interrupted.
pub(super) fn note(path: Option<&Path>) {
    if let (Some(path), Ok(mut paths)) = (path, UNDER_WAY.lock()) {
        paths.push(path.to_path_buf());
    }
}
