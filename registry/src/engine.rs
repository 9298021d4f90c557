//! Engine: answers reads from memory, and brings writes one batch at a time into the store.
//!
//! One thread writes. It takes all the commands that wait, decides each against a state that already holds those before it,
//! appends what they say and commits once; then the batch becomes visible to readers, and only then is it acknowledged.
//! So nobody ever sees what could still be lost, and a crowd of writers shares the price of one sync.
//!
//! Where other servers write to the same store, the same thread also looks for what they wrote.
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rules::bundle::ParsedCache;
use crate::state::State;
use crate::store::{Entry, Store, StoreError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Commands that share one commit, at most.
const BATCH: usize = 256;

/// Bytes of schema text that are parsed and compared in less time than it takes to hand them to another thread and back.
const SMALL: usize = 8 << 10;

/// Something to be written, if the state allows it.
pub trait Command: Send + 'static {
    /// What is answered once it is durable.
    type Done: Send + 'static;

    /// Decides: the records to append and the answer, or the refusal. Called on the writer thread, once.
    ///
    /// # Errors
    /// The refusal.
    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Self::Done), Refusal>;
}

/// The running server without its HTTP face. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    state: Arc<RwLock<State>>,
    orders: Orders,
    writer: Mutex<Option<JoinHandle<()>>>,
    cluster: String,
    parsed: ParsedCache,
    /// Whether other servers write to the store, too.
    shared: bool,
    trouble: Arc<Mutex<Option<StoreError>>>,
}

/// The way to the writer; none after the end.
type Orders = Arc<Mutex<Option<mpsc::Sender<Order>>>>;

/// What the writer is asked for.
enum Order {
    Write(Box<dyn Job>),
    /// To read what others wrote; and to say so.
    Look(Option<oneshot::Sender<()>>),
}

impl Engine {
    /// Replays the store's log and starts the writer.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn open(mut store: Box<dyn Store>) -> Result<Self, StoreError> {
        let mut state = State::default();
        store.read(0, &mut |entry| state.apply(&entry))?;
        let cluster = store.cluster().to_owned();
        let (sender, queue) = mpsc::channel();
        let orders: Orders = Arc::new(Mutex::new(Some(sender)));
        // Weak: who only follows must not keep the writer going.
        let follower = Arc::downgrade(&orders);
        let shared = store
            .follow(Box::new(move || follower.upgrade().is_some_and(|orders| send(&orders, Order::Look(None)))))?;
        let published = Arc::new(RwLock::new(state.clone()));
        let trouble = Arc::default();
        let writer = Writer { store, state, published: published.clone(), trouble: Arc::clone(&trouble) };
        let thread = std::thread::Builder::new()
            .name("registry-writer".to_owned())
            .spawn(move || writer.run(&queue))
            .map_err(|error| StoreError(format!("the writer cannot be started: {error}")))?;
        Ok(Self(Arc::new(Inner {
            state: published,
            orders,
            writer: Mutex::new(Some(thread)),
            cluster,
            parsed: ParsedCache::default(),
            shared,
            trouble,
        })))
    }

    /// Looks at the state; whatever is seen is durable. The look must be short: writers wait for it.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.0.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes, and answers when it is durable.
    ///
    /// # Errors
    /// The command's refusal, or 50001 when the store does not serve.
    pub async fn write<C: Command>(&self, command: C) -> Result<C::Done, Refusal> {
        let (reply, answer) = oneshot::channel();
        let stopped = || Refusal::store("the server is shutting down");
        if !send(&self.0.orders, Order::Write(Box::new(Pending { command, outcome: None, reply }))) {
            return Err(stopped());
        }
        answer.await.map_err(|_| stopped())?
    }

    /// Whether other servers write to the store, too.
    pub fn is_shared(&self) -> bool {
        self.0.shared
    }

    /// Reads what other servers wrote until now; false where there are no other servers, or the store does not serve. Not
    /// needed before a write. A read that found nothing may be tried once more after it.
    pub async fn catch_up(&self) -> bool {
        // While the store does not serve, reads do not wait for it.
        if !self.0.shared || self.trouble().is_some() {
            return false;
        }
        let (reply, done) = oneshot::channel();
        send(&self.0.orders, Order::Look(Some(reply))) && done.await.is_ok()
    }

    /// Why the store did not serve when it was last asked; none when it did. Reads are answered all the same, from memory.
    pub fn trouble(&self) -> Option<StoreError> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Works for a request: at once when the work is small, else where it does not keep other requests waiting.
    ///
    /// # Errors
    /// The work's refusal.
    pub async fn offload<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        if bytes <= SMALL {
            return work();
        }
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|_| Err(Refusal::bug()))
    }

    /// A name of the log that no other log has.
    pub fn cluster(&self) -> &str {
        &self.0.cluster
    }

    /// Schemas that were parsed not long ago.
    pub fn parsed(&self) -> &ParsedCache {
        &self.0.parsed
    }

    /// Finishes what was begun and lets go of the store. Blocks; later writes are refused.
    pub fn close(&self) {
        self.0.orders.lock().unwrap_or_else(PoisonError::into_inner).take();
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // It ends when it has seen the last job; it catches panics, so there is nothing to hear from it.
            let _ = writer.join();
        }
    }
}

