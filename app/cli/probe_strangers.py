"""
Tells who answers in place of the bot: challenge pages, tunnels, hosts, frameworks, parked domains.

Each writes its own pages, and none of them says to the bot's owner what it
means for Discord. The tables are read from the top; the first row that fits
tells the cause.
"""

import re

from app.cli.finding import Finding, Level, legible
from app.cli.probe_wire import Exchange

_SKIP_WAF = (
    "Discord cannot solve it. Skip the firewall's rules and challenges for this path "
    "(Cloudflare: Security, WAF, a custom rule with the action Skip; Bot Fight Mode can only be turned off)."
)
_TUNNEL_DOWN = "Start the tunnel again, and set its new address if it has another now."
_BOT_DOWN = "Start the bot, and see that it listens at the port that leads there."
_OPEN_HOST = "Let anybody call it: Discord cannot log in, and the bot checks each request's signature itself."

_HEADERS = (
    ("cf-mitigated", "", "Cloudflare puts a challenge page before the bot (cf-mitigated: {value})", _SKIP_WAF),
    ("x-amzn-waf-action", "", "AWS WAF asks for a {value} before the bot", _SKIP_WAF),
    ("x-vercel-mitigated", "", "Vercel's firewall answers in place of the bot ({value})", _SKIP_WAF),
    ("ngrok-error-code", "ERR_NGROK_3200", "The ngrok tunnel is offline ({value})", _TUNNEL_DOWN),
    ("ngrok-error-code", "ERR_NGROK_8012", "ngrok runs, but nothing listens where it leads to ({value})", _BOT_DOWN),
    ("ngrok-error-code", "ERR_NGROK_6024", "ngrok shows its warning page in place of the bot ({value})",
     "Use an address of your own there, or a paid plan, or postern dev --tunnel with another program."),
    ("ngrok-error-code", "", "ngrok answers in place of the bot: {value}", "See https://ngrok.com/docs/errors."),
    ("x-vercel-error", "NOT_FOUND", "Vercel has nothing deployed at this path ({value})",
     "Check the path, the routes in vercel.json, and that the deployment succeeded."),
    ("x-vercel-error", "TIMEOUT", "The function on Vercel did not answer in time ({value})", "See its log."),
    ("x-vercel-error", "", "Vercel answers in place of the bot: {value}", "See the deployment and its log."),
    ("x-railway-fallback", "true", "Railway has no service behind this name",
     "Give the service a public domain, and see that the deployment runs."),
    ("x-render-routing", "", "Render answers in place of the bot ({value})", "See that the service is not suspended."),
)  # fmt: skip
"""Name, what its value contains, cause, mend."""

_CLOUDFLARE = {
    "1006": ("Cloudflare has banned this machine's IP address", _SKIP_WAF),
    "1010": ("Cloudflare refuses clients that are no browser", _SKIP_WAF),
    "1015": ("Cloudflare limits the rate of requests", "Leave this path out of the rate limiting rules."),
    "1016": ("Cloudflare does not know where the server is", "Correct the DNS record of the origin."),
    "1020": ("A firewall rule at Cloudflare refuses the request", _SKIP_WAF),
    "1033": ("The Cloudflare tunnel is not connected", "Start cloudflared."),
}
"""By the error of a page that Cloudflare makes itself."""

_BODIES = (
    (r"<title>Just a moment", "Cloudflare puts a challenge page before the bot (Just a moment…)", _SKIP_WAF),
    (r"Attention Required! \| Cloudflare", "Cloudflare's firewall refuses the request", _SKIP_WAF),
    (r"Incapsula incident ID|Sucuri WebSite Firewall|Request unsuccessful\. Incapsula",
     "A web firewall refuses the request", _SKIP_WAF),
    (r"ERR_NGROK_\d+", "ngrok answers in place of the bot: {match}", "See https://ngrok.com/docs/errors."),
    (r"(?i)loca\.lt|localtunnel", "localtunnel shows a page of its own in place of the bot",
     "Discord cannot click it away: use a tunnel without one, such as cloudflared."),
    (r"(?i)<title>[^<]*Authentication Required|vercel\.com/sso-api|_vercel_sso",
     "Vercel's deployment protection asks for a login",
     "Turn it off for this deployment (Settings, Deployment Protection), or use the production domain."),
    (r"Missing Authentication Token", "AWS API Gateway knows no such path (Missing Authentication Token)",
     "Check the stage in the path (/prod/interactions) and that POST is routed; then deploy the API."),
    (r"Your client does not have permission to get URL", "Google Cloud lets nobody in without a login",
     f"Allow unauthenticated invocations (role run.invoker for allUsers). {_OPEN_HOST}"),
    (r"no-such-app\.html|herokucdn\.com/error-pages", "Heroku answers in place of the bot",
     "See that the app exists and runs, and listens at $PORT."),
    (r"(?i)Invalid host header|Invalid HTTP_HOST header|DisallowedHost",
     "The application refuses the host name of this URL", "Add the name to its allowed hosts (ALLOWED_HOSTS)."),
    (r"(?i)CSRF (verification|token)|invalid csrf", "The web framework asks for a CSRF token",
     "Exempt this path: Discord has none, and signs its requests instead."),
    (r"No required SSL certificate was sent", "The server asks its clients for a certificate",
     "Discord has none to show: ask for none on this path (nginx: ssl_verify_client off)."),
    (r"plain HTTP request was sent to HTTPS port", "It is https that is served at this port", "Write https://."),
    (r"(?i)domain (name )?(is|may be) for sale|buy this domain|domain is parked|sedoparking|parkingcrew",
     "This domain is parked: a page of its registrar answers", "Let its A record lead to your server."),
    (r"Welcome to nginx!|Apache2 \w+ Default Page|<h1>It works!|IIS Windows Server|Caddy (works|web server)",
     "A web server's welcome page answers: it knows no site of this name yet",
     "Add the site to its configuration, with a proxy to the bot, and reload it."),
    (r"Cannot POST /", "An Express application answers, and takes no POST at this path", "Check the path, the routes."),
)  # fmt: skip
"""Pattern, cause, mend."""

