"""What the shop is made of: services and their hosts, endpoints, background tasks, and how customers use them."""

from dataclasses import dataclass

from dashboard.demo import bugs
from dashboard.demo.bugs import Bug


@dataclass(frozen=True, slots=True)
class Service:
    """A deployable part: `series` is the version without its last number, `hosts` where it runs."""

    name: str
    series: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line that code writes to the application log with some `chance`; `text` is formatted with a visit's facts."""

    chance: float
    level: str
    logger: str
    text: str


@dataclass(frozen=True, slots=True)
class Denial:
    """A client's error: with `chance`, the endpoint answers `status` and notes why; also as a business `event`."""

    chance: float
    status: int
    why: str
    event: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A background job of the worker, its own time log-normal around `median_ms`; it sends a mail with `template`."""

    name: str
    median_ms: float
    note: Note
    risks: tuple[tuple[float, Bug], ...] = ()
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and route of a service.

    `path` is a `str.format` text over a visit's facts; `median_ms` and `sigma` shape its own log-normal time, without
    that of the endpoints it `calls`; `risks` are chances of bugs; `event` is the business event of a success, over
    `channel`.
    """

    service: str
    method: str
    route: str
    path: str
    median_ms: float
    sigma: float = 0.45
    ok: int = 200
    notes: tuple[Note, ...] = ()
    denials: tuple[Denial, ...] = ()
    risks: tuple[tuple[float, Bug], ...] = ()
    calls: tuple["Endpoint", ...] = ()
    event: str | None = None
    channel: str | None = None
    tasks: tuple[Task, ...] = ()


SERVICES = {
    service.name: service
    for service in (
        Service("storefront", "5.12", ("web-1", "web-2", "web-3")),
        Service("catalogue", "3.8", ("catalogue-1", "catalogue-2")),
        Service("orders", "2.4", ("orders-1", "orders-2")),
        Service("payments", "1.17", ("payments-1", "payments-2")),
        Service("worker", "4.2", ("worker-1", "worker-2")),
    )
}

DOOR = Service("nginx", "1.26", ("web-1",))
"""What stands in front of the storefront and writes text."""

SEND_CONFIRMATION = Task(
    "send_order_confirmation",
    420,
    Note(1, "INFO", "worker.tasks.mail", "Confirmation of order {order} sent to customer{user_number}@example.com"),
    ((0.012, bugs.MAIL_REFUSED),),
    template="order_confirmation",
)
RESERVE_STOCK = Task(
    "reserve_stock",
    65,
    Note(1, "INFO", "worker.tasks.stock", "Reserved {qty} of {sku} in warehouse {node}"),
    ((0.015, bugs.STOCK_CONFLICT),),
)
REFRESH_PRICES = Task(
    "refresh_prices", 1_900, Note(1, "INFO", "worker.tasks.prices", "Refreshed {many} prices, {few} changed")
)
REBUILD_INDEX = Task(
    "rebuild_search_index",
    6_500,
    Note(1, "INFO", "worker.tasks.search", "Search index rebuilt: {many} products, {few} new"),
    ((0.04, bugs.NO_SALES),),
)
EXPORT_LEDGER = Task(
    "export_ledger",
    9_000,
    Note(1, "INFO", "worker.tasks.ledger", "Exported {many} bookings of the day"),
    ((0.3, bugs.DISK_FULL),),
)
SCHEDULE = ((5, 1, REFRESH_PRICES), (15, 7, REBUILD_INDEX), (1440, 130, EXPORT_LEDGER))
"""(every so many minutes, at this minute of the cycle, task)."""

