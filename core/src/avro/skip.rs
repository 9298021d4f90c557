//! A sink that keeps nothing: for fields that the host's type lacks. The bytes are checked all the same.
use crate::error::Result;
use crate::model::kind::{Duration, Moment};
use crate::model::value::{Sink, Slot};
use crate::wire::text::Text;

/// Keeps nothing, or notes where texts are.
#[derive(Debug, Default)]
pub(crate) struct Skip {
    /// Texts and where they begin, if they are asked for.
    pub(crate) texts: Option<Vec<(u32, String)>>,
}

impl Skip {
    #[inline(always)]
    fn note(&mut self, text: Text<'_>, from: usize) {
        if let Some(texts) = &mut self.texts {
            texts.push((from as u32, text.to_str().into_owned()));
        }
    }
}

impl Sink for Skip {
    type Place = ();
    type Value = ();
    type List = ();
    type Map = ();
    type Record = ();

    fn at(&self, (): (), _: u32) {}
    fn null(&mut self, (): (), _: Slot) -> Result<()> {
        Ok(())
    }
    fn boolean(&mut self, (): (), _: Slot, _: bool) -> Result<()> {
        Ok(())
    }
    fn int(&mut self, (): (), _: Slot, _: i32) -> Result<()> {
        Ok(())
    }
    fn long(&mut self, (): (), _: Slot, _: i64) -> Result<()> {
        Ok(())
    }
    fn float(&mut self, (): (), _: Slot, _: f32) -> Result<()> {
        Ok(())
    }
    fn double(&mut self, (): (), _: Slot, _: f64) -> Result<()> {
        Ok(())
    }
    fn text(&mut self, (): (), _: Slot, text: Text<'_>, from: usize) -> Result<()> {
        self.note(text, from);
        Ok(())
    }
    fn bytes(&mut self, (): (), _: Slot, _: &[u8], _: usize) -> Result<()> {
        Ok(())
    }
    fn fixed(&mut self, (): (), _: Slot, _: &[u8], _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn symbol(&mut self, (): (), _: Slot, _: u32, _: u32, _: Option<u32>) -> Result<()> {
        Ok(())
    }
    fn decimal(&mut self, (): (), _: Slot, _: &[u8], _: usize, _: i32) -> Result<()> {
        Ok(())
    }
    fn uuid(&mut self, (): (), _: Slot, _: [u8; 16]) -> Result<()> {
        Ok(())
    }
    fn date(&mut self, (): (), _: Slot, _: i32) -> Result<()> {
        Ok(())
    }
    fn time(&mut self, (): (), _: Slot, _: Option<i64>, _: i64) -> Result<()> {
        Ok(())
    }
    fn moment(&mut self, (): (), _: Slot, _: Moment, _: bool, _: i64) -> Result<()> {
        Ok(())
    }
    fn duration(&mut self, (): (), _: Slot, _: Duration) -> Result<()> {
        Ok(())
    }
    fn present(&mut self, (): (), _: Slot, _: Slot, _: u32) -> Result<()> {
        Ok(())
    }
    fn alternative(&mut self, (): (), _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn branch(&mut self, (): (), _: Slot, _: u32, _: u32) -> Result<()> {
        Ok(())
    }
    fn branch_end(&mut self, (): (), _: u32, _: u32) -> Result<()> {
        Ok(())
    }
    fn list(&mut self, (): (), _: Slot) -> Result<()> {
        Ok(())
    }
    fn list_block(&mut self, (): &mut (), _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn item(&mut self, (): &mut ()) {}
    fn item_end(&mut self, (): &mut (), (): ()) -> Result<()> {
        Ok(())
    }
    fn list_end(&mut self, (): ()) -> Result<()> {
        Ok(())
    }
    fn map(&mut self, (): (), _: Slot) -> Result<()> {
        Ok(())
    }
    fn map_block(&mut self, (): &mut (), _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn entry(&mut self, (): &mut (), key: Text<'_>, from: usize) -> Result<()> {
        self.note(key, from);
        Ok(())
    }
    fn entry_end(&mut self, (): &mut (), (): ()) -> Result<()> {
        Ok(())
    }
    fn map_end(&mut self, (): ()) -> Result<()> {
        Ok(())
    }
    fn record(&mut self, (): (), _: Slot, _: u32, _: u32, _: usize) -> Result<()> {
        Ok(())
    }
    fn field(&mut self, (): &mut (), _: usize, _: u32) {}
    fn field_end(&mut self, (): &mut (), _: usize, _: u32, (): ()) -> Result<()> {
        Ok(())
    }
    fn record_end(&mut self, (): ()) -> Result<()> {
        Ok(())
    }
}
