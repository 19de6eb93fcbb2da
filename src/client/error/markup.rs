//! Markup in a reply that should be JSON: Zoom's errors in XML, and pages of firewalls, sign-in forms and web apps.
//!
//! Only the first 16 KiB are read. Every search takes time linear in that.

use crate::client::text::contains;
use crate::json::lossy;

/// Bytes of a reply that are read.
const LONGEST_READ: usize = 16_384;
/// Bytes in which a document shows that it is HTML.
const HTML_WITHIN: usize = 1_000;

/// A page that came instead of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// A firewall's block or challenge page, with the firewall's maker; empty if unknown.
    Firewall(&'static str),
    /// A page with a form to sign in.
    SignIn,
    /// Any other page in a 2xx reply, such as the start page that a web app serves under every path.
    Html,
}

impl Page {
    /// The page, as the subject of a sentence.
    pub fn name(&self) -> String {
        match self {
            Page::Firewall("") => "A firewall's block or challenge page".into(),
            Page::Firewall(owner) => ["A firewall's block or challenge page (", owner, ")"].concat(),
            Page::SignIn => "A sign-in page".into(),
            Page::Html => "An HTML page".into(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Page::Firewall(_) => "Ask who runs the firewall to let this request through, or call from another network.",
            Page::SignIn => {
                "Sign in there (pass `credentials` to send cookies), or check that `baseUrl` leads to an API."
            }
            Page::Html => "Nothing may be mounted at this path: check `baseUrl` and the route of your proxy.",
        }
    }
}

/// A firewall, by what its pages contain.
struct Firewall {
    owner: &'static str,
    /// Only its block pages contain these.
    signs: &'static [&'static str],
    /// Its other pages may contain these too, so they count only if the status refuses the request.
    likely: &'static [&'static str],
}

const FIREWALLS: [Firewall; 6] = [
    Firewall {
        owner: "Cloudflare",
        signs: &["just a moment", "attention required! | cloudflare", "cf_chl"],
        likely: &["cloudflare"],
    },
    Firewall { owner: "Akamai", signs: &["errors.edgesuite.net", "reference&#32;&#35;"], likely: &["akamai"] },
    Firewall { owner: "Imperva", signs: &["incapsula"], likely: &["imperva"] },
    Firewall { owner: "Zscaler", signs: &["zscaler"], likely: &[] },
    Firewall { owner: "AWS WAF", signs: &["awswaf"], likely: &[] },
    Firewall {
        owner: "",
        signs: &["<title>access denied", "<title>access blocked", "fortigu", "your support id is"],
        likely: &["captcha", "access denied", "blocked"],
    },
];

/// Statuses by which a firewall refuses a request. A gateway's own 404 or 502 is not a firewall's page.
const REFUSALS: [u16; 7] = [401, 403, 405, 406, 407, 429, 503];

/// Returns the page that a body is, or `None` if it is not HTML or its status explains it better.
pub fn page(body: &[u8], status: u16) -> Option<Page> {
    let text = text_of(body).filter(|text| is_html(text))?;
    let text = text.as_bytes();
    let is_good = matches!(status, 200..=299);
    let is_refusal = REFUSALS.contains(&status);
    let holds = |words: &[&str]| words.iter().any(|word| contains(text, word));
    let is_of = |firewall: &&Firewall| holds(firewall.signs) || is_refusal && holds(firewall.likely);
    if let Some(firewall) = FIREWALLS.iter().find(is_of).filter(|_| is_good || is_refusal) {
        return Some(Page::Firewall(firewall.owner));
    }
    if (is_good || matches!(status, 401 | 403)) && asks_to_sign_in(text) {
        return Some(Page::SignIn);
    }
    is_good.then_some(Page::Html)
}

/// The start of a body as text, or `None` if it is not markup.
fn text_of(body: &[u8]) -> Option<String> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace();
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let start = start.get(start.iter().take_while(|byte| is_blank(byte)).count()..)?;
    start.starts_with(b"<").then(|| lossy(start.get(..LONGEST_READ).unwrap_or(start)).into_owned())
}

