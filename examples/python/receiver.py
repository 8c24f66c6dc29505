"""A receiver of Proxy's webhooks in plain Python, 3.10 or newer, on http.server and sqlite3.

It holds every MUST and SHOULD, by the scheme t-v1 alone. What Python trips over:
- http.server reads no chunked body, bounds none, answers an odd method 501, and quotes in its error
  page what it was sent; a socket's timeout starts anew with every byte: a body needs a deadline;
- `json.loads` guesses the encoding of bytes, takes NaN, keeps the last of two equal keys, and
  refuses an integer of thousands of digits; `hmac.compare_digest` refuses text that isn't ASCII;
- `\\d` matches the digits of every script, and `$` also before a line end: `fullmatch`, `[0-9]`;
- `datetime` has microseconds: all digits of a stamp are kept, as text;
- sqlite3 begins transactions by itself, and so late that two may read before either writes;
- `shutdown` waits for `serve_forever`, in whose thread a signal handler runs.

A thread a connection, and no bound on their number, nor on the time that a request's head takes:
put a proxy in front, as of any http.server.
"""

import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

BODY_SECONDS = 8
STATE_BYTES_MAX = 1024 * 1024

# What each status means for access. Of states with one stamp, the later in the list is the newer.
SESSION = dict.fromkeys(["created", "payer_handoff_pending", "payer_opened", "paid"])
SESSION |= {"provisionable": "granted"}
SESSION |= dict.fromkeys(["cancelled", "failed", "expired"], "unavailable")
SUBSCRIPTION = {"trialing": "granted", "active": "granted", "past_due": "restricted"}
SUBSCRIPTION |= {"cancelled": "ended"}
KINDS = {"proxy_sessions": ("psess_", SESSION), "subscriptions": ("psub_", SUBSCRIPTION)}
TYPES = {f"proxy_session.{name}": "proxy_sessions" for name in list(SESSION)[3:]}
for name in ["renewed", "payment_failed", "cancel_scheduled", "cancelled"]:
    TYPES[f"subscription.{name}"] = "subscriptions"

SCHEMA = """
pragma journal_mode = wal;
create table if not exists inbox (id text primary key);
create table if not exists entitlement (
  source text primary key, buyer text, started_by text, version text, record text);
create index if not exists entitlement_by_buyer on entitlement (buyer);
create index if not exists entitlement_by_start on entitlement (started_by);
create table if not exists credit (source text primary key, units integer); -- handed out, once"""
SEEN = "insert into inbox values (?) on conflict do nothing"
GRANT = "insert into credit values (?, ?) on conflict do nothing"
WRITE = """
insert or replace into entitlement select :source, :buyer, :started_by, :version, :record
where not exists (select 1 from entitlement where source = :source and version >= :version)"""
# A subscription's record takes the place of its session's when read: of two events at one moment,
# each written without the other in sight, a rule for writing would miss both.
PROBE = """
select source, record, case when started_by is null then
  (select count(*) from credit where credit.source = held.source) end
from entitlement held where buyer = ?
  and not exists (select 1 from entitlement started where started.started_by = held.source)"""


class Refusal(Exception):
    """Status and name of an answer that is no 2xx. The name is logged, and so holds no data."""


def setting(name, form, fallback=""):
    value = os.environ.get(name, "").strip() or fallback
    if not re.fullmatch(form, value):
        print(f"Cannot start: {name} is missing, or not of the form {form}", file=sys.stderr)
        sys.exit(2)
    return value


setting("PROXY_SIGNATURE_SCHEME", "t-v1", "t-v1")
SECRETS = setting("PROXY_WEBHOOK_SIGNING_SECRET", r"[!-+\--~]{24,}(,[!-+\--~]{24,})*").split(",")
TOLERANCE = int(setting("PROXY_TOLERANCE_SECONDS", "[1-9][0-9]{0,5}", "300"))
BODY_MAX = int(setting("BODY_LIMIT_BYTES", "[1-9][0-9]{0,8}", str(1024 * 1024)))
TOKEN = setting("PROBE_TOKEN", "[!-~]{24,}")
API = urlsplit(setting("PROXY_API_BASE_URL", "https?://[!-~]*[!-.0-~]"))  # no slash at its end
API_KEY = setting("PROXY_SECRET_KEY", "[!-~]+")
API_SECONDS = int(setting("PROXY_API_TIMEOUT_MS", "[1-9][0-9]{0,3}", "5000")) / 1000
DATABASE = setting("DATABASE_URL", "file:.+")  # file:/var/lib/shop/receiver.db
ADDRESS = (setting("HOST", ".+", "127.0.0.1"), int(setting("PORT", "[0-9]{1,5}", "3000")))


