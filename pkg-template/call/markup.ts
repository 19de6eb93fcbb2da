// @ts-nocheck
// What comes as markup in place of JSON: Zoom's errors in XML, and pages of firewalls, of sign-in forms and of web apps
// that serve their start page under every path.

const encoder = new TextEncoder();

/** How much is looked at, in bytes. */
const LOOKED_AT = 16_384;

/**
 * Whose firewall a page is of: what only such pages hold, and what counts where the status refuses the request as well.
 */
const FIREWALLS = [
  ["Cloudflare", /just a moment|attention required! \| cloudflare|cf_chl/i, /cloudflare/i],
  ["Akamai", /errors\.edgesuite\.net|reference&#32;&#35;/i, /akamai/i],
  ["Imperva", /incapsula/i, /imperva/i],
  ["Zscaler", /zscaler/i],
  ["", /<title>access (denied|blocked)|awswaf|fortigu|your support id is/i, /captcha|access denied|blocked/i],
];
const SIGN_IN = /(sign|log)[ -]?in\b|type="?password|samlrequest/i;

/**
 * What markup is in place of JSON: a `page`, or an `error` that is put into JSON as Zoom writes it. Neither, where the
 * bytes are no markup.
 */
export function readMarkup(bytes, status) {
  if (bytes[0] === 0x7b) return {};
  const text = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)).trimStart();
  if (text[0] !== "<") return {};
  if (/<!doctype html|<(html|head|body|title|script)\b/i.test(text.slice(0, 1000)))
    return { page: pageOf(text, status) };
  return { error: errorOf(text) };
}

/**
 * An error in XML, whatever is around its code and message; without a whole number as its code it is somebody else's.
 */
function errorOf(text) {
  const [code, message] = ["code", "message"].map((name) => elementOf(text, name));
  if (code === undefined && message === undefined) return undefined;
  return encoder.encode(
    JSON.stringify(/^-?\d{1,9}$/.test(code) ? { code: Number(code), message } : { error: message }),
  );
}

const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function elementOf(text, name) {
  const [, data, plain] =
    new RegExp(`<(?:\\w+:)?${name}(?: [^<>]*)?>\\s*(?:<!\\[CDATA\\[([^]*?)\\]\\]>|([^<]*)<)`, "i").exec(text) ?? [];
  return data?.trim() ?? plain?.trim().replace(/&(lt|gt|quot|apos|amp);/g, (_, entity) => ENTITIES[entity]);
}

/** A gateway's own 404 or 502 is no firewall's page, whoever made the gateway. */
function pageOf(text, status) {
  const isGood = status >= 200 && status < 300;
  const isRefusal = [401, 403, 405, 406, 407, 429, 503].includes(status);
  const firewall =
    (isGood || isRefusal) && FIREWALLS.find(([, sign, likely]) => sign.test(text) || (isRefusal && likely?.test(text)));
  if (firewall) return firewallOf(firewall[0]);
  if ((isGood || status === 401 || status === 403) && SIGN_IN.test(text)) {
    return {
      name: "A sign-in page",
      hint: "Sign in there (pass `credentials` to send cookies), or check that `baseUrl` leads to an API.",
    };
  }
  return isGood
    ? {
        name: "An HTML page",
        hint: "Nothing may be mounted at this path: check `baseUrl` and the route of your proxy.",
      }
    : undefined;
}

/** The page of a firewall, and what to do about it. */
export function firewallOf(owner) {
  return {
    name: `A firewall's block or challenge page${owner && ` (${owner})`}`,
    hint: "Ask who runs the firewall to let this request through, or call from another network.",
  };
}
