//! What to do about an error: a sentence behind the one that says what happened.

use std::io::ErrorKind;

use crate::Error;

/// The advice for an error; `None` where the error says it itself or nobody can know.
pub(super) fn of(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::Read { source, .. } => match source.kind() {
            ErrorKind::NotFound => "Check the name; in a pattern * stands for part of one name and ** for any folders",
            ErrorKind::PermissionDenied => "Ask for the right to read it, or leave it out",
            _ => return None,
        },
        Error::Write { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "Make room or name another output"
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "Name another output with -o",
            ErrorKind::NotFound => "Make its folder first",
            _ => return None,
        },
        Error::NoDocuments { .. } => {
            "Name files one by one or with a pattern, say --format if their names don't tell, --text-field if their text is in \
             another field; `dittograph check` shows every warning"
        }
        Error::Findings { .. } => "Make it anew with `dittograph scan INPUT -o FILE`",
        Error::Decisions { .. } => {
            "FORMAT.md says what a decision is; the page that `dittograph report` writes exports them"
        }
        Error::OutputExists { .. } | Error::Config { .. } | Error::Mark { .. } | Error::Signature { .. } => {
            return None;
        }
    })
}