@contextmanager
def within(seconds, connection):
    """Ends what is read meanwhile, however little comes of it at a time."""
    timer = threading.Timer(seconds, connection.shutdown, [socket.SHUT_RD])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def verify(header, body):
    """Believes bytes that one of the secrets signed, lately. Every fault has the same answer."""
    pairs = [pair.partition("=") for pair in header.split(",")] if len(header) <= 4096 else []
    stamps = [value for name, _, value in pairs if name == "t"]
    macs = [value for name, _, value in pairs if name == "v1"]
    if len(stamps) == 1 and re.fullmatch("[1-9][0-9]{0,11}", stamps[0]) and len(macs) <= 10:
        signed = stamps[0].encode() + b"." + body
        expected = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in SECRETS]
        offered = [mac for mac in macs if re.fullmatch("[0-9a-f]{64}", mac)]
        is_signed = any(hmac.compare_digest(one, mac) for one in expected for mac in offered)
        if is_signed and abs(int(time.time()) - int(stamps[0])) <= TOLERANCE:
            return
    raise Refusal(401, "signature_refused")


# What the reading of something malformed raises. Messages may quote it, and are shown to nobody.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def unique(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def parse(data):
    """Reads JSON that can mean one thing only. `int` raises: of NaN and Infinity."""
    text = data.decode("utf-8")
    return json.loads(text, object_pairs_hook=unique, parse_int=float, parse_constant=int)


def text_of(value, length_max=255):
    if not 0 < len(value) <= length_max or b"\0" in value.encode("utf-8"):
        raise ValueError  # half a surrogate pair can't be encoded, and raises one as well
    return value


def instant_of(value):
    """An instant in UTC with nine digits of a second: as texts, they sort as the instants do."""
    form = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
    second, fraction, zone = re.fullmatch(form, value).groups("")
    moment = datetime.fromisoformat(second + zone.replace("Z", "+00:00")).astimezone(timezone.utc)
    return f"{moment.isoformat()[:19]}.{fraction:0<9}"


def version_of(kind, thing):
    """What orders an object's states, as a text that sorts so; and whether the status is known."""
    known, status, end = KINDS[kind][1], thing["status"], thing.get("current_period_end")
    rank = list(known).index(status) if status in known else 9
    cancelling = int(thing.get("cancel_at_period_end") or False)
    end = "" if end is None else instant_of(end)
    return f"{instant_of(thing['updated_at'])} {rank} {cancelling} {end}", status in known


def parse_event(body):
    """An event's id; its object's kind, the object and its version where the type is known."""
    try:
        event = parse(body)
        event_id, kind = text_of(event["id"]), TYPES.get(text_of(event["type"]))
        if kind is None:
            return event_id, None, None, None
        thing = event["data"]["object"]
        if not text_of(thing["id"]).startswith(KINDS[kind][0]):
            raise ValueError
        return event_id, kind, thing["id"], version_of(kind, thing)
    except MALFORMED:
        raise Refusal(400, "event_malformed") from None


def read_state(kind, wanted):
    """Proxy's present state of an object, and its version. No redirect is followed."""
    scheme = http.client.HTTPSConnection if API.scheme == "https" else http.client.HTTPConnection
    path = f"{API.path}/{kind}/{quote(wanted, safe='')}"
    try:
        with closing(scheme(API.netloc, timeout=API_SECONDS)) as connection:
            connection.connect()
            with within(API_SECONDS, connection.sock):
                connection.request("GET", path, headers={"Authorization": f"Bearer {API_KEY}"})
                answer = connection.getresponse()
                state = parse(answer.read(STATE_BYTES_MAX))
        if answer.status != 200 or state["id"] != wanted:
            raise ValueError
        text_of(state["buyer_reference"], STATE_BYTES_MAX)
        return state, version_of(kind, state)
    except (OSError, http.client.HTTPException, *MALFORMED):
        raise Refusal(503, "state_read_failed") from None


def record_of(kind, state):
    """What a state means for access, as the probe shows it; None where it says nothing."""
    access, until = KINDS[kind][1].get(state["status"]), state.get("current_period_end")
    if access is None:
        return None
    if kind == "proxy_sessions":
        return {"access": access, "renews": None, "access_until": None, "quantity": units_of(state)}
    renews = state["status"] != "cancelled" and not state.get("cancel_at_period_end")
    return {"access": access, "renews": renews, "access_until": until, "quantity": None}


def units_of(session):
    """None for a cart of another shape: a sum without what isn't understood would be wrong."""
    try:
        units = [item["quantity"] for item in session["cart_snapshot"]["lineItems"]]
        return int(sum(units)) if all(each >= 0 and each.is_integer() for each in units) else None
    except MALFORMED:
        return None


def connect():
    database = sqlite3.connect(DATABASE, uri=True, timeout=5, isolation_level=None)
    database.execute("pragma synchronous = full")  # what was acknowledged outlives the machine
    return closing(database)


def apply(event_id, record, row):
    """Writes an event and its effect, or neither: what isn't committed is rolled back."""
    with connect() as database:
        database.execute("begin immediate")  # writers take turns, and each sees the one before it
        if database.execute(SEEN, [event_id]).rowcount and record:
            is_newer = database.execute(WRITE, row | {"record": json.dumps(record)}).rowcount
            if is_newer and row["started_by"] is None and record["access"] == "granted":
                database.execute(GRANT, [row["source"], record["quantity"]])
        database.execute("commit")


