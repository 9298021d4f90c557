//! Single flight: of those who miss the same thing at the same time, one fetches and the others wait for what it brings.
use isobyte::{Code, Error, Result};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The fetches under way, by what is fetched.
pub(crate) struct Flights<K, V>(Mutex<HashMap<K, Arc<Flight<V>>>>);

struct Flight<V> {
    landed: Mutex<Option<Result<V>>>,
    news: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Eq + Hash + Clone, V: Clone> Flights<K, V> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// Fetches, or waits for the one who does. No lock is held while `fetch` runs.
    pub(crate) fn join(&self, key: K, fetch: impl FnOnce() -> Result<V>) -> Result<V> {
        let (flight, mine) = {
            let mut flights = lock(&self.0);
            match flights.get(&key) {
                Some(flight) => (flight.clone(), false),
                None => {
                    let flight = Arc::new(Flight { landed: Mutex::new(None), news: Condvar::new() });
                    flights.insert(key.clone(), flight.clone());
                    (flight, true)
                }
            }
        };
        if mine {
            // Whoever waits is told even if `fetch` panics.
            let mut landing = Landing { flights: self, key, flight, result: None };
            let result = fetch();
            landing.result = Some(result.clone());
            return result;
        }
        let mut landed = lock(&flight.landed);
        loop {
            match landed.as_ref() {
                Some(result) => return result.clone(),
                None => landed = flight.news.wait(landed).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

struct Landing<'a, K: Eq + Hash, V> {
    flights: &'a Flights<K, V>,
    key: K,
    flight: Arc<Flight<V>>,
    result: Option<Result<V>>,
}

impl<K: Eq + Hash, V> Drop for Landing<'_, K, V> {
    fn drop(&mut self) {
        lock(&self.flights.0).remove(&self.key);
        let lost = || Err(Error::new(Code::Internal, "the fetch that this call waited for did not end"));
        *lock(&self.flight.landed) = Some(self.result.take().unwrap_or_else(lost));
        self.flight.news.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::Flights;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn one_fetches_for_all() {
        let (flights, fetches, start) = (Flights::new(), AtomicUsize::new(0), Barrier::new(8));
        let fetch = || {
            start.wait();
            flights.join("key", || {
                fetches.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(200));
                Ok(7)
            })
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(fetch)).collect();
            for thread in threads {
                assert_eq!(thread.join().expect("no panic").expect("fetched"), 7);
            }
        });
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
        assert_eq!(flights.join("key", || Ok(8)).expect("fetched again"), 8);
    }

    #[test]
    fn a_panic_does_not_strand_those_who_wait() {
        let (flights, start) = (Flights::<_, u32>::new(), Barrier::new(2));
        std::thread::scope(|scope| {
            let first = scope.spawn(|| {
                flights.join("key", || {
                    start.wait();
                    std::thread::sleep(Duration::from_millis(100));
                    panic!("a bug");
                })
            });
            start.wait();
            let waited = flights.join("key", || Ok(1));
            assert!(first.join().is_err());
            assert_eq!(waited.expect_err("told").code(), isobyte::Code::Internal);
        });
    }
}