fn is_html(text: &str) -> bool {
    let start = text.as_bytes();
    let start = start.get(..HTML_WITHIN).unwrap_or(start);
    let has_tag = |name: &str| {
        let is_tag = |tag: &[u8]| {
            tag.split_last().is_some_and(|(end, tag)| tag.eq_ignore_ascii_case(name.as_bytes()) && !is_word(*end))
        };
        start.windows(name.len() + 1).any(is_tag)
    };
    contains(start, "<!doctype html") || ["<html", "<head", "<body", "<title", "<script"].into_iter().any(has_tag)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn asks_to_sign_in(text: &[u8]) -> bool {
    const VERBS: [&str; 6] = ["sign in", "sign-in", "signin", "log in", "log-in", "login"];
    let is_verb = |verb: &&str| {
        let ends_word = |at: usize| text.get(at + verb.len()).is_none_or(|next| !is_word(*next));
        let mut words = text.windows(verb.len()).enumerate();
        words.any(|(at, word)| word.eq_ignore_ascii_case(verb.as_bytes()) && ends_word(at))
    };
    ["type=\"password", "type=password", "samlrequest"].iter().any(|word| contains(text, word))
        || VERBS.iter().any(is_verb)
}

/// An error in XML: its code and message, as far as it has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// The text of the element `code`.
    pub code: Option<String>,
    /// The text of the element `message`.
    pub message: Option<String>,
}

/// Reads an error in XML, whatever elements are around its code and message. Returns `None` for HTML, and for XML that
/// has neither.
pub fn xml_error(body: &[u8]) -> Option<XmlError> {
    let text = text_of(body).filter(|text| !is_html(text))?;
    let [code, message] = ["code", "message"].map(|name| element(&text, name));
    (code.is_some() || message.is_some()).then_some(XmlError { code, message })
}

/// The text of the first element of a name, in any namespace and in any case.
fn element(text: &str, name: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('<') {
        rest = behind;
        let end = behind.find(['<', '>']).unwrap_or(behind.len());
        let Some(content) = behind.get(end..).and_then(|content| content.strip_prefix('>')) else { continue };
        if !is_named(behind.get(..end).unwrap_or_default(), name) {
            continue;
        }
        let content = content.trim_start();
        let data = content.strip_prefix("<![CDATA[").and_then(|data| data.split_once("]]>"));
        if let Some((data, _)) = data {
            return Some(data.trim().into());
        }
        if let Some((plain, _)) = content.split_once('<') {
            return Some(unescape(plain.trim()));
        }
    }
    None
}

/// Whether the inside of a tag has this local name; attributes may follow it.
fn is_named(tag: &str, name: &str) -> bool {
    let local = match tag.split_once(':') {
        Some((prefix, local)) if !prefix.is_empty() && prefix.bytes().all(is_word) => local,
        _ => tag,
    };
    let given = local.split_once(' ').map_or(local, |(given, _)| given);
    given.eq_ignore_ascii_case(name)
}