def receive(headers, body):
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "content_type_unsupported")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refusal(415, "content_encoding_unsupported")
    signatures = headers.get_all("proxy-signature", [])
    verify(signatures[0].strip() if len(signatures) == 1 else "", body)
    event_id, kind, source, least = parse_event(body)
    if kind is None:
        apply(event_id, None, {})
        return
    state, version = read_state(kind, source)
    # Of a status that is unknown nobody can tell where it stands: the stamps alone decide then.
    end = None if version[1] and least[1] else least[0].index(" ")
    if version[0][:end] < least[0][:end]:
        raise Refusal(503, "state_read_stale")  # recorded, the change would be lost
    record = record_of(kind, state)
    row = {"source": source, "buyer": state["buyer_reference"], "version": version[0]}
    apply(event_id, record, row | {"started_by": state.get("original_proxy_session_id")})


def probe(headers, query):
    given = headers.get("authorization", "").encode("latin-1")
    if not hmac.compare_digest(given, f"Bearer {TOKEN}".encode()):
        raise Refusal(401, "unauthorized")
    try:
        buyer = text_of(parse_qs(query, errors="strict")["buyer_reference"][0], STATE_BYTES_MAX)
    except MALFORMED:
        raise Refusal(400, "buyer_reference_invalid") from None
    with connect() as database:
        rows = database.execute(PROBE, [buyer]).fetchall()
    shown = [json.loads(record) | {"source": source, "grants": n} for source, record, n in rows]
    return {"buyer_reference": buyer, "entitlements": shown}


class Receiver(BaseHTTPRequestHandler):
    """One request a connection, so that no body can be left unread ahead of another."""

    protocol_version, timeout = "HTTP/1.1", 9

    def answer(self):
        try:
            self.reply(200, self.route())
        except Refusal as refusal:
            self.reply(refusal.args[0], {"error": refusal.args[1]})
        except sqlite3.Error:
            self.reply(503, {"error": "database_unavailable"})

    def reply(self, status, document):
        more = {401: "WWW-Authenticate: Bearer", 405: "Allow: POST", 503: "Retry-After: 5"}
        text = json.dumps(document).encode()
        self.send_response_only(status)
        for line in ["Connection: close", f"Content-Length: {len(text)}", more.get(status)]:
            if line:
                self.send_header(*line.split(": "))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else text)
        print(json.dumps({"status": status, "error": document.get("error")}), flush=True)

    do_GET = do_POST = do_HEAD = answer

    def send_error(self, code, message=None, explain=None):
        """In place of a page that quotes the request, with 501 for a method that isn't above."""
        self.reply(405 if code == 501 else code, {"error": "request_refused"})

    def route(self):
        path, _, query = self.path.partition("?")
        if path.rstrip("/") == "/api/proxy/webhook":
            if self.command != "POST":
                raise Refusal(405, "method_not_allowed")
            receive(self.headers, self.read_body())
            return {"received": True}
        if (self.command, path) == ("GET", "/api/entitlements"):
            return probe(self.headers, query)
        if (self.command, path) == ("GET", "/readyz"):
            with connect() as database:
                database.execute("select 1 from inbox")
            return {"status": "ready"}
        raise Refusal(404, "not_found")

    def read_body(self):
        """The exact bytes: as many as were declared, or every chunk."""
        body = bytearray()

        def take(form, base, digits):
            if not re.fullmatch(form, digits):
                raise Refusal(400, "body_length_refused")
            end = len(body) + int(digits, base)
            if end > BODY_MAX:
                raise Refusal(413, "body_too_large")
            body.extend(self.rfile.read(end - len(body)))
            if len(body) < end:
                raise Refusal(408, "body_incomplete")

        codings, lengths = map(self.headers.get_all, ["transfer-encoding", "content-length"])
        with within(BODY_SECONDS, self.connection):
            if codings is None:
                take("[0-9]{1,18}", 10, " ".join(lengths or ["0"]))
            elif codings != ["chunked"] or lengths:  # a smuggler's
                raise Refusal(400, "body_length_refused")
            else:
                while (size := self.rfile.readline(64).split(b";")[0].strip()).strip(b"0"):
                    take("[0-9A-Fa-f]{1,8}", 16, size.decode("latin-1"))
                    if self.rfile.readline(64).strip():
                        raise Refusal(400, "body_length_refused")
                if not size:
                    raise Refusal(408, "body_incomplete")
                self.rfile.readline(64)
        return bytes(body)


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = False, 128

    def handle_error(self, request, client_address):
        print(json.dumps({"error": sys.exc_info()[0].__name__}), flush=True)  # no data


with connect() as database:
    database.executescript(SCHEMA)
server = Server(ADDRESS, Receiver)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever(poll_interval=0.1)
server.server_close()  # waits until everybody was answered
