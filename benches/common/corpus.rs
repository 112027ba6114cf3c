//! What the programs that measure are given: their arguments, the texts of a file, and texts that are made up.

use std::error::Error;

use dittograph::int::{high, index};

/// The arguments, without those that the bench runner adds.
pub(crate) fn arguments() -> Vec<String> {
    std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect()
}

/// The `text` of every line of a `.jsonl` file; of any other file its whole text.
pub(crate) fn texts(file: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let whole = std::fs::read_to_string(file)?;
    if std::path::Path::new(file).extension().is_none_or(|extension| extension != "jsonl") {
        return Ok(vec![whole]);
    }
    let text = |line: &str| -> Result<String, Box<dyn Error>> {
        let object: serde_json::Value = serde_json::from_str(line)?;
        Ok(object["text"].as_str().ok_or("a line without a text")?.to_owned())
    };
    whole.lines().map(text).collect()
}

/// Han characters, the nth most frequent 1/n times as often as the first, from a fixed seed; a comma behind every twelfth.
pub(crate) fn made_up(characters: usize, seed: u64) -> String {
    let cumulated: Vec<u32> = (1..=3000).scan(0, |sum, rank| Some((*sum, *sum += 10_000_000 / rank).0)).collect();
    let total = cumulated[2999] + 10_000_000 / 3000;
    let mut state = seed;
    let mut text = String::new();
    for place in 1..=characters {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = high(u64::from(high(state)) * u64::from(total));
        let rank = cumulated.partition_point(|&below| below <= number);
        // Neighbours in frequency are no neighbours in the code table.
        text.extend(('\u{4E00}'..='\u{9FFF}').nth(index(dittograph::int::narrow(rank * 1009 % 3000))));
        if place % 12 == 0 {
            text.push('，');
        }
    }
    text
}
