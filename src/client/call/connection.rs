//! Failed connections: what to do, by the code that the system (`ECONNREFUSED`), TLS (`CERT_HAS_EXPIRED`) or the HTTP
//! client (`UND_ERR_SOCKET`) gives.

use crate::client::text::contains;

/// Parts of codes, in any case, and the hint for each kind of failure. The first match counts.
const HINTS: [(&[&str], &str); 8] = [
    (&["refused"], "Nothing listens there: check that the server runs, and the port in `baseUrl`."),
    (&["notfound", "eai_"], "No such host is known: check the host in `baseUrl`, and the DNS."),
    (&["expired"], "The certificate has expired: renew it, or check the clock here."),
    (&["altname"], "The certificate is for another host: check the host in `baseUrl`."),
    (
        &["cert", "signature", "issuer"],
        "The certificate is not trusted here: add its issuer (in Node by NODE_EXTRA_CA_CERTS).",
    ),
    (&["ssl", "tls", "eproto"], "The server does not speak TLS there: check the port in `baseUrl`."),
    (&["timeout", "timedout", "unreach"], "The host does not answer: check the network, a VPN or a firewall."),
    (&["reset", "epipe", "socket", "closed"], CLOSED),
];

/// The hint for a connection that was closed too early.
pub(super) const CLOSED: &str = "The connection was closed: call again, or look for a proxy that closes it.";

/// Returns the hint for a code, or `None` if it is of no known kind.
pub(super) fn hint(code: &str) -> Option<&'static str> {
    let holds = |parts: &[&str]| parts.iter().any(|part| contains(code.as_bytes(), part));
    HINTS.iter().find(|(parts, _)| holds(parts)).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_hint() {
        for (code, expected) in [
            ("ECONNREFUSED", "check that the server runs"),
            ("ConnectionRefused", "check that the server runs"),
            ("ENOTFOUND", "check the host"),
            ("EAI_AGAIN", "check the host"),
            ("CERT_HAS_EXPIRED", "has expired"),
            ("ERR_TLS_CERT_ALTNAME_INVALID", "another host"),
            ("DEPTH_ZERO_SELF_SIGNED_CERT", "not trusted"),
            ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "not trusted"),
            ("invalid peer certificate: UnknownIssuer", "not trusted"),
            ("UnknownIssuer", "not trusted"),
            ("ERR_SSL_WRONG_VERSION_NUMBER", "TLS"),
            ("ERR_TLS_HANDSHAKE", "TLS"),
            ("EPROTO", "TLS"),
            ("UND_ERR_CONNECT_TIMEOUT", "does not answer"),
            ("ETIMEDOUT", "does not answer"),
            ("EHOSTUNREACH", "does not answer"),
            ("ENETUNREACH", "does not answer"),
            ("ECONNRESET", "was closed"),
            ("EPIPE", "was closed"),
            ("UND_ERR_SOCKET", "was closed"),
            ("ERR_STREAM_CLOSED", "was closed"),
        ] {
            assert!(hint(code).is_some_and(|hint| hint.contains(expected)), "{code}");
        }
        assert_eq!((hint("E_SOMETHING"), hint("")), (None, None));
    }
}
