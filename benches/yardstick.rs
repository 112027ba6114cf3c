//! The yardstick that the speed of the index is held against: one thread reads a text from a file, decodes it to code
//! points and takes `xxh3_64` of every window of five code points (20 bytes). Keeps nothing, finds nothing.
//!
//! `cargo bench --bench yardstick -- FILE [ROUNDS]` prints the best and the middle round in MB/s of CPU time; without a file
//! it checks itself on a made-up text. It is plain code on what the standard library gives, but a strict yardstick: the file
//! goes through one small buffer, so no memory is asked of the system, and windows are hashed where they lie.
#![expect(clippy::print_stdout, reason = "a program that measures prints what it measured")]

#[path = "common/clock.rs"]
mod clock;
#[path = "common/corpus.rs"]
#[expect(dead_code, reason = "other programs use the rest")]
mod corpus;

use std::fs::File;
use std::io::{self, Read};

use clock::Clock;
use dittograph::int::{float, float64, wide};
use xxhash_rust::xxh3::xxh3_64;

/// Code points a window.
const WINDOW: usize = 5;
/// Bytes that are read at a time.
const BLOCK_BYTES: usize = 1 << 16;

/// What one pass over a text comes to: bytes, code points and all hashes, folded so that none can be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pass {
    bytes: u64,
    points: u64,
    all: u64,
}

fn main() -> io::Result<()> {
    let arguments = corpus::arguments();
    let Some(file) = arguments.first() else {
        check()?;
        println!("yardstick: checked; give a file of text to measure");
        return Ok(());
    };
    let rounds: usize = arguments.get(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let passes = clock::passes(std::fs::metadata(file)?.len());
    let mut seconds = Vec::new();
    let mut pass = Pass::default();
    for _ in 0..rounds.max(1) {
        let clock = Clock::start();
        for _ in 0..passes {
            pass = measure(File::open(file)?)?;
        }
        seconds.push(clock.seconds() / float64(passes));
    }
    let Pass { bytes, points, all } = pass;
    println!("yardstick {}", clock::speeds(&mut seconds, bytes));
    println!("          {bytes} bytes, {points} code points, checksum {all:016x}");
    Ok(())
}

/// One pass over what `input` gives.
fn measure(mut input: impl Read) -> io::Result<Pass> {
    let (mut block, mut points) = (vec![0; BLOCK_BYTES], Vec::with_capacity(4 * BLOCK_BYTES));
    let (mut pass, mut left) = (Pass::default(), 0);
    loop {
        let read = input.read(&mut block[left..])?;
        let filled = left + read;
        let text = whole(&block[..filled])?;
        take(text, &mut points, &mut pass);
        let taken = text.len();
        if read == 0 {
            return if taken == filled { Ok(pass) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        block.copy_within(taken..filled, 0);
        left = filled - taken;
    }
}

/// The text at the head of `bytes`, up to a character that is cut.
fn whole(bytes: &[u8]) -> io::Result<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).map_err(io::Error::other)
        }
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Adds the code points of `text` to those left in `points`, hashes all windows, leaves what the next ones begin with.
fn take(text: &str, points: &mut Vec<u8>, pass: &mut Pass) {
    pass.bytes += wide(text.len());
    let before = points.len();
    text.chars().for_each(|c| points.extend_from_slice(&u32::from(c).to_le_bytes()));
    pass.points += wide((points.len() - before) / 4);
    let windows = points.windows(4 * WINDOW).step_by(4);
    pass.all = windows.fold(pass.all, |all, window| all.rotate_left(1) ^ xxh3_64(window));
    points.drain(..points.len().saturating_sub(4 * (WINDOW - 1)));
}

/// Holds the pass to a plainer one, over several blocks.
fn check() -> io::Result<()> {
    let text = "市政府第十次全体会议，ｗｉｔｈ ASCII 𠀀。".repeat(3000);
    let points: Vec<u32> = text.chars().map(u32::from).collect();
    let hash = |window: &[u32]| xxh3_64(&window.iter().flat_map(|point| point.to_le_bytes()).collect::<Vec<u8>>());
    let all = points.windows(WINDOW).map(hash).fold(0_u64, |all, hash| all.rotate_left(1) ^ hash);
    assert!(float(text.len()) > 2.0 * float(BLOCK_BYTES));
    assert_eq!(measure(text.as_bytes())?, Pass { bytes: wide(text.len()), points: wide(points.len()), all });
    assert!(measure(&text.as_bytes()[..text.len() - 1]).is_err(), "a character that is cut at the end");
    Ok(())
}
