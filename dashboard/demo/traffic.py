"""What happens in the shop in a minute: customers, the requests they cause in every service, background tasks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import exp, log
from random import Random

from dashboard.demo import bugs, nginx, outages, records, troubles
from dashboard.demo.bugs import Bug
from dashboard.demo.clock import DAY, MINUTE, SECOND
from dashboard.demo.nginx import Page
from dashboard.demo.plan import Plan, rhythm
from dashboard.demo.records import SLOW_MS, Line, Request
from dashboard.demo.services import (
    AGENTS,
    INTERNAL_AGENT,
    NAMES,
    NEEDS_CUSTOMER,
    PLACE_ORDER,
    PROBE,
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
RECORDS_PER_VISIT = 3.8
LONGEST_MS = 8_000.0
HANG_MS, GIVE_UP_MS, GIVE_UP_SHARE, RETRY_SHARE = 2_400.0, 5_000.0, 0.4, 0.6
BAD_REQUEST_AT_MOST = 16 * SECOND
FIRST_CUSTOMER = 10_000
CUSTOMERS, NEW_CUSTOMERS_A_DAY, FAITHFULNESS = 1_800, 60, 2.2
ANONYMOUS = 0.3
FEW_VISITS = 0.06
UNINDEXED_MS, UNINDEXED_SIGMA = 2_900.0, 0.3
MAIL_HANGS_SECONDS, MAIL_FAILS = (70, 95), 0.7
NO_DATABASE_FAILS = 0.75
ADDRESSES = tuple(f"{net}.{host}" for net in ("203.0.113", "198.51.100") for host in range(1, 255))
PAGES, WEIGHTS = [page for _, page in VISITS], list(accumulate(weight for weight, _ in VISITS))
NO_SPAN = "0" * 16
INTERNAL_ADDRESS = "192.0.2"
FAILURES = tuple(
    (endpoint, bug) for page in PAGES for endpoint in (page, *page.calls) for _, bug in endpoint.risks if bug.frames
)


def minute(plan: Plan, index: int) -> list[Line]:
    """All lines of the visits and tasks that begin in minute `index` since the epoch, in the order they are caused."""
    rng = Random(f"{plan.seed}/{index}")
    began = index * MINUTE
    traffic = Traffic(plan, rng, began)
    expected = plan.volume(began) * 60 / RECORDS_PER_VISIT
    if troubles.is_in(plan, troubles.VISITS, began):
        expected *= FEW_VISITS
    for _ in range(poisson(rng, expected + outages.VISITS * plan.is_out(began))):
        traffic.visit(began + int(rng.random() * MINUTE))
    for every, at, task in SCHEDULE:
        if index % every == at:
            traffic.scheduled(task, began + int(rng.random() * 2 * SECOND))
    traffic.releases(index)
    if plan.is_out(began):
        traffic.lines += outages.broker_lines(plan, began)
    if outages.has_cut_lines(plan, began):
        traffic.lines += outages.cut_lines(plan, began)
    if troubles.is_in(plan, troubles.DOOR, began):
        return traffic.lines
    return [*traffic.lines, *nginx.lines(plan.seed, index, traffic.pages)]


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


@dataclass(slots=True)
class Visit:
    """One customer's wish and its trace through the services; `facts` are the values in its lines."""

    facts: dict[str, str]
    user: int | None
    trace: str
    attempt: int = 0


