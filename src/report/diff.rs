//! Which characters of two occurrences are the same, for showing them side by side.

use bitvec::prelude::{BitVec, bitvec};

/// Texts longer than this many characters are not compared: the table grows with the product of the lengths.
pub(super) const LIMIT_CHARS: usize = 3_000;

/// One step of going through both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A character that both have.
    Same(char),
    /// A character that only the first has.
    Lost(char),
    /// A character that only the second has.
    New(char),
}

/// The steps from `first` to `second` along a longest common subsequence; `None` if one is too long.
///
/// Complexity: product of the lengths in time and bits, after equal beginnings and ends are cut off.
pub(super) fn diff(first: &[char], second: &[char]) -> Option<Vec<Step>> {
    let head = first.iter().zip(second).take_while(|(a, b)| a == b).count();
    let (first_rest, second_rest) = (&first[head..], &second[head..]);
    let tail = first_rest.iter().rev().zip(second_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let a = &first_rest[..first_rest.len() - tail];
    let b = &second_rest[..second_rest.len() - tail];
    if a.len().max(b.len()) > LIMIT_CHARS {
        return None;
    }
    let mut steps: Vec<Step> = first[..head].iter().map(|char| Step::Same(*char)).collect();
    walk(a, b, &longer(a, b), &mut steps);
    steps.extend(first_rest[a.len()..].iter().map(|char| Step::Same(*char)));
    Some(steps)
}

/// For each pair of positions whether going on in `a` keeps the longest common rest.
fn longer(a: &[char], b: &[char]) -> BitVec {
    let columns = b.len() + 1;
    let mut ways = bitvec![0; a.len() * columns];
    let mut below = vec![0_u16; columns];
    let mut row = below.clone();
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            row[j] = if a[i] == b[j] { below[j + 1] + 1 } else { below[j].max(row[j + 1]) };
            ways.set(i * columns + j, below[j] >= row[j + 1]);
        }
        ways.set(i * columns + b.len(), true);
        std::mem::swap(&mut row, &mut below);
    }
    ways
}

fn walk(a: &[char], b: &[char], ways: &BitVec, steps: &mut Vec<Step>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            steps.push(Step::Same(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && ways[i * (b.len() + 1) + j] {
            steps.push(Step::Lost(a[i]));
            i += 1;
        } else {
            steps.push(Step::New(b[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(first: &str, second: &str) -> String {
        let (first, second): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
        let mut shown = String::new();
        for step in diff(&first, &second).unwrap() {
            match step {
                Step::Same(char) => shown.push(char),
                Step::Lost(char) => shown.extend(['-', char]),
                Step::New(char) => shown.extend(['+', char]),
            }
        }
        shown
    }

    #[test]
    fn what_differs_is_found() {
        assert_eq!(steps("稳步推进乡村振兴", "稳妥推进乡村全面振兴"), "稳-步+妥推进乡村+全+面振兴");
        assert_eq!(steps("", "一"), "+一");
        assert_eq!(steps("一二", "一二"), "一二");
    }

    #[test]
    fn long_texts_are_not_compared() {
        let long = vec!['一'; LIMIT_CHARS + 1];
        assert_eq!(diff(&long, &['二']), None);
    }

    /// The plain recursion, for short texts.
    fn common(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], _) | (_, []) => 0,
            ([x, a @ ..], [y, b @ ..]) if x == y => 1 + common(a, b),
            ([_, rest @ ..], [_, other @ ..]) => common(rest, b).max(common(a, other)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn both_texts_are_in_the_steps(a in "[一二三]{0,9}", b in "[一二三]{0,9}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let steps = diff(&a, &b).unwrap();
            let first: Vec<char> = steps.iter().filter_map(|s| match s { Step::Same(c) | Step::Lost(c) => Some(*c), Step::New(_) => None }).collect();
            let second: Vec<char> = steps.iter().filter_map(|s| match s { Step::Same(c) | Step::New(c) => Some(*c), Step::Lost(_) => None }).collect();
            let same = steps.iter().filter(|s| matches!(s, Step::Same(_))).count();
            prop_assert_eq!(same, common(&a, &b));
            prop_assert_eq!((first, second), (a, b));
        }
    }
}
