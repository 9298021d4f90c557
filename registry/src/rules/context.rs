//! Contexts: removing one that holds nothing any more.
use crate::engine::Command;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;
use crate::subject::{DEFAULT_CONTEXT, Subject};

/// Removes an empty context, with what was configured for it.
#[derive(Debug)]
pub struct DeleteContext {
    /// Its name, with the leading dot.
    pub context: String,
}

impl Command for DeleteContext {
    type Done = ();

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, ()), Refusal> {
        if self.context == DEFAULT_CONTEXT {
            return Err(Refusal::not_permitted("The default context cannot be deleted"));
        }
        let whole = Subject::parse_in(&self.context, "");
        state.mode(Some(&whole)).allow_writing(Some(&whole))?;
        if state.holds(Some(&whole), true) {
            return Err(Refusal::context_not_empty(&self.context));
        }
        let modes = state.modes_below(Some(&whole)).into_iter();
        let modes = modes.chain(state.own_mode(Some(&whole)).map(|_| whole.clone()));
        let configs = state.configs_below(&whole).into_iter();
        let configs = configs.chain(state.own_config(Some(&whole)).map(|_| whole.clone()));
        let modes = modes.map(|subject| Record::Mode { subject: Some(subject), value: None });
        let configs = configs.map(|subject| Record::Config { subject: Some(subject), value: None });
        Ok((modes.chain(configs).collect(), ()))
    }
}