fn send(orders: &Mutex<Option<mpsc::Sender<Order>>>, order: Order) -> bool {
    let sender = orders.lock().unwrap_or_else(PoisonError::into_inner);
    sender.as_ref().is_some_and(|sender| sender.send(order).is_ok())
}

/// A command on its way, without its type.
trait Job: Send {
    fn decide(&mut self, state: &State) -> Vec<Record>;
    fn acknowledge(self: Box<Self>, stored: &Result<(), StoreError>);
}

struct Pending<C: Command> {
    command: C,
    outcome: Option<Result<C::Done, Refusal>>,
    reply: oneshot::Sender<Result<C::Done, Refusal>>,
}

impl<C: Command> Job for Pending<C> {
    fn decide(&mut self, state: &State) -> Vec<Record> {
        // Nothing is half done if it panics: a command only looks and answers.
        let decided = catch_unwind(AssertUnwindSafe(|| self.command.decide(state)));
        let (records, outcome) = match decided.unwrap_or_else(|_| Err(Refusal::bug())) {
            Ok((records, done)) => (records, Ok(done)),
            Err(refusal) => (Vec::new(), Err(refusal)),
        };
        self.outcome = Some(outcome);
        records
    }

    fn acknowledge(self: Box<Self>, stored: &Result<(), StoreError>) {
        let answer = match stored {
            Ok(()) => self.outcome.unwrap_or_else(|| Err(Refusal::bug())),
            Err(error) => Err(Refusal::store(error)),
        };
        // Nobody listens when the client has gone; the write stands all the same.
        let _ = self.reply.send(answer);
    }
}

struct Writer {
    store: Box<dyn Store>,
    /// One batch ahead of what readers see.
    state: State,
    published: Arc<RwLock<State>>,
    trouble: Arc<Mutex<Option<StoreError>>>,
}

impl Writer {
    fn run(mut self, queue: &mpsc::Receiver<Order>) {
        while let Ok(first) = queue.recv() {
            let (mut batch, mut looks) = (Vec::new(), Vec::new());
            for order in std::iter::once(first).chain(queue.try_iter().take(BATCH - 1)) {
                match order {
                    Order::Write(job) => batch.push(job),
                    Order::Look(reply) => looks.extend(reply),
                }
            }
            // A write looks, too.
            let work = || if batch.is_empty() { self.look() } else { self.write(&mut batch) };
            let stored = catch_unwind(AssertUnwindSafe(work))
                .unwrap_or_else(|_| Err(StoreError("the write failed by a bug in this server".to_owned())));
            if stored.is_err() {
                self.store.rollback();
                self.state = self.published.read().unwrap_or_else(PoisonError::into_inner).clone();
            }
            self.note(&stored, batch.len());
            for job in batch {
                job.acknowledge(&stored);
            }
            for reply in looks {
                // Nobody listens when the client has gone.
                let _ = reply.send(());
            }
        }
    }

    fn write(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        self.store.begin()?;
        let mut entries = self.read()?;
        for job in batch {
            for record in job.decide(&self.state) {
                let entry = self.store.append(&record)?;
                self.state.apply(&entry);
                entries.push(entry);
            }
        }
        self.store.commit()?;
        self.publish(&entries);
        Ok(())
    }

    fn look(&mut self) -> Result<(), StoreError> {
        let entries = self.read()?;
        self.publish(&entries);
        Ok(())
    }

    /// What others wrote, applied.
    fn read(&mut self) -> Result<Vec<Entry>, StoreError> {
        let mut entries: Vec<Entry> = Vec::new();
        self.store.read(self.state.position(), &mut |entry| entries.push(entry))?;
        entries.iter().for_each(|entry| self.state.apply(entry));
        Ok(entries)
    }

    fn publish(&self, entries: &[Entry]) {
        if !entries.is_empty() {
            let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
            entries.iter().for_each(|entry| published.apply(entry));
        }
    }

    /// Keeps and tells how the store does: each write that it refuses, and looks only when that changes.
    fn note(&self, stored: &Result<(), StoreError>, writes: usize) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match stored {
            Err(error) if writes > 0 => tracing::error!(%error, writes, "nothing was written"),
            Err(error) if trouble.is_none() => tracing::error!(%error, "what other servers write is not seen"),
            Ok(()) if trouble.is_some() => tracing::info!("the store serves again"),
            _ => {}
        }
        *trouble = stored.as_ref().err().cloned();
    }
}