/// Replaces the five entities that XML has.
fn unescape(text: &str) -> String {
    const ENTITIES: [(&str, char); 5] = [("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\''), ("amp;", '&')];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        let entity = ENTITIES.iter().find_map(|(name, character)| Some((*character, behind.strip_prefix(name)?)));
        let (character, after) = entity.unwrap_or(('&', behind));
        plain.push_str(before);
        plain.push(character);
        rest = after;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN_IN: &str = r#"<!doctype html><title>Acme</title><input type="password">"#;

    #[test]
    fn firewalls_are_told_from_other_pages() {
        for (body, owner) in [
            ("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", "Cloudflare"),
            ("\u{feff}\n<html><title>Attention Required! | Cloudflare</title></html>", "Cloudflare"),
            ("<html><script src=\"/cdn-cgi/x?__cf_chl_tk=1\"></script></html>", "Cloudflare"),
            ("<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD>https://errors.edgesuite.net/18.5</HTML>", "Akamai"),
            ("<html>Reference&#32;&#35;18.5</html>", "Akamai"),
            (r#"<html><iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe></html>"#, "Imperva"),
            ("<html><body>Internet Security by Zscaler</body></html>", "Zscaler"),
            (r#"<html><script>window.awsWafCookieDomainList = [];</script></html>"#, "AWS WAF"),
            ("<html><body>The requested URL was rejected. Your support ID is: 1</body></html>", ""),
            ("<html><title>Access Denied</title></html>", ""),
            ("<html><title>Access blocked</title></html>", ""),
            ("<html>FortiGuard</html>", ""),
        ] {
            for status in REFUSALS.into_iter().chain([200, 202]) {
                assert_eq!(page(body.as_bytes(), status), Some(Page::Firewall(owner)), "{status} {body}");
            }
            for status in [404, 500, 502, 302] {
                assert_eq!(page(body.as_bytes(), status), None, "{status} {body}");
            }
        }
    }

    #[test]
    fn what_other_pages_contain_too_counts_with_a_refusing_status_only() {
        for (word, owner) in [
            ("cloudflareinsights.com", "Cloudflare"),
            ("akamai", "Akamai"),
            ("Imperva", "Imperva"),
            ("captcha", ""),
            ("blocked", ""),
            ("access denied", ""),
        ] {
            let body = format!("<!doctype html><title>Dashboard</title>{word}");
            assert_eq!(page(body.as_bytes(), 200), Some(Page::Html), "{word}");
            assert_eq!(page(body.as_bytes(), 403), Some(Page::Firewall(owner)), "{word}");
        }
    }

    #[test]
    fn pages_with_a_form_to_sign_in() {
        for (text, expected) in [
            ("Sign in", true),
            ("sign-in here", true),
            ("SIGNIN", true),
            ("Log in", true),
            ("log-in", true),
            ("login.", true),
            ("logins", false),
            ("sign_in", false),
            ("signing", false),
            ("<input type=password>", true),
            ("<input name=SAMLRequest>", true),
            ("log  in", false),
        ] {
            let body = format!("<html>{text}");
            let found = page(body.as_bytes(), 200);
            assert_eq!(found, Some(if expected { Page::SignIn } else { Page::Html }), "{text}");
            assert_eq!(page(body.as_bytes(), 401).is_some(), expected, "{text}");
            assert_eq!(page(body.as_bytes(), 405), None, "{text}");
        }
        assert_eq!(page(SIGN_IN.as_bytes(), 403), Some(Page::SignIn));
        assert_eq!(page(SIGN_IN.as_bytes(), 500), None);
    }

    #[test]
    fn what_is_not_html_is_not_a_page() {
        for body in
            ["", "no", "{\"id\":\"<html>\"}", "<result><code>1</code></result>", "<headline>", "<?xml ?><scripts/>"]
        {
            assert_eq!(page(body.as_bytes(), 200), None, "{body}");
        }
        for body in ["<html>", "<HTML lang=en>", "<head\n>", "<x><body>", "<title>", " \r\n\t<script src=x>"] {
            assert_eq!(page(body.as_bytes(), 200), Some(Page::Html), "{body}");
        }
        let late = format!("<x>{}<html>", " ".repeat(HTML_WITHIN));
        assert_eq!(page(late.as_bytes(), 200), None);
    }

    #[test]
    fn names_and_hints() {
        let name = |page: Page| page.name();
        assert_eq!(name(Page::Firewall("")), "A firewall's block or challenge page");
        assert_eq!(name(Page::Firewall("Akamai")), "A firewall's block or challenge page (Akamai)");
        assert_eq!((name(Page::SignIn), name(Page::Html)), ("A sign-in page".into(), "An HTML page".into()));
        assert!(Page::Firewall("").hint().contains("firewall"));
        assert!(Page::SignIn.hint().contains("Sign in there"));
        assert!(Page::Html.hint().contains("`baseUrl`"));
    }

    #[test]
    fn errors_in_xml() {
        let read = |body: &str| xml_error(body.as_bytes()).map(|XmlError { code, message }| (code, message));
        let error =
            |code: Option<&str>, message: Option<&str>| Some((code.map(String::from), message.map(String::from)));
        for (body, expected) in [
            (
                "<?xml version=\"1.0\"?>\n<result><code> 124 </code>\
                 <message>a &quot;b&quot; &amp;lt; &x; &</message></result>",
                error(Some("124"), Some("a \"b\" &lt; &x; &")),
            ),
            (
                "<z:e><z:Code type='int'>1001</z:Code><z:Message><![CDATA[a <b> ]]></z:Message></z:e>",
                error(Some("1001"), Some("a <b>")),
            ),
            ("<e><code xml:lang='x'>&lt;&gt;&apos;</code></e>", error(Some("<>'"), None)),
            ("<Error><Message>Denied</Message></Error>", error(None, Some("Denied"))),
            ("<e><code>\n <![CDATA[]]></code></e>", error(Some(""), None)),
            ("<e><code><![CDATA[1</code></e>", error(Some(""), None)),
            ("<e><:code>1</:code></e>", None),
            ("<e><a-b:code>1</a-b:code></e>", None),
            ("<e><codes>5</codes></e>", None),
            ("<e><code\n>5</code></e>", None),
            ("<code>", None),
            ("<code>1", None),
            ("<e>5</e>", None),
            ("<!DOCTYPE html><code>124</code><message>expired</message>", None),
            ("{\"code\":\"<code>1</code>\"}", None),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    proptest::proptest! {
        #![proptest_config(crate::client::fixed_seed())]

        #[test]
        fn no_markup_makes_it_panic(status in 0u16..700, body in "<[<>!\\[\\]a-zCDATAé:&; ]{0,80}") {
            let _ = (page(body.as_bytes(), status), xml_error(body.as_bytes()));
        }
    }
}
