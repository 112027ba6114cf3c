//! How often near-duplicates of each similarity are found, against the curve that the banding predicts: a table, and a
//! plot as SVG.
//!
//! ```console
//! $ cargo run --release --locked --example banding -- banding.svg
//! ```
//!
//! For every similarity from .30 to .95 it makes pairs of texts of random characters, measures their exact similarity,
//! and counts those whose signatures share a band, for three settings of `similarity`. The texts are the same in every run.
#![expect(clippy::print_stdout, reason = "an example prints what it found")]

use std::fmt::Write as _;

use dittograph::Config;
use dittograph::candidates::bands::band_hash;
use dittograph::fingerprint::{Signer, exact};
use dittograph::int::float;
use dittograph::tune::probability;
use numbers::Numbers;

#[path = "../tests/it/numbers.rs"]
mod numbers;

/// The settings of `similarity` that are drawn.
const SETTINGS: [f64; 3] = [0.5, 0.7, 0.85];
/// Pairs for every similarity.
const PAIRS: usize = 400;
/// Symbols of a text.
const SYMBOLS: usize = 1200;

/// One point of a curve.
struct Point {
    similarity: f64,
    measured: f64,
    predicted: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1);
    let mut curves = Vec::new();
    for similarity in SETTINGS {
        curves.push((similarity, curve(similarity)?));
    }
    print!("| similarity |");
    for setting in SETTINGS {
        print!(" --similarity {setting}: found | predicted |");
    }
    println!("\n|---|{}", "---|---|".repeat(SETTINGS.len()));
    for row in 0..curves[0].1.len() {
        print!("| {:.2} |", curves[0].1[row].similarity);
        for (_, points) in &curves {
            print!(" {:.4} | {:.4} |", points[row].measured, points[row].predicted);
        }
        println!();
    }
    if let Some(path) = path {
        std::fs::write(path, plot(&curves)?)?;
    }
    Ok(())
}

/// The share found for every similarity from .30 to .95.
fn curve(setting: f64) -> Result<Vec<Point>, Box<dyn std::error::Error>> {
    let config = Config { similarity: setting, ..Config::default() };
    let plan = config.plan(0)?;
    let mut numbers = Numbers(1);
    let mut points = Vec::new();
    for step in 6..=19_u32 {
        let wanted = f64::from(step) / 20.0;
        let (mut found, mut exact_sum, mut predicted) = (0, 0.0, 0.0);
        for seed in 0..PAIRS {
            let signer = Signer::new(plan.signature_slots, config.document_shingle, dittograph::int::wide(seed));
            let (one, two) = numbers.pair(wanted);
            let (a, b) = (signer.sign(&one), signer.sign(&two));
            let shares = |band| band_hash(&a, band, plan.rows) == band_hash(&b, band, plan.rows);
            found += usize::from((0..plan.bands).any(shares));
            let similarity = exact::jaccard(&one, &two, config.document_shingle);
            exact_sum += similarity;
            predicted += probability(similarity, plan.bands, plan.rows);
        }
        let of = |sum: f64| sum / float(PAIRS);
        points.push(Point { similarity: of(exact_sum), measured: of(float(found)), predicted: of(predicted) });
    }
    Ok(points)
}

/// Texts drawn by chance.
impl Numbers {
    fn symbols(&mut self, count: usize) -> Vec<u32> {
        (0..count).map(|_| 0x4e00 + dittograph::int::low(self.next() % 5000)).collect()
    }

    /// Two texts that share a stretch of such length that their similarity is about as wanted.
    fn pair(&mut self, wanted: f64) -> (Vec<u32>, Vec<u32>) {
        let common = dittograph::int::floor(float(SYMBOLS) * 2.0 * wanted / (1.0 + wanted));
        let shared = self.symbols(common);
        let one = [shared.clone(), self.symbols(SYMBOLS - common)].concat();
        (one, [shared, self.symbols(SYMBOLS - common)].concat())
    }
}

/// The curves as a drawing: lines as predicted, dots as measured.
fn plot(curves: &[(f64, Vec<Point>)]) -> Result<String, std::fmt::Error> {
    let (x, y) = (|similarity: f64| 60.0 + 800.0 * (similarity - 0.25), |share: f64| 360.0 - 320.0 * share);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 660 420\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>Share of near-duplicates found, by similarity</title>\n<rect width=\"660\" height=\"420\" fill=\"white\"/>\n",
    );
    for tick in 0..=4_u32 {
        let share = f64::from(tick) / 4.0;
        writeln!(svg, "<path d=\"M60 {0}H640\" stroke=\"#ddd\"/><text x=\"20\" y=\"{0}\">{share:.2}</text>", y(share))?;
    }
    for tick in 3..=9_u32 {
        let similarity = f64::from(tick) / 10.0;
        writeln!(svg, "<text x=\"{}\" y=\"382\" text-anchor=\"middle\">{similarity:.1}</text>", x(similarity))?;
    }
    writeln!(
        svg,
        "<text x=\"350\" y=\"408\" text-anchor=\"middle\">exact similarity; dots measured, lines predicted</text>"
    )?;
    for ((setting, points), colour) in curves.iter().zip(["#1b6ca8", "#b8500a", "#2e7d32"]) {
        let line: Vec<String> =
            points.iter().map(|point| format!("{:.1} {:.1}", x(point.similarity), y(point.predicted))).collect();
        writeln!(svg, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\"/>", line.join("L"))?;
        for point in points {
            let (x, y) = (x(point.similarity), y(point.measured));
            writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>")?;
        }
        let half = points.iter().find(|point| point.predicted > 0.5).map_or(0.3, |point| point.similarity);
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{setting}</text>", x(half) + 8.0, y(0.45))?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}
