//! The names of a codec's types in one table, so that hosts make each of them into a text of their own only once.

/// In the offset of a decoded text: the other bits number a string of [`Names`] instead of a place in the input.
pub const STRING: usize = 0x8000_0000;

/// Names, by named type.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// All of them.
    pub strings: Vec<Box<str>>,
    /// Named type: the first of its strings, and how many. A record's are its full name and its fields; an enum's, its full
    /// name and its symbols; a fixed's, its full name; a union's, the names of its branches.
    pub types: Vec<(u32, u32)>,
}

impl Names {
    /// Adds the names of one type.
    pub fn add<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> u32 {
        let first = self.strings.len() as u32;
        self.strings.extend(names.into_iter().map(Box::from));
        self.types.push((first, self.strings.len() as u32 - first));
        self.types.len() as u32 - 1
    }

    /// String number `index` of a named type.
    pub fn get(&self, named: u32, index: u32) -> Option<&str> {
        let &(first, count) = self.types.get(named as usize)?;
        if index < count { self.strings.get((first + index) as usize).map(|name| &**name) } else { None }
    }

    /// The number of that string in the whole table.
    pub fn string_index(&self, named: u32, index: u32) -> u32 {
        self.types.get(named as usize).map_or(0, |(first, _)| first + index)
    }
}
