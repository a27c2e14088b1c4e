"""MySQL's and MariaDB's error log, slow query log and general query log.

A slow query's time is in `# Time:`, which MariaDB writes only when the second has changed; else in `SET timestamp`.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, LAZY, REST

_SHORT = r"\d{6}  ?\d{1,2}:\d\d:\d\d"
_TIME = rf"(?:{ISO_TIME}|\d{{4}}-\d\d-\d\d  \d:\d\d:\d\d|{_SHORT})"
_KIND = r"(?:System|Note|Warning|ERROR|Error)"
_USER = r"# User@Host: (?P<user>[^\[\n]*)\[[^\]\n]*\] @ +(?P<client_name>[^\s\[]*) *\[(?P<client_ip>[^\]\n]*)\](?: +Id: +(?P<thread>\d+))?[^\n]*\n"
_QUERY_TIME = (
    r"# Query_time: (?P<duration_s>[\d.]+) +Lock_time: (?P<lock_time>[\d.]+) +Rows_sent: (?P<rows_sent>\d+) +"
    r"Rows_examined: (?P<rows_examined>\d+)(?P<more>[^\n]*)"
)
_CRASH = rf"(?:{ISO_TIME}|\d\d:\d\d:\d\d)(?: UTC)? - mysqld got "
_BANNER = r"(?:\n+(?P<banner>[^\n]*, Version: [^\n]*started with:\n[^\n]*\nTime\s+[^\n]*))?"

FORMATS = (
    TextFormat(
        name="mysql_error",
        title="MySQL, MariaDB: error log",
        begins=rf"{_TIME} (?:(?:0x)?[0-9a-f]+ \[{_KIND}\] |\[{_KIND}\] \[Entrypoint\]|\[(?:Note|Warning)\] )|{_SHORT} \[ERROR\] |{_CRASH}",
        pattern=rf"(?P<time>{_TIME}|\d\d:\d\d:\d\d) (?:(?P<timezone>UTC)? ?- |(?:(?P<thread>(?:0x)?[0-9a-f]+) )?\[(?P<level>{_KIND})\] (?:\[(?P<error_code>MY-\d+)\] )?"
        rf"(?:\[(?P<subsystem>\w+)\]:? )?)(?P<message>{REST})",
        constants={"level": "FATAL"},
        levels={"System": "INFO", "Note": "INFO"},
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123456Z 0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld 8.0.36) starting as process 1\n"
                "2026-11-26T10:00:01.123456+01:00 8 [Warning] [MY-013360] [Server] Plugin sha256_password reported: deprecated\n"
                "2026-11-26 10:00:02+00:00 [Note] [Entrypoint]: Switching to dedicated user 'mysql'\n"
                "2026-11-26T10:00:03.000001Z 0 [ERROR] [MY-010119] [Server] Aborting",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": "INFO",
                        "logger": "Server",
                        "message": "/usr/sbin/mysqld (mysqld 8.0.36) starting as process 1",
                    },
                    {"ts": "2026-11-26T09:00:01.123456Z", "level": "WARNING", "logger": "Server"},
                    {"ts": "2026-11-26T10:00:02Z", "level": "INFO", "message": "Switching to dedicated user 'mysql'"},
                    {"level": "ERROR", "message": "Aborting"},
                ),
            ),
            Sample(
                lines="2026-11-26 10:00:00 0 [Note] InnoDB: Using io_uring\n"
                "2026-11-26  9:05:01 4 [Warning] Aborted connection 4 to db: 'shop' user: 'ada' host: 'localhost'\n"
                "2026-11-26 10:00:02 0x7f3c [ERROR] mysqld got signal 11 ;\n"
                "261126  9:05:03 [ERROR] mysqld: Table 'orders' is marked as crashed",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "InnoDB: Using io_uring"},
                    {"ts": "2026-11-26T09:05:01Z", "level": "WARNING"},
                    {"level": "ERROR", "message": "mysqld got signal 11 ;"},
                    {
                        "ts": "2026-11-26T09:05:03Z",
                        "level": "ERROR",
                        "message": "mysqld: Table 'orders' is marked as crashed",
                    },
                ),
            ),
            Sample(
                lines="2026-11-29 22:36:30 0 [Note] InnoDB: Compressed tables use zlib 1.2.13\n"
                "2026-11-29 22:36:37 0 [Note] InnoDB: Buffer pool(s) dump completed at 261129 22:36:37",
                records=(
                    {
                        "ts": "2026-11-29T22:36:30Z",
                        "level": "INFO",
                        "message": "InnoDB: Compressed tables use zlib 1.2.13",
                    },
                    {
                        "ts": "2026-11-29T22:36:37Z",
                        "level": "INFO",
                        "message": "InnoDB: Buffer pool(s) dump completed at 261129 22:36:37",
                    },
                ),
                writer="MariaDB 10.11",
            ),
            Sample(
                lines=(
                    "2017-06-21T12:00:00.123456Z 0 [Warning] TIMESTAMP with implicit DEFAULT value is deprecated.\n"
                    "2017-06-21T12:00:01.123456Z 3 [Note] Access denied for user 'ada'@'203.0.113.5' (using password: YES)\n"
                    "12:00:02 UTC - mysqld got signal 11 ;\n"
                    "This could be because you hit a bug."
                ),
                records=(
                    {
                        "ts": "2017-06-21T12:00:00.123456Z",
                        "level": "WARNING",
                        "message": "TIMESTAMP with implicit DEFAULT value is deprecated.",
                    },
                    {
                        "ts": "2017-06-21T12:00:01.123456Z",
                        "level": "INFO",
                        "message": "Access denied for user 'ada'@'203.0.113.5' (using password: YES)",
                    },
                    {
                        "ts": "2026-01-05T12:00:02Z",
                        "level": "CRITICAL",
                        "message": "mysqld got signal 11 ;\nThis could be because you hit a bug.",
                    },
                ),
                writer="MySQL 5.7 (published)",
            ),
            Sample(
                lines=(
                    "2024-06-21T12:00:00.123456Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n"
                    "2024-06-21T12:00:01.123456Z 0 [ERROR] [MY-012960] [InnoDB] Cannot create redo log files\n"
                    "2024-06-21T12:00:02Z UTC - mysqld got signal 6 ;\n"
                    "Most likely, you have hit a bug."
                ),
                records=(
                    {
                        "ts": "2024-06-21T12:00:00.123456Z",
                        "level": "INFO",
                        "message": "/usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.",
                        "logger": "Server",
                    },
                    {
                        "ts": "2024-06-21T12:00:01.123456Z",
                        "level": "ERROR",
                        "message": "Cannot create redo log files",
                        "logger": "InnoDB",
                    },
                    {
                        "ts": "2024-06-21T12:00:02Z",
                        "level": "CRITICAL",
                        "message": "mysqld got signal 6 ;\nMost likely, you have hit a bug.",
                    },
                ),
                writer="MySQL 8.0 (published)",
            ),
        ),
    ),
    TextFormat(
        name="mysql_slow",
        title="MySQL, MariaDB: slow query log",
        begins=r"# (?:Time: \d|User@Host: )",
        head=r"# Time: [^\n]*",
        pattern=rf"(?:# Time: (?P<time>{_TIME})\n)?{_USER}(?:# Thread_id: (?P<session>\d+) +Schema: (?P<schema>\S*)[^\n]*\n)?"
        rf"{_QUERY_TIME}\n(?P<details>(?:#[^\n]*\n)*)(?:use (?P<database>[^;\n]+);\n)?(?:SET timestamp=(?P<unix_timestamp>\d+(?:\.\d+)?);\n)?"
        rf"(?P<message>{LAZY}){_BANNER}",
        priority=30,
        samples=(
            Sample(
                lines="# Time: 2026-11-26T10:00:00.123456Z\n"
                "# User@Host: ada[ada] @ localhost [203.0.113.5]  Id:     8\n"
                "# Query_time: 1.250123  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 100\n"
                "use shop;\n"
                "SET timestamp=1795687198;\n"
                "select *\n"
                "from orders;\n"
                "# Time: 261126 10:00:01\n"
                "# User@Host: root[root] @ localhost []\n"
                "# Thread_id: 4  Schema: shop  QC_hit: No\n"
                "# Query_time: 0.063268  Lock_time: 0.000068  Rows_sent: 0  Rows_examined: 0\n"
                "# Rows_affected: 0  Bytes_sent: 11\n"
                "SET timestamp=1795687201;\n"
                "create table t(a int primary key, b text);\n"
                "# User@Host: root[root] @ localhost []\n"
                "# Thread_id: 4  Schema: shop  QC_hit: No\n"
                "# Query_time: 0.053339  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0\n"
                "SET timestamp=1795687201;\n"
                "select sleep(0.05);\n"
                "mariadbd, Version: 10.11.19-MariaDB (Debian 12). started with:\n"
                "Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock\n"
                "Time\t\t    Id Command\tArgument",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": None,
                        "message": "select *\nfrom orders;",
                        "duration_ms": 1250.123,
                        "user_id": "ada",
                        "client_ip": "203.0.113.5",
                        "host": None,
                    },
                    {
                        "ts": "2026-11-26T10:00:01Z",
                        "message": "create table t(a int primary key, b text);",
                        "duration_ms": 63.268,
                        "client_ip": None,
                    },
                    {"ts": "2026-11-26T10:00:01Z", "message": "select sleep(0.05);", "duration_ms": 53.339},
                ),
            ),
            Sample(
                lines="# Time: 261129 22:36:36\n"
                "# User@Host: root[root] @ web1 []\n"
                "# Thread_id: 3  Schema:   QC_hit: No\n"
                "# Query_time: 0.000179  Lock_time: 0.000000  Rows_sent: 0  Rows_examined: 0\n"
                "# Rows_affected: 1  Bytes_sent: 11\n"
                "SET timestamp=1795991796;\n"
                "create database shop;",
                records=(
                    {
                        "ts": "2026-11-29T22:36:36Z",
                        "message": "create database shop;",
                        "user_id": "root",
                        "duration_ms": 0.179,
                    },
                ),
                writer="MariaDB 10.11",
            ),
            Sample(
                lines=(
                    "# User@Host: root[root] @ localhost []\n"
                    "# Thread_id: 3  Schema: shop  QC_hit: No\n"
                    "# Query_time: 0.007852  Lock_time: 0.000405  Rows_sent: 0  Rows_examined: 0\n"
                    "# Rows_affected: 1  Bytes_sent: 11\n"
                    "#\n"
                    "# explain: id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\tr_filtered\tExtra\n"
                    "# explain: 1\tINSERT\tt\tALL\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\t100.00\t100.00\tNULL\n"
                    "#\n"
                    "SET timestamp=1796011864;\n"
                    "insert into t values(1);\n"
                    "# User@Host: root[root] @ localhost []\n"
                    "# Thread_id: 3  Schema: shop  QC_hit: No\n"
                    "# Query_time: 0.000256  Lock_time: 0.000099  Rows_sent: 1  Rows_examined: 1\n"
                    "# Rows_affected: 0  Bytes_sent: 65\n"
                    "# Full_scan: Yes  Full_join: No  Tmp_table: No  Tmp_table_on_disk: No\n"
                    "# Filesort: No  Filesort_on_disk: No  Merge_passes: 0  Priority_queue: No\n"
                    "#\n"
                    "# explain: id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\tr_filtered\tExtra\n"
                    "# explain: 1\tSIMPLE\tt\tALL\tNULL\tNULL\tNULL\tNULL\t1\t1.00\t100.00\t100.00\tUsing where\n"
                    "#\n"
                    "SET timestamp=1796011864;\n"
                    "select * from t where a=1;"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:11:04Z",
                        "message": "insert into t values(1);",
                        "user_id": "root",
                        "duration_ms": 7.852,
                    },
                    {
                        "ts": "2026-11-30T04:11:04Z",
                        "message": "select * from t where a=1;",
                        "user_id": "root",
                        "duration_ms": 0.256,
                    },
                ),
                writer="MariaDB 10.11 (explain)",
            ),
        ),
    ),
    TextFormat(
        name="mysql_general",
        title="MySQL, MariaDB: general query log",
        begins=rf"(?:{_TIME}|\t)\t *\d+ (?:Query|Connect|Quit|Init DB|Prepare|Execute|Close stmt|Field List|Statistics|Ping|Change user|Reset stmt|Reset connection|Binlog Dump\S*|Long Data|Fetch|Shutdown|Sleep|Daemon|Debug|Kill|Refresh|Processlist|Error)\t?",
        pattern=rf"(?:(?P<time>{_TIME})|\t)\t *(?P<thread>\d+) (?P<command>[A-Z][A-Za-z ]*)(?:\t(?P<message>{LAZY}){_BANNER})?",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123456Z\t    8 Query\tselect *\n"
                "from orders\n"
                "261126 10:00:01\t     4 Connect\tada@localhost on shop using Socket\n"
                "\t\t     4 Init DB\tshop",
                records=(
                    {"ts": "2026-11-26T10:00:00.123456Z", "message": "select *\nfrom orders"},
                    {"ts": "2026-11-26T10:00:01Z", "message": "ada@localhost on shop using Socket"},
                    {"ts": "2026-11-26T10:00:01Z", "message": "shop"},
                ),
            ),
            Sample(
                lines="261129 22:36:36\t     3 Connect\troorabbit@web1 on  using Socket\n"
                "\t\t     3 Query\tcreate database shop\n"
                "\t\t     3 Query\tSELECT DATABASE()",
                records=(
                    {"ts": "2026-11-29T22:36:36Z", "message": "roorabbit@web1 on  using Socket"},
                    {"message": "create database shop"},
                    {"message": "SELECT DATABASE()"},
                ),
                writer="MariaDB 10.11",
            ),
            Sample(
                lines=(
                    "2017-06-21T12:00:00.123456Z\t    2 Connect\tada@localhost on shop using Socket\n"
                    "2017-06-21T12:00:01.123456Z\t    2 Query\tselect *\n"
                    "from orders\n"
                    "2017-06-21T12:00:02.123456Z\t    2 Quit\t\n"
                    "/usr/sbin/mysqld, Version: 5.7.18 (MySQL Community Server (GPL)). started with:\n"
                    "Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock\n"
                    "Time                 Id Command    Argument"
                ),
                records=(
                    {"ts": "2017-06-21T12:00:00.123456Z", "message": "ada@localhost on shop using Socket"},
                    {"ts": "2017-06-21T12:00:01.123456Z", "message": "select *\nfrom orders"},
                    {"ts": "2017-06-21T12:00:02.123456Z", "message": None, "host": None},
                ),
                writer="MySQL 5.7 (published)",
            ),
        ),
    ),
)
