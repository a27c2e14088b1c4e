"""The shop's bugs: what is raised, with which stack, and how it reads in Python's own traceback.

The same bug keeps its frames whatever its message says and whatever version runs, only line numbers move; different
bugs differ in type or in-app frames. That is what a tool that groups errors has to tell apart.
"""

from dataclasses import dataclass
from functools import cache

SITE = "/usr/local/lib/python3.12/site-packages"
CAUSED_BY = "\nThe above exception was the direct cause of the following exception:\n\n"
LINES_MOVED_PER_RELEASE = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a traceback; `file` is below the service's code, or absolute for a library."""

    file: str
    line: int
    function: str
    code: str

    @property
    def is_library(self) -> bool:
        """Whether the frame is somebody else's code."""
        return self.file.startswith("/")

    def text(self, service: str, moved: int) -> str:
        """The frame as Python 3.12 prints it, with the marks under the failing expression."""
        file = self.file if self.is_library else f"/srv/shop/{service}/{self.file}"
        line = self.line if self.is_library else self.line + moved
        return f'  File "{file}", line {line}, in {self.function}\n    {self.code}\n{self._marks()}'

    def _marks(self) -> str:
        for opening in ("return ", " = "):
            before, found, failing = self.code.partition(opening)
            if found and failing:
                return f"    {' ' * len(before + found)}{'^' * len(failing)}\n"
        return ""


@dataclass(frozen=True, slots=True)
class Bug:
    """One way to fail: `message` is a `str.format` text over a visit's facts; `cause` is what it was raised from.

    `type` is the class's name, `module` where it is defined (empty for builtins), `says` the log line's own message.
    Without frames nothing is raised: the code only says, at `level`, what went wrong.
    """

    type: str
    module: str
    message: str
    says: str
    logger: str
    frames: tuple[Frame, ...]
    cause: "Bug | None" = None
    level: str = "ERROR"

    def stack(self, service: str, release: int, message: str) -> str:
        """The traceback with `message` as its last line, as release number `release` of `service` prints it."""
        return stack_above(self, service, release) + f"{self.qualified}: {message}"

    @property
    def qualified(self) -> str:
        """The type as a traceback's last line names it."""
        return f"{self.module}.{self.type}" if self.module else self.type


@cache
def stack_above(bug: Bug, service: str, release: int) -> str:
    """Everything of the traceback above its last line."""
    before = ""
    if bug.cause:
        before = bug.cause.stack(service, release, bug.cause.message) + "\n" + CAUSED_BY
    frames = "".join(frame.text(service, release * LINES_MOVED_PER_RELEASE) for frame in bug.frames)
    return f"{before}Traceback (most recent call last):\n{frames}"


def served_by(route_file: str, line: int, function: str, code: str) -> tuple[Frame, ...]:
    """The frames every request goes through before it reaches the shop's own code at `route_file`."""
    return (
        Frame(f"{SITE}/starlette/middleware/errors.py", 165, "__call__", "await self.app(scope, receive, _send)"),
        Frame(f"{SITE}/starlette/routing.py", 735, "app", "await route.handle(scope, receive, send)"),
        Frame(f"{SITE}/fastapi/routing.py", 301, "app", "raw_response = await run_endpoint_function(dependant)"),
        Frame(route_file, line, function, code),
    )


def run_by_worker(task_file: str, line: int, function: str, code: str) -> tuple[Frame, ...]:
    """The frames every background task goes through before it reaches the shop's own code at `task_file`."""
    return (
        Frame(f"{SITE}/celery/app/trace.py", 453, "trace_task", "R = retval = fun(*args, **kwargs)"),
        Frame(f"{SITE}/celery/app/trace.py", 736, "__protected_call__", "return self.run(*args, **kwargs)"),
        Frame(task_file, line, function, code),
    )


POOL_TIMEOUT = Bug(
    "PoolTimeout",
    "httpx",
    "no free connection to payments.example.com after 5.0 s",
    "",
    "",
    (
        Frame("clients/payments.py", 58, "charge", 'response = await self._http.post("/api/charges", json=charge)'),
        Frame(f"{SITE}/httpx/_client.py", 1859, "post", 'return await self.request("POST", url, json=json)'),
        Frame(f"{SITE}/httpx/_client.py", 1540, "request", "return await self.send(request, auth=auth)"),
        Frame(f"{SITE}/httpx/_transports/default.py", 118, "map_exceptions", "raise mapped_exc(message) from exc"),
    ),
)
PAYMENT_TIMEOUT = Bug(
    "PaymentTimeout",
    "orders.errors",
    "payment for order {order} not confirmed within 5000 ms (cart {cart}, {amount} EUR)",
    "Payment for order {order} timed out",
    "orders.api.orders",
    (
        *served_by("api/orders.py", 84, "place_order", "charge = await checkout.pay(order, card)"),
        Frame("domain/checkout.py", 131, "pay", "return await self._payments.charge(order.total, card)"),
        Frame("clients/payments.py", 64, "charge", "raise PaymentTimeout(order.id, self._timeout_ms) from error"),
    ),
    POOL_TIMEOUT,
)

