//! Outputs, and what is read of archives and of texts that have moved: nothing that a call reads is written to, by whatever name.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{TEXTS, dittograph};

/// An archive that holds a text as it is: its local header, its directory, its end.
fn archive(text: &str) -> Vec<u8> {
    let (size, name) = (u32::try_from(text.len()).unwrap().to_le_bytes(), "甲.txt".as_bytes());
    let length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let fields = [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0][..], &size, &size, &length, &[0, 0]].concat();
    let local = [b"PK\x03\x04", &fields[..], name, text.as_bytes()].concat();
    let entry = [b"PK\x01\x02\x14\0", &fields[..], &[0; 14], name].concat();
    let sizes = [entry.len(), local.len()].map(|length| u32::try_from(length).unwrap().to_le_bytes()).concat();
    [local, entry, [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &sizes[..], &[0, 0]].concat()].concat()
}

#[test]
fn an_archive_is_left_out_whatever_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let line = format!("{{\"id\":\"一\",\"text\":\"{}\"}}\n", TEXTS[0]);
    for bytes in [archive(TEXTS[0]), archive(&TEXTS[0].repeat(9000)), archive(&line), empty] {
        fs::write(folder.path().join("a.zip"), &bytes).unwrap();
        for args in [&["check", "甲.txt", "a.zip"][..], &["check", "甲.txt", "a.zip", "--encoding", "utf-8"]] {
            let assert = dittograph().current_dir(&folder).args(args).assert();
            assert.code(1).stdout(contains("1 document, 26 ").and(contains("a.zip: left out: is a ZIP archive")));
        }
        dittograph().current_dir(&folder).args(["dedup", "甲.txt", "a.zip", "-o", "out"]).assert().code(1);
        let written = Path::new("out").join("a.zip");
        assert!(fs::read(folder.path().join(written)).unwrap() == bytes);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
    let alone = dittograph().current_dir(&folder).args(["scan", "a.zip", "--format", "jsonl"]).assert();
    alone.code(2).stderr(contains("is a ZIP archive"));
}
