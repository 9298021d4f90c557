//! TLS: our certificate, and whose certificates of clients we trust. Read again when the operator says so.
use arc_swap::ArcSwap;
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};

/// The object identifier of a common name.
const COMMON_NAME: &str = "2.5.4.3";

/// Where the certificates lie.
#[derive(Debug, Clone)]
pub struct Files {
    /// Our certificate and those between it and a root, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// The authorities that sign the certificates of clients, PEM.
    pub clients: Option<PathBuf>,
    /// Whether a client without a certificate is turned away at once, instead of being nobody in particular.
    pub require_client: bool,
}

/// TLS as it is configured now.
#[derive(Clone)]
pub struct Tls {
    files: Files,
    current: Arc<ArcSwap<ServerConfig>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// Which file is wrong, and how.
    pub fn open(files: Files) -> Result<Self, String> {
        let current = Arc::new(ArcSwap::new(Arc::new(read(&files)?)));
        Ok(Self { files, current })
    }

    /// Reads the files again; what was there stays when they are wrong.
    ///
    /// # Errors
    /// Which file is wrong, and how.
    pub fn reload(&self) -> Result<(), String> {
        self.current.store(Arc::new(read(&self.files)?));
        Ok(())
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        self.current.load_full()
    }
}

fn read(files: &Files) -> Result<ServerConfig, String> {
    let chain = certificates(&files.certificate)?;
    let shown = files.key.display();
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| format!("private key '{shown}': {error}"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = match &files.clients {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(file)? {
                roots.add(certificate).map_err(|error| format!("'{}': {error}", file.display()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = if files.require_client { verifier } else { verifier.allow_unauthenticated() };
            builder
                .with_client_cert_verifier(verifier.build().map_err(|error| format!("'{}': {error}", file.display()))?)
        }
    };
    let mut config = builder.with_single_cert(chain, key).map_err(|error| {
        format!("certificate '{}' with private key '{shown}': {error}", files.certificate.display())
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let named = |error: &dyn std::fmt::Display| format!("certificates '{}': {error}", file.display());
    let all = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = all.map_err(|error| named(&error))?;
    if all.is_empty() { Err(named(&"there are none in it")) } else { Ok(all) }
}

/// The common name in a certificate's subject.
pub(super) fn common_name(certificate: &[u8]) -> Option<String> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let subject = certificate.tbs_certificate.subject;
    let name = subject.0.iter().flat_map(|part| part.0.iter()).find(|part| part.oid.to_string() == COMMON_NAME)?;
    let utf8 = name.value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
    utf8.or_else(|_| name.value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned())).ok()
}
