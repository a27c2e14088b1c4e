"""Stack traces of many languages, as their runtimes print them."""

PYTHON = """Traceback (most recent call last):
  File "/srv/app-1.2.3/venv/lib/python3.11/site-packages/starlette/routing.py", line 74, in app
    response = await f(request)
               ^^^^^^^^^^^^^^^^
  File "/srv/app-1.2.3/shop/tasks.py", line 31, in sync_stock
    sku = row["sku"]
  File "/srv/app-1.2.3/shop/store.py", line 9, in get
    raise
KeyError: 'sku'
"""
PYTHON_CHAINED = f"""Traceback (most recent call last):
  File "/srv/app-1.2.3/shop/cache.py", line 12, in fetch
    return self._client.get(key)
redis.exceptions.ConnectionError: Error 111 connecting to 10.0.0.7:6379.

During handling of the above exception, another exception occurred:

{PYTHON}"""
JAVA = """java.lang.IllegalStateException: order 4711 cannot be placed
\tat com.shop.Orders.place(Orders.java:172)
\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)
\tat java.base/java.lang.Thread.run(Thread.java:833)
Caused by: java.sql.SQLException: gone away
\tat com.mysql.cj.jdbc.Driver.query(Driver.java:1)
\tat com.shop.Db.run(Db.java:12) ~[shop-1.2.jar:?]
\tat com.shop.Db$$Lambda$123/0x0000000800c7.run(Unknown Source)
\t... 2 more
"""
JAVASCRIPT = """TypeError [ERR_INVALID]: Cannot read properties of undefined (reading 'id')
    at processRequest (/app/src/handlers.js:42:9)
    at async Router.handle (/app/node_modules/express/lib/router.js:175:13)
    at /app/dist/server.4f2a91bc.js:10:5
    at new Cart (file:///app/dist/cart.js:1:2)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"""
FIREFOX = """pay@https://shop.example/static/pay.js:3:11
onclick@https://shop.example/static/button.js:9:2
"""
GO = """panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]

goroutine 1 [running]:
panic({0x1, 0x2})
\t/usr/local/go/src/runtime/panic.go:884 +0x213
main.(*Server).Handle(0xc000123000, {0x1, 0x2})
\t/app/src/main.go:42 +0x1d
main.main.func1()
\t/app/src/main.go:12 +0x20
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3285 +0x4b4"""
DOTNET = """System.InvalidOperationException: no stock ---> System.IO.IOException: closed
   at System.IO.File.Open(String path)
   at Shop.Orders.<Place>d__5.MoveNext() in C:\\Code\\Shop\\Orders.cs:line 58
   --- End of inner exception stack trace ---
   at Shop.Web.Startup.Main(String[] args)"""
RUBY = """/app/models/user.rb:42:in `find_it': undefined method `x' for nil:NilClass (NoMethodError)
\tfrom /usr/local/bundle/gems/activerecord-7.0.1/lib/base.rb:12:in `call'
\tfrom /app/controllers/users_controller.rb:7:in `block in show'
"""
PHP = """PHP Fatal error:  Uncaught PDOException: SQLSTATE[42000] in /var/www/shop/src/Db.php:42
Stack trace:
#0 /var/www/shop/vendor/doctrine/dbal/Connection.php(9): PDO->query()
#1 /var/www/shop/src/Foo.php(42): Shop\\Foo->bar(1)
#2 {main}"""
JSON_FRAMES = (
    '[{"File":"github.com/authelia/authelia/v4/internal/handlers/response.go","Line":177,"Name":"markAttempt"},'
    '{"File":"github.com/fasthttp/router@v1.4.5/router.go","Line":414,"Name":"(*Router).Handler"},'
    '{"File":"runtime/asm_amd64.s","Line":1581,"Name":"goexit"}]'
)

TOLD = {
    # name: (stack, type, message, in-app frames innermost first)
    "Python": (PYTHON, "KeyError", "'sku'", ["shop/store:get", "shop/tasks:sync_stock"]),
    "Python, chained": (PYTHON_CHAINED, "KeyError", "'sku'", ["shop/store:get", "shop/tasks:sync_stock"]),
    "Java": (
        JAVA,
        "java.lang.IllegalStateException",
        "order 4711 cannot be placed",
        ["com.shop.Db.run", "com.shop.Db", "com.shop.Orders.place", "com.shop.Db.run", "com.shop.Db"],
    ),
    "JavaScript": (
        JAVASCRIPT,
        "TypeError",
        "Cannot read properties of undefined (reading 'id')",
        ["src/handlers:processRequest", "dist/server:", "dist/cart:Cart"],
    ),
    "Firefox": (FIREFOX, None, None, ["static/pay:pay", "static/button:onclick"]),
    "Go": (
        GO,
        "panic",
        "runtime error: invalid memory address or nil pointer dereference",
        ["main.(*Server).Handle", "main.main.func"],
    ),
    ".NET": (
        DOTNET,
        "System.InvalidOperationException",
        "no stock ---> System.IO.IOException: closed",
        ["Shop.Orders.<Place>.MoveNext", "Shop.Web.Startup.Main"],
    ),
    "Ruby": (
        RUBY,
        "NoMethodError",
        "undefined method `x' for nil:NilClass",
        ["models/user:find_it", "controllers/users_controller:show"],
    ),
    "PHP": (PHP, "PDOException", "SQLSTATE[42000]", ["src/Foo:Shop\\Foo->bar"]),
    "JSON frames": (JSON_FRAMES, None, None, ["handlers/response:markAttempt"]),
    "no stack": ("connection refused by upstream", None, None, None),
    "a type alone": ("ValueError", "ValueError", None, None),
}