CATEGORY = Endpoint(
    "catalogue", "GET", "/api/categories/{slug}", "/api/categories/{slug}", 16,
    notes=(
        Note(0.10, "DEBUG", "catalogue.cache", "Cache miss for category:{slug}"),
        Note(0.30, "INFO", "catalogue.api.categories", "Category {slug}: {few} products on page {page}"),
    ),
)  # fmt: skip
PRODUCT = Endpoint(
    "catalogue", "GET", "/api/products/{id}", "/api/products/{product}", 12,
    notes=(
        Note(0.18, "DEBUG", "catalogue.cache", "Cache miss for product:{product}"),
        Note(0.35, "INFO", "catalogue.api.products", "Product {product} ({name}) read, {few} in stock"),
        Note(0.02, "WARNING", "catalogue.api.products", "Stock of {sku} is low: {qty} left"),
    ),
    denials=(Denial(0.012, 404, "Product {product} does not exist"),),
    risks=((0.0006, bugs.NO_IMAGE),),
)  # fmt: skip
SEARCH = Endpoint(
    "catalogue", "GET", "/api/search", "/api/search?q={query}&page={page}", 88, 0.68,
    notes=(
        Note(0.8, "INFO", "catalogue.api.search", "Search for {query} found {few} products"),
        Note(0.03, "WARNING", "catalogue.store.products", "Slow query: search for {query} read {many} rows"),
    ),
    risks=((0.0022, bugs.LOST_CONNECTION),),
)  # fmt: skip
CHARGE = Endpoint(
    "payments", "POST", "/api/charges", "/api/charges", 118, 0.35, 201,
    notes=(
        Note(1, "INFO", "payments.api.charges", "Charged {amount} EUR for order {order} as {charge}"),
        Note(0.02, "WARNING", "payments.gateway.client", "Gateway answered 429 for {charge}, retrying in {qty}00 ms"),
    ),
    denials=(
        Denial(
            0.035, 402, "Card of cart {cart} declined: insufficient funds", "payment_declined", "insufficient funds"
        ),
    ),
    risks=((0.003, bugs.BAD_GATEWAY_ANSWER), (0.004, bugs.GATEWAY_DOWN)),
    event="payment_captured",
    channel="card",
)  # fmt: skip
REFUND_CHARGE = Endpoint(
    "payments", "POST", "/api/refunds", "/api/refunds", 140, 0.35, 201,
    notes=(Note(1, "INFO", "payments.api.refunds", "Refunded {amount} EUR of {charge}"),),
    risks=((0.03, bugs.REFUND_TWICE),),
)  # fmt: skip
PLACE_ORDER = Endpoint(
    "orders", "POST", "/api/orders", "/api/orders", 58, 0.4, 201,
    notes=(
        Note(1, "INFO", "orders.api.orders", "Order {order} placed: {qty} × {name}, {amount} EUR"),
        Note(0.25, "DEBUG", "orders.domain.checkout", "Voucher of cart {cart} gives {few} %"),
    ),
    denials=(Denial(0.015, 409, "Cart {cart} changed during checkout"), Denial(0.01, 422, "Cart {cart} is empty")),
    risks=((0.003, bugs.DUPLICATE_ORDER),),
    calls=(CHARGE,),
    event="order_placed",
    tasks=(RESERVE_STOCK, SEND_CONFIRMATION),
)  # fmt: skip
SHOW_ORDER = Endpoint(
    "orders", "GET", "/api/orders/{id}", "/api/orders/{order}", 21,
    notes=(Note(0.5, "INFO", "orders.api.orders", "Order {order} read"),),
    denials=(Denial(0.02, 404, "Order {order} does not exist"),),
    risks=((0.004, bugs.NO_ADDRESS),),
)  # fmt: skip
REFUND_ORDER = Endpoint(
    "orders", "POST", "/api/orders/{id}/refund", "/api/orders/{order}/refund", 44,
    notes=(Note(1, "INFO", "orders.api.refunds", "Order {order} refunded: {amount} EUR"),),
    denials=(Denial(0.05, 409, "Order {order} is older than 30 days"),),
    calls=(REFUND_CHARGE,),
    event="refund_issued",
)  # fmt: skip

