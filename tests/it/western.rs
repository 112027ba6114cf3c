//! Texts in words of letters: what a removal leaves reads on, a slip of one letter is no other word, lines may be broken anywhere.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use dittograph::mark::apply;
use dittograph::{Config, Document, find_in};

const BEFORE: &str = "The regional council approved the building of a covered market hall near the old railway depot, after residents had complained for years about vendors blocking the pavement.";
const TOLD: &str = "Shareholders who wish to attend the annual meeting must register with the company secretary no later than five working days before it takes place and bring proof of identity, whereas proxies need a written authority signed by the person whom they represent and certified by a notary or a bank.";
const BETWEEN: &str = "Engineers measured the ground water at nineteen wells and noticed that seven had fallen below the mark set by the ministry during the drought of the previous decade.";
const BEHIND: &str = "Archaeologists found pottery, coins and the foundations of a small bath in the quarry, which will delay the extension of the motorway by several months.";
const LAST: &str = "A new bus line connects the hospital with both secondary schools; drivers are being hired, and the first timetable will be printed before summer.";

/// What is left of a text.
fn left(parts: &[&str], between: &str) -> String {
    let text = parts.join(between);
    let analysis = find_in([Document::new("a", text.clone())], &Config::default()).unwrap();
    apply(&text, &analysis.marks).unwrap().into_owned()
}

#[test]
fn a_sentence_taken_out_of_a_paragraph_leaves_no_stop() {
    let one = [BEFORE, TOLD, BEHIND].join(" ");
    let other = [BETWEEN, TOLD, LAST].join(" ");
    let analysis = find_in([Document::new("1", one), Document::new("2", other)], &Config::default()).unwrap();
    let left = analysis.cleaned().map(|text| text.unwrap().1.into_owned()).last().unwrap();
    assert_eq!(left, [BETWEEN, LAST].join(" "));
}

#[test]
fn a_misread_letter_is_no_other_word_and_another_word_is() {
    let misread = TOLD.replace("secretary", "seeretary").replace("written", "writlen");
    let parts = [BEFORE, TOLD, BETWEEN, &misread, BEHIND];
    assert_eq!(left(&parts, "\n\n").trim_end(), [BEFORE, TOLD, BETWEEN, "", BEHIND].join("\n\n"));
    let other = TOLD.replace("Shareholders", "Creditors").replace("annual meeting", "insolvency hearing");
    let parts = [BEFORE, TOLD, BETWEEN, &other, BEHIND];
    assert_eq!(left(&parts, "\n\n"), parts.join("\n\n"));
}

#[test]
fn of_a_paragraph_told_three_times_one_stays() {
    for between in ["\n\n", "\n\nFrom: Ann\n\n"] {
        let parts = [BEFORE, TOLD, BETWEEN, TOLD, BEHIND, TOLD, LAST];
        assert_eq!(left(&parts, between).matches("annual meeting").count(), 1, "{between:?}");
    }
    let beside = [BEFORE, TOLD, TOLD, BETWEEN, TOLD, LAST];
    assert_eq!(left(&beside, "\n\n").matches("annual meeting").count(), 1);
}

#[test]
fn half_a_sentence_of_broken_lines_stays() {
    let wrap = |text: &str| {
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            if lines.last().is_some_and(|line| line.len() + word.len() > 60) {
                lines.push(String::new());
            }
            let line = lines.last_mut().unwrap();
            *line = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        }
        lines.join("\n")
    };
    let clause = "a perpetual and worldwide right to reproduce, adapt, translate and publicly display and perform the work and any works made from it in source or object form, to hand on copies of these to others by sale or otherwise, and to let others do the same under terms of their own";
    let one = wrap(&format!(
        "Each contributor, for itself and for those who follow it, grants to every recipient {clause} as soon as it is published."
    ));
    let other = wrap(&format!(
        "The foundation that keeps the archive may at any time revoke {clause} if a court has found against it."
    ));
    let parts = [BEFORE, &one, BETWEEN, &other, BEHIND].map(wrap);
    let parts = parts.each_ref().map(String::as_str);
    assert_eq!(left(&parts, "\n\n"), parts.join("\n\n"));
}

#[test]
fn a_loop_that_ends_in_a_word_is_taken_with_its_first_letters() {
    let unit = " The committee agreed to review the matter at its next meeting.";
    let text = |cut: &str| format!("{BEFORE}{}{cut}", unit.repeat(9));
    assert_eq!(left(&[&text(" The committee agr")], "").trim_end(), format!("{BEFORE}{unit}"));
    assert_eq!(left(&[&text(" The committee met")], "").trim_end(), format!("{BEFORE}{unit} met"));
}
