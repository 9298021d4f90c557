//! The largest matching between two lists, by augmenting paths.

/// The largest set of pairs (left, right) of which no two share a side. `edge` says which may be matched; it is asked for
/// as few as are needed, those at the same position first.
///
/// The result is, of each left, its right. Searching does not recurse.
pub(crate) fn matching(left: usize, right: usize, mut edge: impl FnMut(usize, usize) -> bool) -> Vec<Option<usize>> {
    let mut of_left: Vec<Option<usize>> = vec![None; left];
    let mut of_right: Vec<Option<usize>> = vec![None; right];
    for start in 0..left {
        // From whom each right was reached, in a search by breadth.
        let mut from: Vec<Option<usize>> = vec![None; right];
        let mut queue = std::collections::VecDeque::from([start]);
        let mut end = None;
        'search: while let Some(one) = queue.pop_front() {
            let same = (one < right).then_some(one);
            for other in same.into_iter().chain((0..right).filter(|other| *other != one)) {
                if from[other].is_some() || !edge(one, other) {
                    continue;
                }
                from[other] = Some(one);
                match of_right[other] {
                    Some(next) => queue.push_back(next),
                    None => {
                        end = Some(other);
                        break 'search;
                    }
                }
            }
        }
        // Back along the path, everyone takes the one by whom he was reached.
        while let Some(other) = end {
            let Some(one) = from[other] else { break };
            of_right[other] = Some(one);
            end = of_left[one].replace(other);
        }
    }
    of_left
}

#[cfg(test)]
mod tests {
    use super::matching;

    fn size(rows: &[&str]) -> usize {
        let edge = |one: usize, other: usize| rows[one].as_bytes()[other] == b'x';
        let found = matching(rows.len(), rows[0].len(), edge);
        let mut used: Vec<usize> = found.iter().flatten().copied().collect();
        for (one, other) in found.iter().enumerate() {
            assert!(other.is_none_or(|other| edge(one, other)));
        }
        used.sort_unstable();
        let count = used.len();
        used.dedup();
        assert_eq!(used.len(), count, "one right twice");
        count
    }

    #[test]
    fn largest() {
        assert_eq!(size(&["xx", "x."]), 2);
        assert_eq!(size(&["x..", "x..", "x.x"]), 2);
        assert_eq!(size(&["xx..", "x.x.", "x..x", ".x.."]), 4);
        assert_eq!(size(&["...", "..."]), 0);
        assert_eq!(size(&["xxxx"]), 1);
    }
}
