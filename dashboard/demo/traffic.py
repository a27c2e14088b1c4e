"""What happens in the shop in a minute: customers, the requests they cause from service to service, and background tasks."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate
from math import exp, log
from random import Random

from dashboard.demo import bugs, records
from dashboard.demo.clock import MINUTE, SECOND
from dashboard.demo.plan import Plan, rhythm
from dashboard.demo.records import Line, Request
from dashboard.demo.services import (
    AGENTS,
    INTERNAL_AGENT,
    NAMES,
    NEEDS_CUSTOMER,
    PLACE_ORDER,
    PROBES,
    QUERIES,
    SCHEDULE,
    SERVICES,
    SLUGS,
    VISITS,
    Endpoint,
    Task,
)

SPILL_MINUTES = 5
"""No line of a minute's visits is written later than this many minutes after the minute began."""
RECORDS_PER_VISIT = 3.7
LONGEST_MS = 8_000.0
HANG_MS, GIVE_UP_MS, GIVE_UP_SHARE = 2_400.0, 5_000.0, 0.4
CUSTOMERS, NEW_CUSTOMERS_A_DAY, FAITHFULNESS = 1_800, 60, 2.2
ANONYMOUS = 0.3
ADDRESSES = tuple(f"{net}.{host}" for net in ("203.0.113", "198.51.100") for host in range(1, 255))
PAGES, WEIGHTS = [page for _, page in VISITS], list(accumulate(weight for weight, _ in VISITS))
NO_ID = "0" * 16
FAILURES = tuple(
    (endpoint, bug)
    for page in PAGES
    for endpoint in (page, *page.calls)
    for _, bug in endpoint.risks
    if bug.frames
)


def minute(plan: Plan, index: int) -> list[Line]:
    """All lines of the visits and tasks that begin in minute `index` since the epoch, in the order they are caused."""
    rng = Random(f"{plan.seed}/{index}")
    began = index * MINUTE
    traffic = Traffic(plan, rng, began)
    for _ in range(poisson(rng, plan.volume(began) * 60 / RECORDS_PER_VISIT)):
        traffic.visit(began + int(rng.random() * MINUTE))
    for every, at, task in SCHEDULE:
        if index % every == at:
            traffic.scheduled(task, began + int(rng.random() * 2 * SECOND))
    traffic.releases(index)
    return traffic.lines


def minutes(plan: Plan, first: int, last: int) -> Iterator[list[Line]]:
    """`minute` for each of first…last, `last` not included."""
    return (minute(plan, index) for index in range(first, last))


def poisson(rng: Random, expected: float) -> int:
    """A Poisson number; from 60 on, its normal approximation."""
    if expected > 60:
        return max(0, round(rng.gauss(expected, expected**0.5)))
    count, product, limit = 0, rng.random(), exp(-expected)
    while product > limit:
        count += 1
        product *= rng.random()
    return count


