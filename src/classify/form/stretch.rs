//! From weighed lines to stretches of furniture: those with the highest sums, their edges laid, each cut where its form
//! changes. Looks at weights and neighbours, no longer at the text.

use std::collections::HashSet;

use super::line::Line;
use super::{Form, Furniture};
use crate::normalize::Symbol;
use crate::span::Span;

/// Weight a stretch must reach, in tenths of a point: one phrase of a form and what stands around it.
const LEAST: i32 = 60;
/// How far the sum may fall inside a stretch: one sentence of a few words, no paragraph.
const DROP: i32 = 80;
/// Lines behind the last button or phrase up to which short lines speak for furniture; behind the last prose of the
/// text, where link lists stand, more.
const REACH: usize = 12;
const REACH_AT_END: usize = 40;
/// What a line farther off weighs.
const FAR: i32 = -4;
/// Lines for which a stretch may go on without a higher sum.
const WAIT: usize = 2 * REACH_AT_END;
/// Weight from which a line is a button, a heading or more.
const SPEAKS: i32 = 10;
/// Share of its neighbouring pairs of symbols, in percent, that a title has in common with the prose below it.
const TITLE_PERCENT: usize = 60;
/// Length of a title, in symbols, and lines up to the one with its day: a second title, a subtitle.
const LONG_TITLE: std::ops::RangeInclusive<u32> = 8..=60;
const ABOVE_DAY: usize = 2;
/// What a title weighs.
const TITLE: i32 = -90;
/// What a headline in a link list behind the last prose weighs.
const LISTED: i32 = 2;
/// Short lines before the first phrase of a form that may belong to something else.
const LEADING: usize = 4;
/// Lines without a phrase of their own that make a list.
const LIST: usize = 4;

/// The furniture among the lines of one text.
pub(super) fn stretches(lines: &[Line], symbols: &[Symbol]) -> Vec<Furniture> {
    if lines.iter().all(|line| line.form.is_none()) {
        return Vec::new();
    }
    let weights = in_context(lines, symbols);
    let last_prose = lines.iter().rposition(|line| line.prose).unwrap_or(0);
    let mut found = Vec::new();
    for (first, last) in best(&weights) {
        let named = |at: &usize| lines[*at].form.is_some();
        let (Some(from), Some(to)) = ((first..=last).find(named), (first..=last).rfind(named)) else { continue };
        let to = to + weights[to + 1..=last].iter().take_while(|weight| **weight >= SPEAKS).count();
        // Before prose the stretch ends with what says it is one: the next lines are its headline, its date, its author.
        let open = last + 1 == lines.len() || last > last_prose || lines[to].form == Some(Form::Related);
        let first = if from - first < LEADING { from } else { first };
        pieces(&lines[first..=if open { last } else { to }], &mut found);
    }
    found
}

/// The weights with what the lines' places add: titles, link lists at the end, short lines far from any phrase.
fn in_context(lines: &[Line], symbols: &[Symbol]) -> Vec<i32> {
    let first_prose = lines.iter().position(|line| line.prose).unwrap_or(0);
    let last_prose = lines.iter().rposition(|line| line.prose).unwrap_or(lines.len());
    let pairs = if lines[..first_prose].iter().any(|line| line.form.is_some()) {
        pairs(lines, symbols)
    } else {
        HashSet::new()
    };
    let mut silent = 0;
    let weigh = |(at, line): (usize, &Line)| {
        let titled = || stands_above_day(&lines[at..]) || is_told(line, symbols, &pairs);
        if at < first_prose && line.form.is_none() && LONG_TITLE.contains(&line.norm.len()) && titled() {
            return TITLE;
        }
        let at_end = at > last_prose;
        let listed = at_end && line.form.is_none() && line.headline && line.weight < 0;
        let weight = if listed { LISTED } else { line.weight };
        silent = if weight >= SPEAKS { 0 } else { silent + 1 };
        if weight > 0 && silent > if at_end { REACH_AT_END } else { REACH } { FAR } else { weight }
    };
    lines.iter().enumerate().map(weigh).collect()
}

/// Neighbouring symbols of the prose.
fn pairs(lines: &[Line], symbols: &[Symbol]) -> HashSet<(Symbol, Symbol)> {
    let prose = lines.iter().filter(|line| line.prose);
    prose.flat_map(|line| symbols[line.norm.range()].windows(2)).map(|pair| (pair[0], pair[1])).collect()
}

/// Whether the first of these lines is a title by its place: the next or the one after it has a day.
fn stands_above_day(lines: &[Line]) -> bool {
    lines.iter().skip(1).take(ABOVE_DAY).any(|line| line.dated) && !lines[0].dated
}

/// Whether the prose speaks of what the line says.
fn is_told(line: &Line, symbols: &[Symbol], pairs: &HashSet<(Symbol, Symbol)>) -> bool {
    let own = symbols[line.norm.range()].windows(2);
    let all = own.len();
    100 * own.filter(|pair| pairs.contains(&(pair[0], pair[1]))).count() >= TITLE_PERCENT * all.max(1)
}

/// The stretches with the highest sums: first and last line, ascending, disjoint.
///
/// A stretch ends where the sum has fallen by [`DROP`] from its highest, or below nothing, or did not rise for [`WAIT`]
/// lines. Complexity: linear; behind a stretch at most [`WAIT`] lines are walked again.
fn best(weights: &[i32]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < weights.len() {
        if weights[at] <= 0 {
            at += 1;
            continue;
        }
        let (mut sum, mut highest, mut end) = (0, 0, at);
        for (here, weight) in weights.iter().enumerate().skip(at) {
            sum += weight;
            if sum > highest {
                (highest, end) = (sum, here);
            }
            if sum < 0 || sum < highest - DROP || here - end > WAIT {
                break;
            }
        }
        if highest >= LEAST {
            found.push((at, end));
        }
        at = end + 1;
    }
    found
}

/// Cuts a stretch where its form changes. Lines that name no form belong to what stands before them; where they are
/// many, they are a list of links.
fn pieces(lines: &[Line], found: &mut Vec<Furniture>) {
    let mut forms: Vec<Form> = Vec::new();
    let mut before = lines.iter().find_map(|line| line.form).unwrap_or(Form::Links);
    for run in lines.chunk_by(|x, y| x.form == y.form) {
        let form = match run[0].form {
            Some(form) => form,
            None if run.len() >= LIST && before != Form::Related => Form::Links,
            None => before,
        };
        before = form;
        forms.extend(std::iter::repeat_n(form, run.len()));
    }
    let named: Vec<(Form, &Line)> = forms.into_iter().zip(lines).collect();
    for piece in named.chunk_by(|x, y| x.0 == y.0) {
        let (first, last) = (piece[0].1.raw, piece[piece.len() - 1].1.raw);
        found.push(Furniture { raw: Span::new(first.start, last.end), form: piece[0].0 });
    }
}
