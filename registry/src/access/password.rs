//! Passwords, kept as argon2 hashes. One that was right is remembered for a while, as a keyed hash in memory, because
//! argon2 is slow by intent and clients send the password with each request.
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Hashes computed at once, at most: each takes some 20 MB.
const AT_ONCE: usize = 2;

/// Passwords that are remembered, at most.
const KNOWN: usize = 4096;

/// The users and their hashes.
pub(super) struct Passwords {
    hashes: HashMap<String, String>,
    /// Of the process: what is remembered means nothing outside of it.
    key: [u8; 32],
    known: Mutex<HashMap<[u8; 32], ()>>,
    turns: Semaphore,
}

impl Passwords {
    /// # Errors
    /// A hash that is none.
    pub(super) fn new(hashes: HashMap<String, String>) -> Result<Self, String> {
        for (user, hash) in &hashes {
            PasswordHash::new(hash).map_err(|error| {
                format!("user '{user}': expected a hash made by `isobyte password`, found one that is none: {error}")
            })?;
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| format!("no random numbers: {error}"))?;
        Ok(Self { hashes, key, known: Mutex::default(), turns: Semaphore::new(AT_ONCE) })
    }

    /// Whether it is the user's password.
    pub(super) async fn check(&self, user: &str, password: &str) -> bool {
        let tag = self.tag(user, password);
        if self.known.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&tag) {
            return true;
        }
        // An unknown name costs as much as a wrong password, so that nobody finds out which names there are.
        let (hash, exists) = match self.hashes.get(user) {
            Some(hash) => (hash.clone(), true),
            None => match self.hashes.values().next() {
                Some(hash) => (hash.clone(), false),
                None => return false,
            },
        };
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let password = password.to_owned();
        let right = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).ok();
            hash.is_some_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        let right = right.await.unwrap_or(false) && exists;
        if right {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= KNOWN {
                known.clear();
            }
            known.insert(tag, ());
        }
        right
    }

    fn tag(&self, user: &str, password: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length will do");
        mac.update(&(user.len() as u64).to_be_bytes());
        mac.update(user.as_bytes());
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The argon2id hash of a password, with a salt of its own.
///
/// # Errors
/// When there are no random numbers.
pub fn hash(password: &str) -> Result<String, String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| format!("no random numbers: {error}"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}