HOME = Endpoint(
    "storefront", "GET", "/", "/", 34,
    notes=(Note(0.3, "INFO", "storefront.web.home", "Home page with {few} offers in {slug}"),),
    risks=((0.0002, bugs.BAD_COOKIE),),
    calls=(CATEGORY,),
)  # fmt: skip
SHOW_PRODUCT = Endpoint(
    "storefront", "GET", "/products/{id}", "/products/{product}", 29,
    notes=(
        Note(0.4, "INFO", "storefront.web.products", "Product page {product} ({name}) with {few} recommendations"),
        Note(0.02, "WARNING", "storefront.web.products", "Recommendations for {product} left out after {few} ms"),
    ),
    calls=(PRODUCT,),
)  # fmt: skip
SEARCH_PAGE = Endpoint(
    "storefront", "GET", "/search", "/search?q={query}&page={page}", 41,
    notes=(Note(0.5, "INFO", "storefront.web.search", "Results for {query}, page {page}"),),
    risks=((0.0025, bugs.BAD_PRICE),),
    calls=(SEARCH,),
)  # fmt: skip
SHOW_CART = Endpoint(
    "storefront", "GET", "/cart", "/cart", 24,
    notes=(Note(0.5, "INFO", "storefront.web.cart", "Cart {cart} shown: {qty} items, {amount} EUR"),),
    risks=((0.002, bugs.NO_CURRENCY),),
)  # fmt: skip
ADD_TO_CART = Endpoint(
    "storefront", "POST", "/cart/items", "/cart/items", 27, ok=201,
    notes=(Note(0.8, "INFO", "storefront.web.cart", "{qty} × {name} put into cart {cart}"),),
    denials=(Denial(0.01, 422, "Quantity {few} of {sku} refused"),),
    calls=(PRODUCT,),
    event="cart_item_added",
)  # fmt: skip
SIGN_IN = Endpoint(
    "storefront", "POST", "/login", "/login", 165, 0.2,
    notes=(Note(1, "INFO", "storefront.web.session", "Customer {user_number} signed in"),),
    denials=(Denial(0.09, 401, "Sign-in of customer{user_number}@example.com refused: wrong password"),),
)  # fmt: skip
CHECKOUT = Endpoint(
    "storefront", "POST", "/checkout", "/checkout", 46,
    notes=(Note(1, "INFO", "storefront.web.checkout", "Checkout of cart {cart} done: order {order}"),),
    calls=(PLACE_ORDER,),
)  # fmt: skip
MY_ORDER = Endpoint(
    "storefront", "GET", "/account/orders/{id}", "/account/orders/{order}", 31,
    notes=(Note(0.4, "INFO", "storefront.web.account", "Order {order} shown to customer {user_number}"),),
    calls=(SHOW_ORDER,),
)  # fmt: skip
ASK_REFUND = Endpoint(
    "storefront", "POST", "/account/orders/{id}/refund", "/account/orders/{order}/refund", 38,
    notes=(Note(1, "INFO", "storefront.web.account", "Refund of order {order} asked for"),),
    calls=(REFUND_ORDER,),
)  # fmt: skip
PROBE = Endpoint(
    "storefront", "GET", "/{path}", "/{probe}", 3, 0.3,
    denials=(Denial(1, 404, "No page at /{probe}"),),
)  # fmt: skip

VISITS = (
    (17, HOME), (30, SHOW_PRODUCT), (18, SEARCH_PAGE), (8, SHOW_CART), (9, ADD_TO_CART), (4, SIGN_IN), (9, CHECKOUT),
    (5, MY_ORDER), (0.7, ASK_REFUND), (1.3, PROBE),
)  # fmt: skip
"""(weight, the page that a customer asks for)."""
NEEDS_CUSTOMER = (CHECKOUT, MY_ORDER, ASK_REFUND)

NAMES = (
    "Enamel mug", "Linen apron", "Oak board", "Paring knife", "Café crème cup", "Cast-iron pan", "Tea towel",
    "Salt cellar", "Copper kettle", "Bread tin", "Rolling pin", "Glass jar", "Pepper mill", "Wire whisk",
    "Stoneware bowl", "Cake stand", "Herb scissors", "Espresso pot", "Nutmeg grater", "Crêpe pan",
)  # fmt: skip
SLUGS = ("mugs", "knives", "pans", "boards", "textiles", "jars", "baking", "coffee")
QUERIES = ("mug", "knife", "pan", "kettle", "bread", "linen", "cake", "gift", "espresso", "wok", "blue", "set")
PROBES = ("wp-login.php", ".env", "admin.php", "robots.txt", "favicon.ico", "xmlrpc.php", ".git/config")
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0",
    "Mozilla/5.0 (iPhone; iOS 18_6) Safari/604.1",
    "Mozilla/5.0 (Android 15) Chrome/141.0",
    "Mozilla/5.0 (Macintosh) Safari/605.1",
)
INTERNAL_AGENT = "httpx/0.28"
