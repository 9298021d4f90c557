//! Message indexes: which message of a file stands in a frame, as its place among its neighbours, from the outermost in.
use crate::proto::schema::ProtoSchema;
use crate::proto::tree::Message;

impl ProtoSchema {
    /// The indexes of a message by its full name, with or without a leading dot: `[0]` for the first message of the file,
    /// `[1, 0]` for the first inside of the second. Only what is written with the word `message` counts, as with
    /// Confluent: neither groups nor the entries of maps.
    pub fn message_indexes(&self, name: &str) -> Option<Vec<usize>> {
        let name = name.strip_prefix('.').unwrap_or(name);
        let mut rest = match self.package() {
            Some(package) => name.strip_prefix(package)?.strip_prefix('.')?,
            None => name,
        };
        let mut messages = &self.file().messages;
        let mut indexes = Vec::new();
        loop {
            let (first, inside) = rest.split_once('.').map_or((rest, None), |(first, inside)| (first, Some(inside)));
            let index = messages.iter().position(|message| *message.name.text == *first)?;
            indexes.push(index);
            let Some(inside) = inside else { return Some(indexes) };
            (rest, messages) = (inside, &messages[index].messages);
        }
    }

    /// The full name of the message that indexes lead to; the opposite of [`message_indexes`](Self::message_indexes).
    pub fn message_name(&self, indexes: &[usize]) -> Option<String> {
        let mut name = self.package().unwrap_or_default().to_owned();
        let mut messages: &[Message] = &self.file().messages;
        for index in indexes {
            let message = messages.get(*index)?;
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&message.name.text);
            messages = &message.messages;
        }
        (!indexes.is_empty()).then_some(name)
    }
}
