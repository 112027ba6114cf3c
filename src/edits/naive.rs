//! [`extend`](super::extend) cell by cell: its plain twin.

use super::{
    Alignment, DIAGONAL, DOWN, FAR, LONGEST_STEP, Limits, MAX_ROWS, RIGHT, Score, Walk, in_steps, int, is_run_ahead,
    trace,
};

pub(super) fn extend(a: Walk, b: Walk, gain: impl Fn(usize) -> Score, limits: Limits) -> Alignment {
    in_steps((a, b), limits, &gain, |from, most_rows| {
        let texts = (a.behind(from.i), b.behind(from.j - from.lane));
        rows(texts, from.lane, |at| gain(from.i + at), limits, (most_rows, LONGEST_STEP))
    })
}

/// The same with one row after the other, also along what is equal.
pub(super) fn row_by_row(a: Walk, b: Walk, gain: impl Fn(usize) -> Score, limits: Limits) -> Alignment {
    rows((a, b), 0, gain, limits, (MAX_ROWS, usize::MAX)).0
}

/// All rows of an extension whose score does not fall too far, up to one whose best cell has a long equal run ahead; and their number.
fn rows(
    (a, b): (Walk, Walk),
    lane: usize,
    gain: impl Fn(usize) -> Score,
    Limits { edit, drop, half_band }: Limits,
    (most_rows, longest_step): (usize, usize),
) -> (Alignment, usize) {
    let width = 2 * half_band + 1;
    let mut previous = first_row(b, lane, edit, width);
    let mut current = vec![FAR; width];
    let mut moves: Vec<u8> = vec![RIGHT; width];
    let mut lows = vec![0_usize];
    let (mut best, mut best_at, mut peak) = (0, None, lane);
    for i in 0..a.len().min(most_rows) {
        let before = lows[i];
        let low = (before + peak + 1).saturating_sub(half_band).max(before);
        let row = moves.len();
        moves.resize(row + width, DIAGONAL);
        let (symbol, won) = (a.at(i), gain(i));
        let mut top = FAR;
        for slot in 0..width {
            let j = low + slot;
            if j > b.len() {
                current[slot] = FAR;
                continue;
            }
            let above = previous.get(j - before).map_or(FAR, |s| s - edit);
            let left = if slot > 0 { current[slot - 1] - edit } else { FAR };
            let equal = j > 0 && b.at(j - 1) == symbol;
            let corner = j.checked_sub(before + 1).and_then(|slot| previous.get(slot)).copied().unwrap_or(FAR);
            let diagonal = corner + if equal { won } else { -edit };
            let (score, step) = if diagonal >= above && diagonal >= left && j > 0 {
                (diagonal, DIAGONAL)
            } else if above >= left {
                (above, DOWN)
            } else {
                (left, RIGHT)
            };
            current[slot] = score.max(FAR);
            moves[row + slot] = step;
            if score > top {
                (top, peak) = (score, slot);
            }
            if equal && step == DIAGONAL && score > best {
                (best, best_at) = (score, Some((i + 1, j)));
            }
        }
        lows.push(low);
        std::mem::swap(&mut previous, &mut current);
        let ahead = best_at.is_some_and(|(row, j)| row == i + 1 && is_run_ahead(a, b, (row, j), longest_step));
        if top < best - drop || ahead {
            break;
        }
    }
    let made = lows.len() - 1;
    let Some(corner) = best_at else { return (Alignment::default(), made) };
    let mut found = trace(a, b, (lane, corner), |i, j| moves[i * width + (j - lows[i])]);
    found.score = best;
    (found, made)
}

/// The row before the first symbol: steps to the right from its corner in the column `lane`.
fn first_row(b: Walk, lane: usize, edit: Score, width: usize) -> Vec<Score> {
    let price = |j: usize| j.checked_sub(lane).filter(|_| j <= b.len()).map_or(FAR, |steps| -edit * int(steps));
    (0..width).map(price).collect()
}
