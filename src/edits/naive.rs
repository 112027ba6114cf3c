//! [`extend`](super::extend) cell by cell: its plain twin.

use super::{Alignment, DIAGONAL, DOWN, FAR, Limits, MAX_ROWS, RIGHT, Score, Walk, int, trace};

pub(super) fn extend(a: Walk, b: Walk, gain: impl Fn(usize) -> Score, limits: Limits) -> Alignment {
    let Limits { edit, drop, half_band } = limits;
    let width = 2 * half_band + 1;
    let mut previous: Vec<Score> = (0..width).map(|j| if j <= b.len() { -edit * int(j) } else { FAR }).collect();
    let mut current = vec![FAR; width];
    let mut moves: Vec<u8> = vec![RIGHT; width];
    let mut lows = vec![0_usize];
    let (mut best, mut best_at) = (0, None);
    let mut peak = 0;
    for i in 0..a.len().min(MAX_ROWS) {
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
        if top < best - drop {
            break;
        }
    }
    let Some(corner) = best_at else { return Alignment::default() };
    let mut found = trace(a, b, corner, |i, j| moves[i * width + (j - lows[i])]);
    found.score = best;
    found
}