class Traffic:
    """The visits that begin in one minute; they end up in `lines`."""

    def __init__(self, plan: Plan, rng: Random, began: int) -> None:
        self.lines: list[Line] = []
        self.pages: list[Page] = []
        """What customers got of the storefront."""
        self.rng = rng
        self._plan, self._began = plan, began
        self._out_until = plan.outage_end(began)
        self._wrong = {name for name in troubles.TROUBLES if troubles.is_in(plan, name, began)}
        self._load = 0.85 + 0.15 * rhythm(began)
        self._customers = CUSTOMERS + max(0, began - plan.began) * NEW_CUSTOMERS_A_DAY // DAY
        self._orders = began // MINUTE % 10_000_000 * 40

    def visit(self, start: int) -> None:
        """One customer asks for one page; who cannot check out tries again, at most twice."""
        page = self.rng.choices(PAGES, cum_weights=WEIGHTS)[0]
        visit = self._visit(self._customer(page))
        for attempt in range(3):
            visit.attempt = attempt
            end, status = self._serve(page, start, visit, "")
            if status < 500 or PLACE_ORDER not in page.calls or self.rng.random() > RETRY_SHARE:
                return
            start = end + int((4 + 16 * self.rng.random()) * SECOND)
            visit.trace = self._id(128)

    def scheduled(self, task: Task, start: int) -> None:
        """A background task that no request asked for."""
        self._run(task, start, self._visit(None))

    def fail(self, start: int) -> None:
        """One request to any endpoint that can fail does."""
        endpoint, bug = FAILURES[int(len(FAILURES) * self.rng.random())]
        visit = self._visit(int(self._customers * self.rng.random()))
        self._serve(replace(endpoint, risks=((1.0, bug),), denials=()), start, visit, self._id(64))

    def releases(self, index: int) -> None:
        """Every host of a service says so when it starts with another version."""
        for service in SERVICES.values():
            before, after = (self._plan.release(service.name, (index - back) * MINUTE) for back in (1, 0))
            if before == after:
                continue
            text = f"Started {service.name} {service.series}.{after} in place of {service.series}.{before}"
            for number, host in enumerate(service.hosts):
                ids = records.context(f"start-{host}-{index}", f"{index:032x}", NO_SPAN, None)
                request = Request(self.lines, service.name, after, who(service.name, host, after), ids)
                request.app(self._began + 1 + number, "INFO", f"{service.name}.main", text, ',"deploy":true')

    def _id(self, bits: int) -> str:
        return f"{self.rng.getrandbits(bits):0{bits // 4}x}"

    def _customer(self, page: Endpoint) -> int | None:
        if page is PROBE or (page not in NEEDS_CUSTOMER and self.rng.random() < ANONYMOUS):
            return None
        return int(self._customers * self.rng.random() ** FAITHFULNESS)

    def _visit(self, user: int | None) -> Visit:
        """A visit with the values that its messages, paths and business events share."""
        rng = self.rng
        product = int(400 * rng.random() ** 1.6)
        quantity = 1 + int(4 * rng.random() ** 3)
        cents = quantity * (490 + product * 37 % 7_900)
        self._orders += 1
        facts = {
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
            "cart": self._id(32),
            "charge": f"ch_{self._id(64)}",
            "few": str(1 + int(60 * rng.random())),
            "many": str(800 + int(9_000 * rng.random())),
            "node": str(1 + int(3 * rng.random())),
            "position": str(int(40_000 * rng.random())),
            "probe": PROBES[int(len(PROBES) * rng.random())],
            "user_number": str(FIRST_CUSTOMER + user) if user is not None else "",
        }
        return Visit(facts, user, self._id(128))

    def _request(self, service: str, start: int, visit: Visit, span: str) -> Request:
        """A request (or task) that begins at `start` on one of the service's hosts."""
        hosts = SERVICES[service].hosts
        host = hosts[int(len(hosts) * self.rng.random())]
        release = self._plan.release(service, start)
        user = f"u-{FIRST_CUSTOMER + visit.user}" if visit.user is not None else None
        ids = records.context(self._id(64), visit.trace, span, user)
        return Request(self.lines, service, release, who(service, host, release), ids)

    def _serve(self, endpoint: Endpoint, start: int, visit: Visit, parent: str) -> tuple[int, int]:
        """One request to `endpoint` and all that it calls; gives when it ended and its status."""
        rng = self.rng
        span = self._id(64)
        request = self._request(endpoint.service, start, visit, span)
        request.method, request.route = endpoint.method, endpoint.route
        request.path = endpoint.path.format_map(visit.facts)
        request.client_ip = f"{INTERNAL_ADDRESS}.{10 + int(3 * rng.random())}" if parent else self._address(visit.user)
        own = min(rng.lognormvariate(log(endpoint.median_ms), endpoint.sigma) * self._load, LONGEST_MS)
        if troubles.READS in self._wrong and endpoint.service == "catalogue":
            own += rng.lognormvariate(log(UNINDEXED_MS), UNINDEXED_SIGMA)
        now, status = self._work(endpoint, request, start + int(own * 550), visit, span)
        end = now + int(own * 450)
        agent = AGENTS[(rng.getrandbits(8) if visit.user is None else visit.user) % len(AGENTS)]
        more = f',"parent_span_id":"{parent}"' if parent else ""
        request.access(end, status, (end - start) / 1_000, INTERNAL_AGENT if parent else agent, more)
        if not parent and endpoint.method == "GET":
            self.pages.append(Page(end, request.path, request.client_ip, agent))
        return end, status

    def _work(self, endpoint: Endpoint, request: Request, now: int, visit: Visit, span: str) -> tuple[int, int]:
        """What the endpoint's code does between the request's parsing and its answer; gives when, and the status."""
        if endpoint is PLACE_ORDER:
            now, failed = self._place_order(request, now, visit)
            if failed:
                return now, 500
        for denial in endpoint.denials:
            if self.rng.random() < denial.chance:
                request.app(now, "WARNING", f"{endpoint.service}.refusals", denial.why.format_map(visit.facts))
                if denial.event:
                    request.business(now, denial.event, visit.facts, f',"channel":"card","reason":"{denial.reason}"')
                return now, denial.status
        for chance, bug in self._risks(endpoint, now):
            if self.rng.random() < chance:
                request.failure(now, bug, visit.facts)
                return now, 500
        for callee in endpoint.calls:
            done, status = self._serve(callee, now + 400, visit, span)
            now = done + 500
            if status >= 400:
                return now, self._passed_on(callee, request, now, status)
        return self._succeed(endpoint, request, now, visit), endpoint.ok

    def _risks(self, endpoint: Endpoint, now: int) -> tuple[tuple[float, Bug], ...]:
        """The endpoint's own; that the catalogue cannot answer without Redis, and orders not without its database."""
        if endpoint.service == "orders" and troubles.DATABASE in self._wrong:
            return ((NO_DATABASE_FAILS, bugs.NO_DATABASE), *endpoint.risks)
        has_cache = now >= self._out_until or endpoint.service != "catalogue"
        return endpoint.risks if has_cache else ((outages.FAILS, bugs.NO_CACHE), *endpoint.risks)

    def _place_order(self, request: Request, now: int, visit: Visit) -> tuple[int, bool]:
        """What only this endpoint does: with the bad release every order waits for payments, and many give up."""
        if visit.attempt:
            text = f"Attempt {visit.attempt + 1} for cart {visit.facts['cart']}"
            request.app(now, "INFO", "orders.api.orders", text)
            now += 60
        if not self._plan.is_bad(now, now + BAD_REQUEST_AT_MOST):
            return now, False
        if self.rng.random() < GIVE_UP_SHARE:
            now += int(GIVE_UP_MS * 1_000) + self.rng.getrandbits(16)
            request.failure(now, bugs.PAYMENT_TIMEOUT, visit.facts)
            request.business(now, "order_failed", visit.facts, ',"outcome":"failed","reason":"payments did not answer"')
            return now, True
        waited = min(max(self.rng.lognormvariate(log(HANG_MS), 0.3), SLOW_MS), GIVE_UP_MS)
        now += int(waited * 1_000)
        text = f"Waited {waited:.0f} ms for a connection to payments (pool of 1 in use)"
        request.app(now, "WARNING", "orders.clients.payments", text)
        return now + 60, False

    def _passed_on(self, callee: Endpoint, request: Request, now: int, status: int) -> int:
        """A callee's refusal is the caller's; its failure makes the caller a bad gateway."""
        if status < 500:
            return status
        text = f"{callee.service} answered {status} to {callee.method} {callee.route}"
        request.app(now, "WARNING", f"{request.service}.clients.{callee.service}", text)
        return 502

    def _succeed(self, endpoint: Endpoint, request: Request, now: int, visit: Visit) -> int:
        """Notes, business event and tasks of a request that went well; gives when it is done."""
        for note in endpoint.notes:
            if note.chance >= 1 or self.rng.random() < note.chance:
                request.app(now, note.level, note.logger, note.text.format_map(visit.facts))
                now += 150
        if endpoint.event:
            channel = f',"channel":"{endpoint.channel}"' if endpoint.channel else ""
            request.business(now, endpoint.event, visit.facts, channel)
            now += 50
        for task in endpoint.tasks:
            self._run(task, now + int((0.2 + 2 * self.rng.random()) * SECOND), visit)
        return now

    def _run(self, task: Task, start: int, visit: Visit) -> None:
        """A background task on one of the worker's hosts."""
        if start < self._out_until:  # it waits in the queue until the broker is back
            start = self._out_until + int(20 * SECOND * self.rng.random())
        request = self._request("worker", start, visit, self._id(64))
        request.route, request.client_ip = f"task:{task.name}", f"{INTERNAL_ADDRESS}.20"
        took = min(self.rng.lognormvariate(log(task.median_ms), 0.4), 2 * LONGEST_MS)
        risks = task.risks
        if troubles.MAIL in self._wrong and task.template:
            took = 1_000 * self.rng.uniform(*MAIL_HANGS_SECONDS)
            risks = ((MAIL_FAILS, bugs.MAIL_REFUSED),)
        end = start + int(took * 1_000)
        more = f',"task":"{task.name}"'
        request.app(start, "INFO", "worker.tasks", f"Task {task.name} received", more)
        for chance, bug in risks:
            if self.rng.random() < chance:
                request.failure(end, bug, visit.facts)
                if task.template:
                    request.mail(end, task.template, visit.facts, bug.type)
                return
        if task.template:
            request.mail(end, task.template, visit.facts, None)
        more += f',"runtime_s":{took / 1_000:.3f}'
        request.app(end, "INFO", task.note.logger, task.note.text.format_map(visit.facts), more)

    def _address(self, user: int | None) -> str:
        return ADDRESSES[(user if user is not None else self.rng.getrandbits(16)) % len(ADDRESSES)]


@cache
def who(service: str, host: str, release: int) -> str:
    """The JSON of service, host and version."""
    return records.deployed(service, host, f"{SERVICES[service].series}.{release}")