class Traffic:
    """The visits that begin in one minute; they end up in `lines`."""

    def __init__(self, plan: Plan, rng: Random, began: int) -> None:
        self.lines: list[Line] = []
        self.rng = rng
        self._plan, self._began = plan, began
        self._load = 0.85 + 0.15 * rhythm(began)
        self._customers = CUSTOMERS + max(0, began - plan.began) * NEW_CUSTOMERS_A_DAY // (1440 * MINUTE)
        self._orders = began // MINUTE % 10_000_000 * 40

    def visit(self, start: int) -> None:
        """One customer asks for one page; who cannot check out tries again, at most twice."""
        rng = self.rng
        page = rng.choices(PAGES, cum_weights=WEIGHTS)[0]
        user = self._customer(page)
        facts = self._facts(user)
        for attempt in range(3):
            end, status = self._serve(page, start, facts, user, f"{rng.getrandbits(128):032x}", "", attempt)
            if status < 500 or PLACE_ORDER not in page.calls or rng.random() > 0.6:
                return
            start = end + int((4 + 16 * rng.random()) * SECOND)

    def scheduled(self, task: Task, start: int) -> None:
        """A background task that no request asked for."""
        self._run(task, start, self._facts(None), None, f"{self.rng.getrandbits(128):032x}")

    def fail(self, start: int) -> None:
        """One request to any endpoint that can fail does."""
        endpoint, bug = FAILURES[int(len(FAILURES) * self.rng.random())]
        user = int(self._customers * self.rng.random())
        failing = replace(endpoint, risks=((1.0, bug),), denials=())
        self._serve(failing, start, self._facts(user), user, f"{self.rng.getrandbits(128):032x}", NO_ID, 0)

    def releases(self, index: int) -> None:
        """Every host of a service says so when it starts with another version."""
        for service in SERVICES.values():
            before, after = (self._plan.release(service.name, (index - back) * MINUTE) for back in (1, 0))
            if before == after:
                continue
            for number, host in enumerate(service.hosts):
                request = self._request(service.name, host, after, None, "0" * 32, "")
                text = f"Started {service.name} {service.series}.{after} in place of {service.series}.{before}"
                at = self._began + number * 1_000 + 1
                records.app(self.lines, at, request, "INFO", f"{service.name}.main", text, ',"deploy":true')

    def _customer(self, page: Endpoint) -> int | None:
        if page.path == "/{probe}" or (page.route not in NEEDS_CUSTOMER and self.rng.random() < ANONYMOUS):
            return None
        return int(self._customers * self.rng.random() ** FAITHFULNESS)

    def _facts(self, user: int | None) -> dict[str, str]:
        """The values that messages, paths and business events of one visit share."""
        rng = self.rng
        product = int(400 * rng.random() ** 1.6)
        quantity = 1 + int(4 * rng.random() ** 3)
        cents = quantity * (490 + product * 37 % 7_900)
        self._orders += 1
        return {
            "product": str(1_000 + product),
            "sku": f"SKU-{1_000 + product}-{'ABCDE'[product % 5]}",
            "name": NAMES[product % len(NAMES)],
            "slug": SLUGS[product % len(SLUGS)],
            "query": QUERIES[int(len(QUERIES) * rng.random() ** 1.5)],
            "page": str(1 + int(4 * rng.random() ** 3)),
            "qty": str(quantity),
            "amount": f"{cents // 100}.{cents % 100:02d}",
            "comma_price": f"{cents // 100},{cents % 100:02d}",
            "order": str(self._orders),
            "cart": f"{rng.getrandbits(32):08x}",
            "charge": f"ch_{rng.getrandbits(64):016x}",
            "few": str(1 + int(60 * rng.random())),
            "many": str(800 + int(9_000 * rng.random())),
            "node": str(1 + int(3 * rng.random())),
            "position": str(int(40_000 * rng.random())),
            "probe": PROBES[int(len(PROBES) * rng.random())],
            "user_number": str(10_000 + user) if user is not None else "",
        }

    def _request(self, service: str, host: str, release: int, user: int | None, trace: str, span: str) -> Request:
        deployed = who(service, host, release)
        request_id = f"{self.rng.getrandbits(64):016x}"
        context = records.context(request_id, trace, span or NO_ID, f"u-{10_000 + user}" if user is not None else None)
        return Request(service, release, deployed, context, "", "", "", "192.0.2.1")

    def _serve(
        self, endpoint: Endpoint, start: int, facts: dict[str, str], user: int | None, trace: str, parent: str, attempt: int
    ) -> tuple[int, int]:
        """One request to `endpoint` and all that it calls; gives when it ended and its status."""
        rng = self.rng
        hosts = SERVICES[endpoint.service].hosts
        span = f"{rng.getrandbits(64):016x}"
        release = self._plan.release(endpoint.service, start)
        request = self._request(endpoint.service, hosts[int(len(hosts) * rng.random())], release, user, trace, span)
        request.method, request.route = endpoint.method, endpoint.route
        request.path = endpoint.path.format_map(facts)
        request.client_ip = self._address(user) if not parent else f"192.0.2.{10 + int(3 * rng.random())}"
        own = min(rng.lognormvariate(log(endpoint.median_ms), endpoint.sigma) * self._load, LONGEST_MS)
        now, status = self._work(endpoint, request, start + int(own * 550), facts, (user, trace, span, attempt))
        end = now + int(own * 450)
        agent = INTERNAL_AGENT if parent else AGENTS[(user or rng.getrandbits(8)) % len(AGENTS)]
        size = 180 + int(own * 31) if status < 400 else 96
        more = f',"parent_span_id":"{parent}"' if parent else ""
        records.access(self.lines, end, request, status, (end - start) / 1_000, size, agent, more)
        return end, status

    def _work(
        self, endpoint: Endpoint, request: Request, now: int, facts: dict[str, str], visit: tuple[int | None, str, str, int]
    ) -> tuple[int, int]:
        """What the endpoint's code does between the request's parsing and its answer; gives when, and the status."""
        user, trace, span, attempt = visit
        if attempt and endpoint is PLACE_ORDER:
            records.app(self.lines, now - 40, request, "INFO", "orders.api.orders", f"Attempt {attempt + 1} for cart {facts['cart']}")
        if endpoint is PLACE_ORDER and self._plan.is_bad(now, now + int(LONGEST_MS * 2_000)):
            now, failed = self._hang(request, now, facts)
            if failed:
                return now, 500
        for denial in endpoint.denials:
            if self.rng.random() < denial.chance:
                logger = f"{endpoint.service}.api" if endpoint.service != "storefront" else "storefront.web"
                records.app(self.lines, now, request, "WARNING", logger, denial.why.format_map(facts))
                return now, denial.status
        for chance, bug in endpoint.risks:
            if self.rng.random() < chance:
                records.failure(self.lines, now, request, bug, facts)
                return now, 500
        for callee in endpoint.calls:
            done, status = self._serve(callee, now + 400, facts, user, trace, span, attempt)
            now = done + 500
            if status >= 400:
                return now, self._passed_on(endpoint, callee, request, now, status)
        return self._succeed(endpoint, request, now, facts, user, trace), endpoint.ok

    def _hang(self, request: Request, now: int, facts: dict[str, str]) -> tuple[int, bool]:
        """The bad release: every order waits for a connection to payments, and many give up."""
        if self.rng.random() < GIVE_UP_SHARE:
            now += int(GIVE_UP_MS * 1_000) + self.rng.getrandbits(16)
            records.failure(self.lines, now, request, bugs.PAYMENT_TIMEOUT, facts)
            return now, True
        waited = min(self.rng.lognormvariate(log(HANG_MS), 0.3), GIVE_UP_MS)
        now += int(waited * 1_000)
        text = f"Waited {waited:.0f} ms for a connection to payments (pool of 1 in use)"
        records.app(self.lines, now, request, "WARNING", "orders.clients.payments", text)
        return now + 60, False

    def _passed_on(self, endpoint: Endpoint, callee: Endpoint, request: Request, now: int, status: int) -> int:
        """A callee's refusal is the caller's; its failure makes the caller a bad gateway."""
        if status < 500:
            return status
        text = f"{callee.service} answered {status} to {callee.method} {callee.route}"
        records.app(self.lines, now, request, "WARNING", f"{endpoint.service}.clients.{callee.service}", text)
        return 502

    def _succeed(
        self, endpoint: Endpoint, request: Request, now: int, facts: dict[str, str], user: int | None, trace: str
    ) -> int:
        for note in endpoint.notes:
            if note.chance >= 1 or self.rng.random() < note.chance:
                records.app(self.lines, now, request, note.level, note.logger, note.text.format_map(facts))
                now += 150
        if endpoint.event:
            records.business(self.lines, now, request, endpoint.event, facts)
            now += 50
        for task in endpoint.tasks:
            self._run(task, now + int((0.2 + 2 * self.rng.random()) * SECOND), facts, user, trace)
        return now

    def _run(self, task: Task, start: int, facts: dict[str, str], user: int | None, trace: str) -> None:
        """A background task on one of the worker's hosts."""
        rng = self.rng
        hosts = SERVICES["worker"].hosts
        host, release = hosts[int(len(hosts) * rng.random())], self._plan.release("worker", start)
        request = self._request("worker", host, release, user, trace, f"{rng.getrandbits(64):016x}")
        request.route = f"task:{task.name}"
        took = min(rng.lognormvariate(log(task.median_ms), 0.4), 2 * LONGEST_MS)
        end = start + int(took * 1_000)
        more = f',"task":"{task.name}"'
        records.app(self.lines, start, request, "INFO", "worker.tasks", f"Task {task.name} received", more)
        for chance, bug in task.risks:
            if rng.random() < chance:
                records.failure(self.lines, end, request, bug, facts)
                return
        more += f',"runtime_s":{took / 1_000:.3f}'
        records.app(self.lines, end, request, "INFO", task.note.logger, task.note.text.format_map(facts), more)

    def _address(self, user: int | None) -> str:
        return ADDRESSES[(user if user is not None else self.rng.getrandbits(16)) % len(ADDRESSES)]


@cache
def who(service: str, host: str, release: int) -> str:
    """The JSON of service, host and version."""
    return records.deployed(service, host, f"{SERVICES[service].series}.{release}")
