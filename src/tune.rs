//! How many bands of how many slots: the trade between missed pairs and pairs compared for nothing.
//!
//! Two signatures whose slots agree with probability s share a band of r slots with probability sʳ, and at least one
//! of b bands with probability 1 − (1 − sʳ)ᵇ. Every candidate is verified on the text, so a miss costs more than a
//! pair too many: recall is set, and the most selective cut that keeps it is taken.

/// The probability that two texts of similarity `s` share at least one of `bands` bands of `rows` slots.
///
/// ```
/// use dittograph::tune::probability;
/// assert!(probability(0.6, 51, 5) > 0.98);
/// assert!(probability(0.3, 51, 5) < 0.12);
/// ```
pub fn probability(similarity: f64, bands: u32, rows: u32) -> f64 {
    let agree = similarity.clamp(0.0, 1.0).powf(f64::from(rows));
    1.0 - (1.0 - agree).powf(f64::from(bands))
}

/// The cut of `slots` slots into (bands, rows): the most slots a band, hence the fewest chance pairs, with which
/// pairs of at least this `similarity` are found with a probability of at least `recall`.
///
/// All whole bands that fit are used. If not even bands of one slot reach the recall, that is the answer.
///
/// ```
/// use dittograph::tune::choose;
/// assert_eq!(choose(256, 0.6, 0.98), (51, 5));
/// ```
pub fn choose(slots: u32, similarity: f64, recall: f64) -> (u32, u32) {
    let reaches = |&rows: &u32| probability(similarity, slots / rows, rows) >= recall;
    let rows = (1..=slots).rev().find(reaches).unwrap_or(1);
    (slots / rows, rows)
}

#[cfg(test)]
mod tests {
    use super::{choose, probability};

    #[test]
    fn the_curve_passes_through_known_points() {
        let known = [
            (0.5, 42, 3, 0.996),
            (0.6, 32, 4, 0.988),
            (0.3, 32, 4, 0.229),
            (0.7, 20, 6, 0.918),
            (0.8, 20, 6, 0.998),
            (0.6, 51, 5, 0.984),
            (0.3, 51, 5, 0.117),
            (0.8, 32, 8, 0.997),
            (0.7, 14, 8, 0.565),
            (0.8, 14, 8, 0.924),
        ];
        for (similarity, bands, rows, expected) in known {
            let found = probability(similarity, bands, rows);
            assert!((found - expected).abs() < 0.0006, "{bands}x{rows} at {similarity}: {found}");
        }
    }

    #[test]
    fn the_choice_is_the_most_selective_that_keeps_the_recall() {
        assert_eq!(choose(128, 0.5, 0.98), (42, 3));
        assert_eq!(choose(128, 0.6, 0.98), (32, 4));
        assert_eq!(choose(256, 0.6, 0.98), (51, 5));
        assert_eq!(choose(256, 0.8, 0.99), (32, 8));
        for (slots, similarity, recall) in [(128, 0.5, 0.9), (256, 0.7, 0.98), (64, 0.8, 0.999)] {
            let (bands, rows) = choose(slots, similarity, recall);
            assert!(probability(similarity, bands, rows) >= recall);
            assert!((rows + 1..=slots).all(|more| probability(similarity, slots / more, more) < recall));
        }
    }

    #[test]
    fn what_cannot_be_reached_gets_the_widest_net() {
        assert_eq!(choose(16, 0.01, 0.99), (16, 1));
        assert_eq!(choose(0, 0.5, 0.9), (0, 1));
    }
}
