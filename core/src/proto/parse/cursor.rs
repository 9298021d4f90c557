//! Walks over the pieces of a text, and says what was expected where something else stands.
use crate::proto::lex::{Kind, Token, integer, tokens, unescape};
use crate::proto::place::{Fault, Offset};
use crate::proto::tree::{Name, Syntax};

/// How long a piece of text may be that a message quotes.
const QUOTED: usize = 40;

pub(crate) struct Cursor<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
    /// The dialect of the file, once it is known.
    pub(crate) syntax: Syntax,
    /// How many messages are open.
    pub(crate) depth: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Result<Self, Fault> {
        Ok(Self { text, tokens: tokens(text)?, next: 0, syntax: Syntax::Proto2, depth: 0 })
    }

    fn token(&self, ahead: usize) -> Token {
        let end = self.text.len() as Offset;
        self.tokens.get(self.next + ahead).copied().unwrap_or(Token { kind: Kind::End, at: end, end })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.token(0).kind
    }

    pub(crate) fn at(&self) -> Offset {
        self.token(0).at
    }

    /// The next piece as it is written.
    pub(crate) fn piece(&self) -> &'t str {
        self.ahead(0)
    }

    pub(crate) fn ahead(&self, ahead: usize) -> &'t str {
        let token = self.token(ahead);
        &self.text[token.at as usize..token.end as usize]
    }

    pub(crate) fn skip(&mut self) {
        self.next += 1;
    }

    /// Whether the next piece is this word or sign.
    pub(crate) fn is(&self, piece: &str) -> bool {
        matches!(self.kind(), Kind::Word | Kind::Sign) && self.piece() == piece
    }

    /// Takes this word or sign if it is the next piece.
    pub(crate) fn take(&mut self, piece: &str) -> bool {
        let found = self.is(piece);
        self.next += usize::from(found);
        found
    }

    pub(crate) fn expect(&mut self, piece: &str) -> Result<(), Fault> {
        if self.take(piece) { Ok(()) } else { Err(self.expected(&format!("`{piece}`"))) }
    }

    /// That something else stands here.
    #[cold]
    pub(crate) fn expected(&self, what: &str) -> Fault {
        let piece = self.piece();
        let found = match self.kind() {
            Kind::End => "the end of the text".to_owned(),
            _ if piece.chars().count() > QUOTED => {
                format!("`{}..`", piece.chars().take(QUOTED).collect::<String>())
            }
            _ => format!("`{piece}`"),
        };
        Fault::syntax(self.at(), format!("expected {what}, found {found}"))
    }

    /// A name without dots.
    pub(crate) fn name(&mut self, what: &str) -> Result<Name, Fault> {
        if self.kind() != Kind::Word {
            return Err(self.expected(what));
        }
        let name = Name { text: self.piece().into(), at: self.at() };
        self.skip();
        Ok(name)
    }

    /// A name with dots; a leading dot where `rooted` names are allowed.
    pub(crate) fn dotted(&mut self, what: &str, rooted: bool) -> Result<Name, Fault> {
        let at = self.at();
        let mut text = String::new();
        if rooted && self.take(".") {
            text.push('.');
        }
        text.push_str(&self.name(what)?.text);
        while self.take(".") {
            text.push('.');
            text.push_str(&self.name("a name behind the dot")?.text);
        }
        Ok(Name { text: text.into(), at })
    }

    /// An integer without a sign, at most `most`.
    pub(crate) fn integer(&mut self, what: &str, most: u64) -> Result<u64, Fault> {
        if self.kind() != Kind::Integer {
            return Err(self.expected(what));
        }
        match integer(self.piece()) {
            Some(value) if value <= most => {
                self.skip();
                Ok(value)
            }
            _ => Err(self.expected(&format!("{what}, at most {most}"))),
        }
    }

    /// An integer of 32 bits, perhaps with a minus.
    pub(crate) fn signed(&mut self, what: &str) -> Result<i64, Fault> {
        if self.take("-") {
            Ok(-(self.integer(what, 1 << 31)? as i64))
        } else {
            Ok(self.integer(what, i32::MAX as u64)? as i64)
        }
    }

    /// One or more strings, which are one.
    pub(crate) fn text(&mut self, what: &str) -> Result<Vec<u8>, Fault> {
        if self.kind() != Kind::Text {
            return Err(self.expected(what));
        }
        let mut bytes = Vec::new();
        while self.kind() == Kind::Text {
            bytes.extend(unescape(self.piece().as_bytes()));
            self.skip();
        }
        Ok(bytes)
    }

    /// The same, which must be UTF-8.
    pub(crate) fn utf8(&mut self, what: &str) -> Result<String, Fault> {
        let at = self.at();
        String::from_utf8(self.text(what)?)
            .map_err(|_| Fault::syntax(at, format!("expected {what} in UTF-8, found other bytes")))
    }
}
