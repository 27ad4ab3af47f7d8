"""P6: the desk's pages on a database of a million cases, beside the same desk on ten thousand.

Real HTTP to `pharos web`, signed in as an agent, under the application role. One request at a
time: what is measured is how long the server takes, and the loopback with it.
"""

from __future__ import annotations

import http.client
import random
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from pharos.bench.filling.copying import OPEN, Filled, fill
from pharos.bench.filling.history import Town, case_number
from pharos.bench.ground import PHAROS, Ground
from pharos.bench.limits import percentile
from pharos.bench.results import Result, Rounds, compared
from pharos.config.machine import ports, roles
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import CHECKOUT
from pharos.kernel.time import now

CASES, FEW = 1_000_000, 10_000
REQUESTS = 100
WARM_UP = 20
LIMIT_MS = 50.0
MOST_SLOWER = 1.5
AGENTS = ("Amara", "Kofi", "Bruno")
CUSTOMERS = """
INSERT INTO people_customer (id, public_id, name, language, timezone, created_at, brand_id)
SELECT n, gen_random_uuid(), (ARRAY['Dana', 'Minjun', 'Eve'])[1 + n %% 3], 'en', 'Asia/Seoul',
       now(), %(brand)s FROM generate_series(%(first)s::bigint, %(last)s) n
"""
HANDLES = """
INSERT INTO people_handle (brand_id, customer_id, kind, value, assurance, proved_by, proved_at)
SELECT %(brand)s, n, 'account', 'northmere-' || n, 2, 'token', now()
FROM generate_series(%(first)s::bigint, %(last)s) n
"""
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(slots=True)
class Page:
    """One kind of request and what it took, in milliseconds, in each of the two databases."""

    name: str
    path: str
    fragment: str = ""
    large: Rounds = field(default_factory=Rounds)
    small: Rounds = field(default_factory=Rounds)
    slowest: Rounds = field(default_factory=Rounds)


def pages() -> list[Page]:
    return [
        Page("queue page, waiting", "/desk/?view=waiting"),
        Page("queue rows and counters", "/desk/?view=waiting", fragment="queue-items"),
        Page("queue page, mine", "/desk/?view=mine"),
        Page("queue page, all open", "/desk/?view=all"),
        Page("queue page, done", "/desk/?view=done"),
        Page("case page", "/desk/cases/{number}/"),
        Page("case without the page", "/desk/cases/{number}/", fragment="case"),
    ]


class Browser:
    """An agent's browser as far as the server notices: a kept connection and its cookies."""

    def __init__(self, port: int, email: str, password: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        form = CSRF.search(self.get("/sign-in/")[1])
        assert form, "the sign-in page has a form"
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": form[1]}
        status = self._ask("POST", "/sign-in/", urlencode(fields))[0]
        if status != 302:
            raise MachineError("bench_sign_in", f"Signing in was answered with {status}.")

    def wake(self) -> None:
        """Connect anew: a server closes what has rested while the other desk was asked."""
        self._line.close()
        self._line.connect()

    def get(self, path: str, fragment: str = "") -> tuple[float, str]:
        """Return how many milliseconds a page took, and its text."""
        headers = {"HX-Request": "true", "HX-Target": fragment} if fragment else {}
        began = time.perf_counter()
        status, text = self._ask("GET", path, headers=headers)
        took = (time.perf_counter() - began) * 1000
        if status != 200:
            raise MachineError("bench_page", f"{path} was answered with {status}.")
        return took, text

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, body or None, sent | (headers or {}))
        answer = self._line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text


