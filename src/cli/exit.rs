//! The exit codes.

use std::process::ExitCode;

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but documents were left out.
    Partly = 1,
    /// Not done: a wrong call, an input that can't be read, an output that can't be written.
    Failed = 2,
    /// Ended by the user, as shells report it; the system ends the process, so nothing here returns it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Partly => 1,
            Exit::Failed => 2,
            Exit::Interrupted => 130,
        })
    }
}
