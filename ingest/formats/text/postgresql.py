"""PostgreSQL's log on stderr with the usual values of log_line_prefix, and PgBouncer's.

DETAIL, HINT, QUERY, CONTEXT, LOCATION, BACKTRACE and STATEMENT follow the message that they belong to, in this order (elog.c),
each with the prefix again; they begin no record, and have keys of their own. Two spaces follow the word; further lines
begin with a tab.

One long module: these formats share the parts of their patterns, and most of it are samples.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import EPOCH, ISO_TIME, LAZY, REST

_TIME = rf"(?:{ISO_TIME}|{EPOCH})"
_WORD = r"(?:LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DEBUG[1-5]?)"
_ATTACHED = "".join(
    rf"(?:\n(?:(?:< ?)?{_TIME}[^\n]*?)?{word}:  (?P<{key}>{LAZY}))?"
    for word, key in (
        ("DETAIL", "detail"),
        ("HINT", "hint"),
        ("QUERY", "query"),
        ("CONTEXT", "call_context"),
        ("LOCATION", "location"),
        ("BACKTRACE", "backtrace"),
        ("STATEMENT", "statement"),
    )
)
_BEGINS = rf"(?:< ?)?{_TIME}[^\n]{{1,300}}?[ :|\]]{_WORD}:  "
_MESSAGE = (
    rf"(?P<level>{_WORD}):  (?:(?P<sqlstate>[0-9A-Z]{{5}}): )?"
    rf"(?P<message>(?:duration: (?P<duration_ms>\d+\.\d+) ms)?{LAZY}){_ATTACHED}"
)
_FOLLOWS = rf"(?:(?:< ?)?{_TIME}[^\n]{{1,300}}?[ :|\]])?(?:DETAIL|HINT|QUERY|CONTEXT|LOCATION|BACKTRACE|STATEMENT):  "
_EMPTY = ("", "[unknown]")

FORMATS = (
    TextFormat(
        name="postgresql_rds",
        title="PostgreSQL, prefix of Amazon RDS",
        begins=rf"{ISO_TIME}:[^\s@]*:[^\s@]*@[^\s:]*:\[\d+\]:{_WORD}:  ",
        pattern=rf"(?P<time>{ISO_TIME}):(?P<client_ip>[^\s(@]*)(?:\((?P<client_port>\d+)\))?:(?P<user>[^\s@:]*)@(?P<database>[^\s:]*):"
        rf"\[(?P<process>\d+)\]:{_MESSAGE}",
        empty=_EMPTY,
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00 UTC::@:[22706]:LOG:  database system is ready to accept connections\n"
                "2026-11-26 10:00:10 UTC:203.0.113.5(57070):ada@shop:[22718]:LOG:  duration: 53.256 ms  statement: select *\n"
                "\tfrom orders;\n"
                '2026-11-26 10:00:10 UTC:203.0.113.5(57070):[unknown]@[unknown]:[22718]:FATAL:  role "eve" does not exist',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "message": "database system is ready to accept connections",
                        "user_id": None,
                        "attributes": '{"process":"22706"}',
                    },
                    {
                        "level": "INFO",
                        "message": "duration: 53.256 ms  statement: select *\n\tfrom orders;",
                        "duration_ms": 53.256,
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                    },
                    {"level": "CRITICAL", "message": 'role "eve" does not exist', "user_id": None},
                ),
            ),
            Sample(
                lines='2026-11-29 22:36:28 UTC:203.0.113.5(50640):postgres@postgres:[13548]:ERROR:  duplicate key value violates unique constraint "orders_pkey"\n'
                "2026-11-29 22:36:28 UTC:203.0.113.5(50640):postgres@postgres:[13548]:DETAIL:  Key (id)=(1) already exists.\n"
                "2026-11-29 22:36:28 UTC:203.0.113.5(50640):postgres@postgres:[13548]:STATEMENT:  insert into orders values (1,'b');",
                records=(
                    {
                        "ts": "2026-11-29T22:36:28Z",
                        "level": "ERROR",
                        "message": 'duplicate key value violates unique constraint "orders_pkey"',
                        "user_id": "postgres",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="PostgreSQL 15",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:05:38 UTC:203.0.113.5(49498):postgres@postgres:[7193]:LOG:  duration: 0.191 ms  statement: select 1\n"
                    '2026-11-30 04:05:38 UTC:203.0.113.5(49498):postgres@postgres:[7193]:ERROR:  relation "nope" does not exist at character 15\n'
                    "2026-11-30 04:05:38 UTC:203.0.113.5(49498):postgres@postgres:[7193]:STATEMENT:  select * from nope\n"
                    "2026-11-30 04:05:38 UTC:203.0.113.5(49498):postgres@postgres:[7193]:WARNING:  stock low\n"
                    "2026-11-30 04:05:38 UTC:203.0.113.5(49498):postgres@postgres:[7193]:CONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE\n"
                    "2026-11-30 04:05:39 UTC::@:[7051]:LOG:  received fast shutdown request"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:05:38Z",
                        "level": "INFO",
                        "message": "duration: 0.191 ms  statement: select 1",
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                        "duration_ms": 0.191,
                    },
                    {
                        "ts": "2026-11-30T04:05:38Z",
                        "level": "ERROR",
                        "message": 'relation "nope" does not exist at character 15',
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                    },
                    {
                        "ts": "2026-11-30T04:05:38Z",
                        "level": "WARNING",
                        "message": "stock low",
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                    },
                    {"ts": "2026-11-30T04:05:39Z", "level": "INFO", "message": "received fast shutdown request"},
                ),
                writer="PostgreSQL 15 (statements)",
            ),
        ),
    ),
    TextFormat(
        name="postgresql_pairs",
        title="PostgreSQL, prefix with user=, db=, app=, client=",
        begins=rf"{_TIME} [^\n]{{0,60}}?\b(?:user|db)=[^\n]{{0,200}}? ?{_WORD}:  ",
        pattern=rf"(?P<time>{_TIME})(?: \[(?P<process>\d+)\]:?)?(?: \[(?P<session_line>\d+)-\d+\])? ?\[?"
        r"(?:user=(?P<user>[^,\s]*),)?db=(?P<database>[^,\s]*)(?:,user=(?P<username>[^,\s]*))?(?:,app=(?P<client_program>[^,\n]*?))?"
        rf"(?:,client=(?P<client_ip>[^,\s]*?))?(?:,(?P<prefix>[^\n]*?))?\]? {_MESSAGE}",
        empty=_EMPTY,
        priority=31,
        samples=(
            Sample(
                lines="2026-11-26 10:00:05 CET [22669]: user=ada,db=shop,app=PostgreSQL JDBC Driver,client=203.0.113.5 ERROR:  "
                'relation "nosuch" does not exist at character 15\n'
                "2026-11-26 10:00:05 CET [22669]: [5-1] user=ada,db=shop,app=psql,client=[local] STATEMENT:  select *\n"
                "\tfrom nosuch;\n"
                "2026-11-26 10:00:06.379 UTC [22795]: [4-1] db=shop,user=ada LOG:  duration: 56.065 ms\n"
                "2026-11-26 10:00:07 UTC [22657]: user=,db=,app=,client= LOG:  00000: received fast shutdown request\n"
                '2026-11-26 10:00:20 UTC [22827] [user=eve,db=nodb,app=[unknown]] FATAL:  role "eve" does not exist',
                records=(
                    {
                        "ts": "2026-11-26T09:00:05Z",
                        "level": "ERROR",
                        "message": 'relation "nosuch" does not exist at character 15',
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                        "service": None,
                        "attributes": '{"process":"22669","database":"shop","client_program":"PostgreSQL JDBC Driver",'
                        '"statement":"select *\\n\\tfrom nosuch;"}',
                    },
                    {"ts": "2026-11-26T10:00:06.379Z", "level": "INFO", "duration_ms": 56.065, "user_id": "ada"},
                    {"level": "INFO", "message": "received fast shutdown request", "user_id": None},
                    {"level": "CRITICAL", "user_id": "eve"},
                ),
            ),
            Sample(
                lines='2026-11-29 22:36:27 UTC [13502]: [5-1] user=postgres,db=postgres,app=psql,client=203.0.113.5 ERROR:  duplicate key value violates unique constraint "orders_pkey"\n'
                "2026-11-29 22:36:27 UTC [13502]: [6-1] user=postgres,db=postgres,app=psql,client=203.0.113.5 DETAIL:  Key (id)=(1) already exists.\n"
                "2026-11-29 22:36:27 UTC [13502]: [7-1] user=postgres,db=postgres,app=psql,client=203.0.113.5 STATEMENT:  insert into orders values (1,'b');",
                records=(
                    {
                        "ts": "2026-11-29T22:36:27Z",
                        "level": "ERROR",
                        "message": 'duplicate key value violates unique constraint "orders_pkey"',
                        "user_id": "postgres",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="PostgreSQL 15",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:05:44.007 UTC [7851] user=postgres,db=postgres,app=[unknown],client=203.0.113.5 LOG:  connection authorized: user=postgres database=postgres application_name=psql\n"
                    "2026-11-30 04:05:44.010 UTC [7851] user=postgres,db=postgres,app=psql,client=203.0.113.5 LOG:  duration: 0.192 ms  statement: select 1\n"
                    '2026-11-30 04:05:44.010 UTC [7851] user=postgres,db=postgres,app=psql,client=203.0.113.5 ERROR:  relation "nope" does not exist at character 15\n'
                    "2026-11-30 04:05:44.010 UTC [7851] user=postgres,db=postgres,app=psql,client=203.0.113.5 STATEMENT:  select * from nope\n"
                    "2026-11-30 04:05:44.011 UTC [7851] user=postgres,db=postgres,app=psql,client=203.0.113.5 WARNING:  stock low\n"
                    "2026-11-30 04:05:44.011 UTC [7851] user=postgres,db=postgres,app=psql,client=203.0.113.5 CONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE\n"
                    "2026-11-30 04:05:45.019 UTC [7482] user=,db=,app=,client= LOG:  received fast shutdown request"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:05:44.007Z",
                        "level": "INFO",
                        "message": "connection authorized: user=postgres database=postgres application_name=psql",
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                    },
                    {
                        "ts": "2026-11-30T04:05:44.01Z",
                        "level": "INFO",
                        "message": "duration: 0.192 ms  statement: select 1",
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                        "duration_ms": 0.192,
                    },
                    {
                        "ts": "2026-11-30T04:05:44.01Z",
                        "level": "ERROR",
                        "message": 'relation "nope" does not exist at character 15',
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                    },
                    {
                        "ts": "2026-11-30T04:05:44.011Z",
                        "level": "WARNING",
                        "message": "stock low",
                        "client_ip": "203.0.113.5",
                        "user_id": "postgres",
                    },
                    {"ts": "2026-11-30T04:05:45.019Z", "level": "INFO", "message": "received fast shutdown request"},
                ),
                writer="PostgreSQL 15 (app, client)",
            ),
        ),
    ),
    TextFormat(
        name="postgresql",
        title="PostgreSQL",
        begins=_BEGINS,
        follows=_FOLLOWS,
        pattern=rf"(?:< ?)?(?P<time>{_TIME})(?: ?>)?(?:[ :]?\[(?P<process>\d+)(?:-\d+)?\]:?)?(?: \[(?P<session_line>\d+)-\d+\])?"
        rf"(?: (?P<user>[^\s@=,|:\[]+|\[unknown\])@(?P<database>[^\s|]+))? ?(?P<prefix>[^\n]*?)[ :|\]]?{_MESSAGE}",
        empty=_EMPTY,
        priority=33,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.168 UTC [22601] LOG:  database system is ready to accept connections\n"
                '2026-11-26 10:00:00.795 CET [22610] ada@shop ERROR:  relation "nosuch" does not exist at character 15\n'
                "2026-11-26 10:00:00.795 CET [22610] ada@shop STATEMENT:  select *\n"
                "\tfrom nosuch\n"
                "\twhere a = 1;\n"
                "2026-11-26 10:00:00.885 +01 [22610] ada@shop WARNING:  stock low: 3\n"
                "1795687200.585 [22744] 42P01 PANIC:  could not write to file\n"
                "2026-11-26 15:30:15.043 UTC|ada|shop|203.0.113.5(57102)|22771|3|00000| LOG:  duration: 64.080 ms  execute S_1: select 1",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.168Z",
                        "level": "INFO",
                        "message": "database system is ready to accept connections",
                        "attributes": '{"process":"22601"}',
                    },
                    {
                        "ts": "2026-11-26T09:00:00.795Z",
                        "level": "ERROR",
                        "message": 'relation "nosuch" does not exist at character 15',
                        "user_id": "ada",
                        "attributes": '{"process":"22610","database":"shop","statement":"select *\\n\\tfrom nosuch\\n\\twhere a = 1;"}',
                    },
                    {"ts": "2026-11-26T09:00:00.885Z", "level": "WARNING"},
                    {"ts": "2026-11-26T10:00:00.585Z", "level": "CRITICAL", "message": "could not write to file"},
                    {"level": "INFO", "duration_ms": 64.08},
                ),
            ),
            Sample(
                lines='2026-11-29 23:36:26.127 CET [13466] postgres@postgres ERROR:  duplicate key value violates unique constraint "orders_pkey"\n'
                "2026-11-29 23:36:26.127 CET [13466] postgres@postgres DETAIL:  Key (id)=(1) already exists.\n"
                "2026-11-29 23:36:26.127 CET [13466] postgres@postgres STATEMENT:  insert into orders values (1,'b');",
                records=(
                    {
                        "ts": "2026-11-29T22:36:26.127000Z",
                        "level": "ERROR",
                        "message": 'duplicate key value violates unique constraint "orders_pkey"',
                        "user_id": "postgres",
                    },
                ),
                writer="PostgreSQL 15",
            ),
            Sample(
                lines='2026-11-29 22:36:29.305 UTC [13588] ERROR:  23505: duplicate key value violates unique constraint "orders_pkey"\n'
                "2026-11-29 22:36:29.305 UTC [13588] DETAIL:  Key (id)=(1) already exists.\n"
                "2026-11-29 22:36:29.305 UTC [13588] LOCATION:  _bt_check_unique, nbtinsert.c:664",
                records=(
                    {
                        "ts": "2026-11-29T22:36:29.305000Z",
                        "level": "ERROR",
                        "message": 'duplicate key value violates unique constraint "orders_pkey"',
                    },
                ),
                writer="PostgreSQL 15 (verbose)",
            ),
            Sample(
                lines='< 2026-11-29 22:36:30.132 UTC > ERROR:  duplicate key value violates unique constraint "orders_pkey"\n'
                "< 2026-11-29 22:36:30.132 UTC > DETAIL:  Key (id)=(1) already exists.\n"
                "< 2026-11-29 22:36:30.132 UTC > STATEMENT:  insert into orders values (1,'b');",
                records=(
                    {
                        "ts": "2026-11-29T22:36:30.132000Z",
                        "level": "ERROR",
                        "message": 'duplicate key value violates unique constraint "orders_pkey"',
                    },
                ),
                writer="PostgreSQL 15 (< %m >)",
            ),
        ),
    ),
    TextFormat(
        name="postgresql_bare",
        title="PostgreSQL without a prefix",
        begins=rf"{_WORD}:  \S",
        pattern=_MESSAGE,
        priority=45,
        samples=(
            Sample(
                lines="LOG:  database system is ready to accept connections\n"
                'ERROR:  relation "nosuch" does not exist at character 15\n'
                "STATEMENT:  select *\n\tfrom nosuch;",
                records=(
                    {"level": "INFO", "message": "database system is ready to accept connections"},
                    {
                        "level": "ERROR",
                        "message": 'relation "nosuch" does not exist at character 15',
                        "stack_trace": None,
                    },
                ),
            ),
            Sample(
                lines=(
                    "LOG:  connection authorized: user=postgres database=postgres application_name=psql\n"
                    "LOG:  duration: 0.236 ms  statement: select 1\n"
                    'ERROR:  relation "nope" does not exist at character 15\n'
                    "STATEMENT:  select * from nope\n"
                    "WARNING:  stock low\n"
                    "CONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE\n"
                    "LOG:  duration: 0.857 ms  statement: do $$ begin raise warning 'stock low'; end $$"
                ),
                records=(
                    {
                        "level": "INFO",
                        "message": "connection authorized: user=postgres database=postgres application_name=psql",
                    },
                    {"level": "INFO", "message": "duration: 0.236 ms  statement: select 1", "duration_ms": 0.236},
                    {"level": "ERROR", "message": 'relation "nope" does not exist at character 15'},
                    {"level": "WARNING", "message": "stock low"},
                    {
                        "level": "INFO",
                        "message": "duration: 0.857 ms  statement: do $$ begin raise warning 'stock low'; end $$",
                        "duration_ms": 0.857,
                    },
                ),
                writer="PostgreSQL 15",
            ),
            Sample(
                lines=(
                    "WARNING:  01000: stock low\n"
                    "CONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE\n"
                    "LOCATION:  exec_stmt_raise, pl_exec.c:3907\n"
                    "LOG:  00000: duration: 0.886 ms  statement: do $$ begin raise warning 'stock low'; end $$\n"
                    "LOCATION:  exec_simple_query, postgres.c:1314\n"
                    "LOG:  00000: received fast shutdown request\n"
                    "LOCATION:  pmdie, postmaster.c:2928"
                ),
                records=(
                    {"level": "WARNING", "message": "stock low"},
                    {
                        "level": "INFO",
                        "message": "duration: 0.886 ms  statement: do $$ begin raise warning 'stock low'; end $$",
                        "duration_ms": 0.886,
                    },
                    {"level": "INFO", "message": "received fast shutdown request"},
                ),
                writer="PostgreSQL 15 (verbose)",
            ),
        ),
    ),
    TextFormat(
        name="pgbouncer",
        title="PgBouncer",
        begins=r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?:[A-Z+\-]\S* \[\d+\]|\d+) (?:DEBUG|NOISE|LOG|WARNING|ERROR|FATAL) \S",
        pattern=rf"(?P<time>{ISO_TIME}) (?:\[(?P<process>\d+)\]|(?P<pid>\d+)) (?P<level>[A-Z]+) "
        r"(?:(?P<connection>[CS]-0x[0-9a-f]+): (?P<database>[^/\s]*)/(?P<user>[^@\s]*)@(?P<client_ip>\[?[^\s]*?\]?)(?::(?P<client_port>\d+))? )?"
        rf"(?P<message>{REST})",
        levels={"NOISE": "TRACE"},
        empty=("", "(nodb)", "(nouser)"),
        priority=31,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123 CET [21] LOG process up: PgBouncer 1.23.1, libevent 2.1.12-stable (epoll)\n"
                "2026-11-26 10:00:01.123 CET [21] LOG C-0x55d0c8d5e5e0: shop/ada@203.0.113.5:51234 login attempt: db=shop user=ada tls=no\n"
                "2026-11-26 10:00:02.123 CET [21] WARNING C-0x55d0c8d5e5e0: (nodb)/(nouser)@203.0.113.5:51234 pooler error: no such user: eve",
                records=(
                    {
                        "ts": "2026-11-26T09:00:00.123Z",
                        "level": "INFO",
                        "message": "process up: PgBouncer 1.23.1, libevent 2.1.12-stable (epoll)",
                    },
                    {
                        "level": "INFO",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                        "message": "login attempt: db=shop user=ada tls=no",
                    },
                    {"level": "WARNING", "user_id": None, "message": "pooler error: no such user: eve"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:05:56.577 UTC [9435] LOG listening on 203.0.113.5:16432\n"
                    "2026-11-30 04:05:58.620 UTC [9435] LOG C-0x5620c80906d0: shop/ada@203.0.113.5:43676 login attempt: db=shop user=ada tls=no\n"
                    "2026-11-30 04:05:58.620 UTC [9435] LOG S-0x5620c8097db0: shop/ada@203.0.113.5:9 closing because: connect failed (age=0s)\n"
                    "2026-11-30 04:06:01.624 UTC [9435] LOG C-0x5620c8090930: (nodb)/(nouser)@203.0.113.5:43686 no such user: bob\n"
                    '2026-11-30 04:06:01.624 UTC [9435] WARNING C-0x5620c8090930: (nodb)/bob@203.0.113.5:43686 pooler error: "trust" authentication failed'
                ),
                records=(
                    {"ts": "2026-11-30T04:05:56.577Z", "level": "INFO", "message": "listening on 203.0.113.5:16432"},
                    {
                        "ts": "2026-11-30T04:05:58.62Z",
                        "level": "INFO",
                        "message": "login attempt: db=shop user=ada tls=no",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                    },
                    {
                        "ts": "2026-11-30T04:05:58.62Z",
                        "level": "INFO",
                        "message": "closing because: connect failed (age=0s)",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                    },
                    {
                        "ts": "2026-11-30T04:06:01.624Z",
                        "level": "INFO",
                        "message": "no such user: bob",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T04:06:01.624Z",
                        "level": "WARNING",
                        "message": 'pooler error: "trust" authentication failed',
                        "client_ip": "203.0.113.5",
                        "user_id": "bob",
                    },
                ),
                writer="PgBouncer 1.18",
            ),
            Sample(
                lines=(
                    "2017-03-16 16:09:08.366 12526 LOG File descriptor limit: 1024 (H:4096), max_client_conn: 500, max fds possible: 510\n"
                    "2017-03-16 16:09:09.366 12526 DEBUG C-0x1b2c3d0: shop/ada@203.0.113.5:45678 P: got connection: 203.0.113.5:45678"
                ),
                records=(
                    {
                        "ts": "2017-03-16T16:09:08.366Z",
                        "level": "INFO",
                        "message": "File descriptor limit: 1024 (H:4096), max_client_conn: 500, max fds possible: 510",
                    },
                    {
                        "ts": "2017-03-16T16:09:09.366Z",
                        "level": "DEBUG",
                        "message": "P: got connection: 203.0.113.5:45678",
                        "user_id": "ada",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="PgBouncer 1.7 (published)",
            ),
        ),
    ),
)