_CLOUDFLARE_STATUSES = {
    520: "the server behind it answered with something that is no HTTP",
    521: "the server behind it refuses the connection",
    522: "the server behind it does not take the connection in time",
    523: "it cannot reach the server behind it",
    524: "the server behind it does not answer in time",
    525: "TLS with the server behind it fails",
    526: "the certificate of the server behind it is not valid",
}
_LOGINS = {"basic", "digest", "bearer", "negotiate", "ntlm", "tunnel"}
_LOGIN = re.compile(r'(?i)type=["\']?password|<title>[^<]*(sign in|log ?in|anmelden)')


def recognise(exchange: Exchange) -> Finding | None:
    """Say who answered, if it was somebody else than an endpoint of any kind.

    Returns:
        None if nothing speaks against that it was the bot, whatever its answer is worth.
    """
    return _by_header(exchange) or _by_login(exchange) or _by_cloudflare(exchange) or _by_body(exchange)


def title(exchange: Exchange) -> str:
    """Return the title of a page, at most 60 characters of it, in quotes; empty if there is none."""
    found = re.search(r"(?is)<title[^>]*>(.*?)</title>", exchange.text)
    shown = legible(found[1]) if found else ""
    return f"“{shown}”" if shown else ""


def _by_header(exchange: Exchange) -> Finding | None:
    for name, part, says, mend in _HEADERS:
        value = exchange.headers.get(name)
        if value is not None and part.lower() in value.lower():
            return _fail(says.format(value=legible(value)), mend)
    return None


def _by_login(exchange: Exchange) -> Finding | None:
    asked = exchange.headers.get("www-authenticate", "").split(" ")[0][:20]
    # Some endpoints name a scheme of their own, as the standard of HTTP wants a 401 to.
    if exchange.status == 401 and asked.lower() in _LOGINS:
        return _fail(
            f"A login stands before the bot: 401 with WWW-Authenticate: {asked}",
            f"Leave this path out of it (nginx: auth_basic off). {_OPEN_HOST}",
        )
    if exchange.status == 407 or exchange.status == 511:
        return _fail(f"Something on the way asks for a login ({exchange.status})", _OPEN_HOST)
    cookies = exchange.headers.get("set-cookie", "")
    if "_vercel_sso" in cookies or not exchange.is_page or not _LOGIN.search(exchange.text):
        return None
    shown = title(exchange)
    return _fail(f"A login page answers{f': {shown}' if shown else ''} ({exchange.status})", _OPEN_HOST)


def _by_cloudflare(exchange: Exchange) -> Finding | None:
    code = re.search(r"(?i)error(?: code)?:?\s*(?:<[^>]*>\s*)*(1\d{3})\b", exchange.text)
    if code is not None and (
        exchange.status >= 400 and "cloudflare" in (exchange.headers.get("server", "") + exchange.text).lower()
    ):
        says, mend = _CLOUDFLARE.get(code[1], ("Cloudflare answers in place of the bot", _SKIP_WAF))
        return _fail(f"{says} (error {code[1]})", mend)
    if why := _CLOUDFLARE_STATUSES.get(exchange.status):
        mend = "Start the server and open it for Cloudflare; see the encryption mode (SSL/TLS: Full) and its log."
        return _fail(f"Cloudflare answers {exchange.status}: {why}", mend)
    if exchange.status == 530:
        return _fail(
            "Cloudflare answers 530: it does not find the server or the tunnel behind it", "Start cloudflared."
        )
    return None


def _by_body(exchange: Exchange) -> Finding | None:
    # Of the cookies too, since Vercel names its login there.
    text = exchange.text + exchange.headers.get("set-cookie", "")
    for pattern, says, mend in _BODIES:
        if found := re.search(pattern, text):
            return _fail(says.format(match=found[0]), mend)
    return None


def _fail(says: str, mend: str) -> Finding:
    return Finding("answer", Level.failure, says, mend)