@dataclass(frozen=True, slots=True)
class Desk:
    """A filled database with a desk on it."""

    filled: Filled
    browser: Browser
    cases: int

    def some_case(self, rng: random.Random) -> str:
        """Any open case, as agents look at them, or one in ten that is long done."""
        if rng.random() < 0.1:
            return case_number(rng.randrange(1, self.cases + 1))
        return case_number(rng.randrange(1, self.cases // OPEN + 1) * OPEN)


def run(ground: Ground, rounds: int, cases: int = CASES) -> Iterator[Result]:
    """The pages of an agent: the slow end against 50 ms, the middle against the small database."""
    with ExitStack() as stack:
        large = open_desk(ground, cases)
        small = open_desk(stack.enter_context(beside(ground)), min(FEW, cases))
        measured = pages()
        rng = random.Random(0)
        for page in measured:
            _times(large, page, rng, WARM_UP)
            _times(small, page, rng, WARM_UP)
        for _ in range(rounds):
            for page in measured:
                ours = _times(large, page, rng, REQUESTS)
                page.large.add(percentile(ours, 0.5))
                page.slowest.add(percentile(ours, 0.99))
                page.small.add(percentile(_times(small, page, rng, REQUESTS), 0.5))
        yield from _results(measured, large.filled)


def open_desk(ground: Ground, cases: int) -> Desk:
    """Fill a database with so many cases, start its desk, and sign in."""
    password = secrets.token_urlsafe(16)
    brand, teams, staff = _set_up(ground, password)
    customers = range(1, max(cases // 3, 2))
    with ground.administration() as connection:
        values = {"brand": brand, "first": customers.start, "last": customers.stop - 1}
        connection.execute(CUSTOMERS, values)
        connection.execute(HANDLES, values)
    town = Town(brand=brand, teams=teams, staff=staff, customers=customers, until=now())
    filled = fill(ground, [(town, range(1, cases + 1))])
    port = ports.free_port()
    ground.start([*PHAROS, "web", "--port", str(port)], port)
    return Desk(filled, Browser(port, _address(AGENTS[0]), password), cases)


@contextmanager
def beside(ground: Ground) -> Iterator[Ground]:
    """Lend a second migrated database on the same server."""
    other = replace(ground, database=f"{ground.database}_small")
    with psycopg.connect(ground.postgres.url("admin", "postgres"), autocommit=True) as connection:
        names = map(sql.Identifier, (other.database, roles.OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    _pharos(other, "migrate", "--quiet")
    yield other


def _set_up(
    ground: Ground, password: str
) -> tuple[int, tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Load the demo's profile and make its agents; return the ids of brand, teams and staff."""
    _pharos(ground, "brand", "load", str(CHECKOUT / "profiles" / "northmere.yaml"))
    with ground.administration() as connection:
        found = connection.execute("SELECT id, brand_id, slug FROM people_team ORDER BY position")
        teams = found.fetchall()
    for name in AGENTS:
        for _, _, slug in teams:
            team = ("--team", f"northmere/{slug}", "--name", name, "--password-stdin")
            _pharos(ground, "staff", "add", _address(name), *team, said=f"{password}\n")
    with ground.administration() as connection:
        staff = connection.execute("SELECT id, name FROM people_staff ORDER BY id").fetchall()
    return teams[0][1], tuple(row[0] for row in teams), tuple(staff)


def _address(name: str) -> str:
    return f"{name.lower()}@northmere.test"


def _pharos(ground: Ground, *words: str, said: str = "") -> None:
    done = subprocess.run(
        [*PHAROS, *words],
        env=ground.environment(),
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"`pharos {words[0]}` failed: {done.stderr[-800:]}"
        raise MachineError("bench_set_up", message)


def _times(desk: Desk, page: Page, rng: random.Random, count: int) -> list[float]:
    paths = [page.path.format(number=desk.some_case(rng)) for _ in range(count)]
    desk.browser.wake()
    return [desk.browser.get(path, page.fragment)[0] for path in paths]


def _results(measured: list[Page], filled: Filled) -> Iterator[Result]:
    note = (
        f"{filled.cases:,} cases, {filled.entries:,} entries; filling: {filled.telling:,.0f} s "
        f"COPY, {filled.indexing:,.0f} s indexes and VACUUM"
    )
    for page in measured:
        limits = Rounds([LIMIT_MS] * len(page.slowest.values))
        ratios = compared(page.slowest, limits, smaller_is_better=True)
        yield Result(
            id="P6",
            name=f"desk: {page.name}, p99",
            value=page.slowest.median,
            unit="ms",
            peer="limit",
            peer_value=LIMIT_MS,
            ratio=Rounds(ratios).median,
            worst=min(ratios),
            goal=1,
            note=note,
        )
        ratios = compared(page.large, page.small, smaller_is_better=True)
        yield Result(
            id="P6",
            name=f"desk: {page.name}, p50",
            value=page.large.median,
            unit="ms",
            peer=f"the same on {FEW:,} cases",
            peer_value=page.small.median,
            ratio=Rounds(ratios).median,
            worst=min(ratios),
            goal=1 / MOST_SLOWER,
        )