NO_CACHE = Bug(
    "ConnectionError",
    "redis.exceptions",
    "Error 111 connecting to cache-1:6379. Connection refused.",
    "Not answered: the cache refuses connections",
    "catalogue.cache",
    (
        *served_by("api/caching.py", 31, "cached", "found = await cache.get(key)"),
        Frame("store/cache.py", 58, "get", "return await self._redis.get(key)"),
        Frame(f"{SITE}/redis/asyncio/client.py", 671, "execute_command", "conn = await pool.get_connection()"),
        Frame(f"{SITE}/redis/asyncio/connection.py", 294, "connect", "raise ConnectionError(self._error_message(e))"),
    ),
)

NO_DATABASE = Bug(
    "OperationalError",
    "psycopg",
    'connection failed: connection to server at "db-1", port 5432 failed: Connection refused',
    "Not answered: the database refuses connections",
    "orders.store",
    (
        *served_by("api/sessions.py", 27, "with_connection", "async with pool.connection() as connection:"),
        Frame("store/pool.py", 44, "connection", "return await self._pool.getconn(timeout=2)"),
        Frame(f"{SITE}/psycopg_pool/pool_async.py", 212, "getconn", "raise error"),
    ),
)

BAD_PRICE = Bug(
    "ValueError",
    "",
    "could not convert string to float: '{comma_price}'",
    "Unhandled error in GET /search",
    "storefront.web.search",
    (
        *served_by("web/search.py", 47, "search", "filters = SearchFilters.from_query(request.query_params)"),
        Frame("web/filters.py", 29, "from_query", 'price_max = float(params["price_max"])'),
    ),
)
NO_CURRENCY = Bug(
    "KeyError",
    "",
    "'currency'",
    "Cart {cart} could not be shown",
    "storefront.web.cart",
    (
        *served_by("web/cart.py", 33, "show_cart", "totals = price_cart(cart, session)"),
        Frame("domain/pricing.py", 112, "price_cart", "return sum_lines(cart.lines, session.settings)"),
        Frame("domain/pricing.py", 76, "sum_lines", 'rate = rates[settings["currency"]]'),
    ),
)
BAD_COOKIE = Bug(
    "UnicodeDecodeError",
    "",
    "'utf-8' codec can't decode byte 0xe9 in position {position}: invalid continuation byte",
    "Session cookie could not be read",
    "storefront.web.session",
    (
        *served_by("web/home.py", 21, "home", "session = read_session(request.cookies)"),
        Frame("web/session.py", 54, "read_session", 'payload = raw.decode("utf-8")'),
    ),
)
LOST_CONNECTION = Bug(
    "OperationalError",
    "psycopg",
    "server closed the connection unexpectedly (catalogue-db-1.example.com:5432, backend {position})",
    "Search for {query} failed",
    "catalogue.api.search",
    (
        *served_by("api/search.py", 38, "search", "rows = await repository.search(query, page)"),
        Frame("store/products.py", 203, "search", "cursor = await connection.execute(SEARCH, [query, page])"),
        Frame(f"{SITE}/psycopg/connection_async.py", 295, "execute", "return await cur.execute(query, params)"),
        Frame(f"{SITE}/psycopg/cursor_async.py", 97, "execute", "raise ex.with_traceback(None)"),
    ),
)
NO_IMAGE = Bug(
    "IndexError",
    "",
    "list index out of range",
    "Product {product} could not be shown",
    "catalogue.api.products",
    (
        *served_by("api/products.py", 26, "show_product", "return ProductView.of(product)"),
        Frame("api/views.py", 61, "of", "cover = product.images[0]"),
    ),
)
DUPLICATE_ORDER = Bug(
    "UniqueViolation",
    "psycopg.errors",
    'duplicate key value violates unique constraint "orders_cart_id_key"\n'
    "DETAIL:  Key (cart_id)=({cart}) already exists.",
    "Order for cart {cart} could not be stored",
    "orders.api.orders",
    (
        *served_by("api/orders.py", 79, "place_order", "order = await repository.add(draft)"),
        Frame("store/orders.py", 88, "add", "row = await self._connection.execute(INSERT_ORDER, draft.values())"),
        Frame(f"{SITE}/psycopg/connection_async.py", 295, "execute", "return await cur.execute(query, params)"),
        Frame(f"{SITE}/psycopg/cursor_async.py", 97, "execute", "raise ex.with_traceback(None)"),
    ),
)
NO_ADDRESS = Bug(
    "AttributeError",
    "",
    "'NoneType' object has no attribute 'postcode'",
    "Order {order} could not be shown",
    "orders.api.orders",
    (
        *served_by("api/orders.py", 142, "show_order", "return OrderView.of(order)"),
        Frame("api/views.py", 37, "of", "postcode = order.delivery.address.postcode"),
    ),
)
REFUND_TWICE = Bug(
    "RefundRejected",
    "payments.errors",
    "charge {charge} was already refunded",
    "Refund of {charge} rejected by the gateway",
    "payments.api.refunds",
    (
        *served_by("api/refunds.py", 40, "refund", "receipt = await gateway.refund(charge, amount)"),
        Frame("gateway/client.py", 155, "refund", "raise RefundRejected(charge.id)"),
    ),
)
BAD_GATEWAY_ANSWER = Bug(
    "JSONDecodeError",
    "json.decoder",
    "Expecting value: line 1 column 1 (char 0)",
    "Gateway's answer for {charge} is no JSON",
    "payments.gateway.client",
    (
        *served_by("api/charges.py", 52, "charge", "receipt = await gateway.charge(card, amount)"),
        Frame("gateway/client.py", 98, "charge", "answer = response.json()"),
        Frame(f"{SITE}/httpx/_models.py", 764, "json", "return jsonlib.loads(self.content, **kwargs)"),
        Frame("/usr/local/lib/python3.12/json/decoder.py", 355, "raw_decode", "raise JSONDecodeError(message, s, at)"),
    ),
)
GATEWAY_DOWN = Bug(
    "",
    "",
    "",
    "Gateway answered 503 for {charge} after {few}00 ms; giving up after 3 attempts",
    "payments.gateway.client",
    (),
)
MAIL_REFUSED = Bug(
    "SMTPServerDisconnected",
    "smtplib",
    "Connection unexpectedly closed: mail-{node}.example.com",
    "Task worker.tasks.send_order_confirmation[{order}] raised unexpected: "
    "SMTPServerDisconnected('Connection unexpectedly closed')",
    "worker.tasks.mail",
    (
        *run_by_worker("tasks/mail.py", 44, "send_order_confirmation", "mailer.send(confirmation(order))"),
        Frame("mail/mailer.py", 71, "send", "return self._smtp.send_message(message)"),
        Frame("/usr/local/lib/python3.12/smtplib.py", 409, "getreply", "raise SMTPServerDisconnected(message)"),
    ),
)
STOCK_CONFLICT = Bug(
    "StockConflict",
    "worker.errors",
    "{sku}: {qty} wanted, 0 left in warehouse {node}",
    "Task worker.tasks.reserve_stock[{order}] raised unexpected: StockConflict('{sku}: {qty} wanted, 0 left')",
    "worker.tasks.stock",
    (
        *run_by_worker("tasks/stock.py", 36, "reserve_stock", "ledger.reserve(line.sku, line.quantity)"),
        Frame("stock/ledger.py", 93, "reserve", "raise StockConflict(sku, quantity)"),
    ),
)
NO_SALES = Bug(
    "ZeroDivisionError",
    "",
    "division by zero",
    "Task worker.tasks.rebuild_search_index[{position}] raised unexpected: ZeroDivisionError('division by zero')",
    "worker.tasks.search",
    (
        *run_by_worker("tasks/search.py", 88, "rebuild_search_index", "scores = popularity(products, sales)"),
        Frame("search/ranking.py", 41, "popularity", "return {sku: sold / seen for sku, sold, seen in sales}"),
    ),
)
DISK_FULL = Bug(
    "OSError",
    "",
    "[Errno 122] Disk quota exceeded: '/srv/exports/ledger-{position}.csv'",
    "Ledger of the day could not be exported",
    "worker.tasks.ledger",
    (
        *run_by_worker("tasks/ledger.py", 57, "export_ledger", "write_csv(target, bookings)"),
        Frame("export/csv.py", 33, "write_csv", "writer.writerows(rows)"),
    ),
    level="CRITICAL",
)
ALL_BUGS = (
    PAYMENT_TIMEOUT, BAD_PRICE, NO_CURRENCY, BAD_COOKIE, LOST_CONNECTION, NO_IMAGE, DUPLICATE_ORDER, NO_ADDRESS,
    REFUND_TWICE, BAD_GATEWAY_ANSWER, GATEWAY_DOWN, MAIL_REFUSED, STOCK_CONFLICT, NO_SALES, DISK_FULL, NO_CACHE,
    NO_DATABASE,
)  # fmt: skip
