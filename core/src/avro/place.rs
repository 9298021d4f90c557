//! Places in schema text, for error messages: each knows the place around it.
use crate::error::Error;

/// A place in the text that is being parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(u32);

/// All the places that were visited, the outer before the inner.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<(Place, Step)>);

#[derive(Debug, Clone, Copy)]
enum Step {
    Key(&'static str),
    Item(usize),
}

impl Places {
    /// The whole text.
    pub(crate) const ROOT: Place = Place(0);

    /// The value of an attribute.
    pub(crate) fn key(&mut self, outer: Place, key: &'static str) -> Place {
        self.push(outer, Step::Key(key))
    }

    /// The item of a list.
    pub(crate) fn item(&mut self, outer: Place, index: usize) -> Place {
        self.push(outer, Step::Item(index))
    }

    fn push(&mut self, outer: Place, step: Step) -> Place {
        self.0.push((outer, step));
        Place(self.0.len() as u32)
    }

    /// Says in an error where it happened.
    #[cold]
    pub(crate) fn locate(&self, place: Place, mut error: Error) -> Error {
        let mut here = place;
        while let Some((outer, step)) = here.0.checked_sub(1).and_then(|index| self.0.get(index as usize)) {
            error = match step {
                Step::Key(key) => error.in_field(key),
                Step::Item(index) => error.in_item(*index),
            };
            here = *outer;
        }
        error
    }
}
