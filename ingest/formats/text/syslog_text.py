"""Syslog: RFC 5424 and RFC 3164, also with an ISO time as rsyslog writes it, journalctl's short forms, Cisco's, the kernel's.

What programs write through syslog (cron, sshd, sudo, Postfix, Dovecot, systemd) has its tag as the service.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CTIME, ISO_TIME, LAZY, REST, SYSLOG_TIME

_BOM = "\ufeff"
_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
PRIORITIES = {str(number): _LEVELS[number % 8] for number in range(192)}
"""The level in a priority: its remainder of division by 8 (RFC 5424, 6.2.1)."""

_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_YEARLY = r"[A-Z][a-z]{2} [ \d]\d \d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_DEVICE_TIME = rf"(?:{_YEARLY}|\d{{4}} {SYSLOG_TIME}|{SYSLOG_TIME})"
_NAMED = r"(?:[\w.:\-%]*[A-Za-z][\w.:\-%]*?|\d{1,3}(?:\.\d{1,3}){3})"
_UPTIME = r"(?:\d{2,4}:\d\d:\d\d|\d+[ywd]\d+[wdh])"
_RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_TIME = rf"(?:{_DAY} {ISO_TIME}|{_YEARLY}|{SYSLOG_TIME}|{_RFC_3339})"
_PRIORITY = r"(?:<(?P<level>(?P<syslog_priority>\d{1,3}))>)?"
_HOST = r"[\w:%][\w.:\-%]*"
_TAG = r"(?:[^\s:\[\]()=<>\"]+|\(\S+?\))(?:\([^()\s]+\))?"
_PROCESS_TAG = r"[^\s:\[\]=<>\"]+(?: [^\s:\[\]=<>\"]+){0,3}\[\d+\]"
_BODY_BEGINS = rf"(?:{_TAG}(?:\[[\w.\-]+\])?(?: \([^()\n]+\)(?:\[\d+\])?)?:|{_PROCESS_TAG}:|-- |last message repeated|message repeated)"

FORMATS = (
    TextFormat(
        name="syslog_5424",
        title="Syslog (RFC 5424)",
        begins=r"<\d{1,3}>1 (?:\d{4}-|- )",
        pattern=rf"<(?P<level>(?P<syslog_priority>\d{{1,3}}))>1 (?P<time>{ISO_TIME}|-) (?P<host>\S+) (?P<service>\S+) (?P<process>\S+) "
        rf'(?P<message_id>\S+) (?:-|(?P<structured_data>(?:\[(?:[^"\]\\]|"(?:[^"\\]|\\.)*")*\])+))(?: +{_BOM}?(?P<message>{REST}))?',
        levels=PRIORITIES,
        empty=("", "-"),
        priority=30,
        samples=(
            Sample(
                lines="<34>1 2026-11-26T10:00:00.003Z web1.shop.example su - ID47 - \ufeff'su root' failed for ada on /dev/pts/8\n"
                '<165>1 2026-11-26T10:00:01.000003-07:00 2001:db8::9 shop 8710 - [x@32473 iut="3" note="a \\"b\\" \\]"][y@32473 a="1"] pay failed\n'
                "<15>1 - - - - - -\n"
                '<13>1 2026-11-26T10:00:02.648+01:00 web1 ada - - [timeQuality tzKnown="1" isSynced="0"] first\n'
                "second",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.003Z",
                        "level": "CRITICAL",
                        "host": "web1.shop.example",
                        "service": "su",
                        "message": "'su root' failed for ada on /dev/pts/8",
                        "attributes": '{"syslog_priority":"34","message_id":"ID47"}',
                    },
                    {
                        "ts": "2026-11-26T17:00:01.000003Z",
                        "level": "INFO",
                        "host": "2001:db8::9",
                        "service": "shop",
                        "message": "pay failed",
                    },
                    {"level": "DEBUG", "host": None, "service": None, "message": None},
                    {"ts": "2026-11-26T09:00:02.648Z", "message": "first\nsecond"},
                ),
            ),
            Sample(
                lines="<11>1 2026-11-29T22:36:39.040721+00:00 web1 shop 7 - -  pay failed: order 7\n"
                "<13>1 2026-11-29T22:36:39.055159+00:00 web1 kernel - - -  eth0: link up\n"
                "<86>1 2026-11-29T22:37:01.127541+00:00 web1 CRON 14308 - -  pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
                records=(
                    {
                        "ts": "2026-11-29T22:36:39.040721Z",
                        "level": "ERROR",
                        "message": "pay failed: order 7",
                        "service": "shop",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-29T22:36:39.055159Z",
                        "level": "INFO",
                        "message": "eth0: link up",
                        "service": "kernel",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-29T22:37:01.127541Z",
                        "level": "INFO",
                        "message": "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
                        "service": "CRON",
                        "host": "web1",
                    },
                ),
                writer="rsyslog 8.2302",
            ),
            Sample(
                lines=(
                    '<11>1 2026-11-30T04:10:41.941872+00:00 web1 shop 23860 PAY [timeQuality tzKnown="1" isSynced="0"][x@32473 order="7"] charge failed\n'
                    '<13>1 2026-11-30T04:10:41.951989+00:00 web1 shop - - [timeQuality tzKnown="1" isSynced="0"] order 7 placed'
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:10:41.941872Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "service": "shop",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-30T04:10:41.951989Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "service": "shop",
                        "host": "web1",
                    },
                ),
                writer="util-linux 2.38 logger",
            ),
        ),
    ),
    TextFormat(
        name="cisco",
        title="Cisco IOS, NX-OS, ASA",
        begins=rf"(?:<\d{{1,3}}>)?(?:\d+: )?(?:{_NAMED}:? )?[*.]?(?:{_DEVICE_TIME}(?: [A-Z]{{3,4}})?(?: {_HOST})?(?: ?:)?|{_UPTIME}:) %[A-Z]",
        pattern=rf"(?:<(?P<syslog_priority>\d{{1,3}})>)?(?:(?P<sequence>\d+): )?(?:(?P<host>{_NAMED}):? )?[*.]?(?:(?P<time>{_DEVICE_TIME})(?: (?P<timezone>[A-Z]{{3,4}}))?(?: (?P<hostname>{_HOST}))?(?: ?:)?|(?P<uptime>{_UPTIME}):) "
        rf"%(?P<facility>[A-Z][\w\-]*?)-(?P<level>[0-7])-(?P<mnemonic>\w+): (?P<message>{REST})",
        levels={str(number): level for number, level in enumerate(_LEVELS)},
        priority=32,
        samples=(
            Sample(
                lines="<189>45: *Jan  5 10:00:00.123: %SYS-5-CONFIG_I: Configured from console by vty0 (203.0.113.5)\n"
                "<187>46: sw1: Nov 26 2026 10:00:01 CET: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down\n"
                "Nov 26 2026 10:00:02 fw1 : %ASA-6-302013: Built outbound TCP connection 7 for outside:203.0.113.9/443",
                records=(
                    {
                        "ts": "2026-01-05T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "SYS",
                        "message": "Configured from console by vty0 (203.0.113.5)",
                    },
                    {"ts": "2026-11-26T09:00:01Z", "level": "ERROR", "host": "sw1"},
                    {"ts": "2026-11-26T10:00:02Z", "level": "INFO", "logger": "ASA"},
                ),
            ),
            Sample(
                lines=(
                    "00:00:46: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up\n"
                    "*Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console by vty2 (203.0.113.5)\n"
                    "*Mar  1 18:48:50.483 CET: %SYS-5-CONFIG_I: Configured from console by vty2 (203.0.113.5)"
                ),
                records=(
                    {"level": "ERROR", "message": "Interface Port-channel1, changed state to up", "logger": "LINK"},
                    {
                        "ts": "2025-03-01T18:46:11Z",
                        "level": "INFO",
                        "message": "Configured from console by vty2 (203.0.113.5)",
                        "logger": "SYS",
                    },
                    {
                        "ts": "2025-03-01T17:48:50.483Z",
                        "level": "INFO",
                        "message": "Configured from console by vty2 (203.0.113.5)",
                        "logger": "SYS",
                    },
                ),
                writer="Cisco IOS 12.2 (published)",
            ),
            Sample(
                lines=(
                    "<190>sw01.web1: 2017 Jul 28 14:42:46 UTC: %AUTHPRIV-6-SYSTEM_MSG: session opened for user ada by (uid=0) - dcos_sshd[12977]\n"
                    "2017 Jul 28 14:42:47 sw01 %ETHPORT-5-IF_DOWN_NONE: Interface Ethernet1/1 is down"
                ),
                records=(
                    {
                        "ts": "2017-07-28T14:42:46Z",
                        "level": "INFO",
                        "message": "session opened for user ada by (uid=0) - dcos_sshd[12977]",
                        "logger": "AUTHPRIV",
                        "host": "sw01.web1",
                    },
                    {
                        "ts": "2017-07-28T14:42:47Z",
                        "level": "INFO",
                        "message": "Interface Ethernet1/1 is down",
                        "logger": "ETHPORT",
                        "host": "sw01",
                    },
                ),
                writer="Cisco NX-OS 7 (published)",
            ),
        ),
    ),
    TextFormat(
        name="syslog_3164",
        title="Syslog (RFC 3164), journalctl",
        begins=rf"(?:(?:<\d{{1,3}}>)?{_TIME} (?:[A-Z]{{3,4}} )?{_HOST} {_BODY_BEGINS}|<\d{{1,3}}>{_TIME} {_TAG}\[\d+\]:)",
        pattern=rf"{_PRIORITY}(?P<time>{_TIME}) (?:(?P<timezone>[A-Z]{{3,4}}) )?(?:(?P<host>{_HOST}) )?"
        rf"(?:(?P<service>{_TAG})(?:\[(?P<process>[\w.\-]+)\])?(?: \((?P<unit>[^()\n]+)\)(?:\[\d+\])?)?: *"
        r"|(?P<program>[^\s:\[\]=<>\"]+(?: [^\s:\[\]=<>\"]+){0,3})\[(?P<pid>\d+)\]: *)?"
        rf"(?:\[ *(?P<uptime_s>\d+\.\d{{6}})\] )?(?P<message>{REST})",
        levels=PRIORITIES,
        priority=35,
        samples=(
            Sample(
                lines="Jan  5 10:00:00 web1 sshd[812]: Failed password for root from 203.0.113.5 port 51234 ssh2\n"
                "<13>Dec 31 23:59:59 web1 ada: first\n"
                "Jan  5 10:00:01 web1 kernel: [12345.678901] Out of memory: Killed process 17 (shop)\n"
                "Jan  5 10:00:02 web1 CRON[9]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)\n"
                "Jan  5 10:00:03 2001:db8::9 postfix/smtpd[7]: connect from mail.example[203.0.113.5]\n"
                "Jan  5 10:00:04 web1 sudo:      ada : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls\n"
                "Jan  5 10:00:05 web1 Google Chrome[123]: done\n"
                "Jan  5 10:00:06 web1 -- MARK --\n"
                "Jan  5 10:00:07.123456 web1 systemd[1]: Started cron.service - Regular background program processing daemon.\n"
                "Jan  5 10:00:08 web1 last message repeated 3 times",
                records=(
                    {
                        "ts": "2026-01-05T10:00:00Z",
                        "level": None,
                        "host": "web1",
                        "service": "sshd",
                        "message": "Failed password for root from 203.0.113.5 port 51234 ssh2",
                    },
                    {"ts": "2025-12-31T23:59:59Z", "level": "INFO", "service": "ada", "message": "first"},
                    {"service": "kernel", "message": "Out of memory: Killed process 17 (shop)"},
                    {"service": "CRON", "message": "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)"},
                    {"host": "2001:db8::9", "service": "postfix/smtpd"},
                    {"service": "sudo", "message": "ada : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls"},
                    {"service": "Google Chrome", "message": "done"},
                    {"service": None, "message": "-- MARK --"},
                    {"ts": "2026-01-05T10:00:07.123456Z", "service": "systemd"},
                    {"service": None, "message": "last message repeated 3 times"},
                ),
            ),
            Sample(
                lines="2026-11-26T10:00:02.003456+01:00 web1 cron[9]: (root) CMD (x)\n"
                '2026-11-26T10:00:03+0100 web1 dockerd[17]: time="2026-11-26T10:00:03Z" level=info msg=started\n'
                "Thu 2026-11-26 10:00:04.123456 CET web1 systemd[1]: Reached target multi-user.target - Multi-User System.\n"
                "Nov 26 2026 10:00:05 web1 dovecot: imap-login: Login: user=<ada>, method=PLAIN\n"
                "2026-11-26T10:00:06+00:00 web1 (sd-pam)[33]: pam_unix(cron:session): session closed",
                records=(
                    {
                        "ts": "2026-11-26T09:00:02.003456Z",
                        "host": "web1",
                        "service": "cron",
                        "message": "(root) CMD (x)",
                    },
                    {"ts": "2026-11-26T09:00:03Z", "service": "dockerd"},
                    {"ts": "2026-11-26T09:00:04.123456Z", "host": "web1", "service": "systemd"},
                    {
                        "ts": "2026-11-26T10:00:05Z",
                        "service": "dovecot",
                        "message": "imap-login: Login: user=<ada>, method=PLAIN",
                    },
                    {"service": "(sd-pam)"},
                ),
            ),
            Sample(
                lines="Nov 29 22:36:39 web1 shop[7]: pay failed: order 7\n"
                "Nov 29 22:36:39 web1 kernel: eth0: link up\n"
                "Nov 29 22:36:39 web1 cron[13819]: (CRON) INFO (pidfile fd = 3)\n"
                "Nov 29 22:37:01 web1 CRON[14308]: (root) CMD ([14310] echo hi)",
                records=(
                    {"message": "pay failed: order 7", "service": "shop", "host": "web1"},
                    {"message": "eth0: link up", "service": "kernel", "host": "web1"},
                    {"message": "(CRON) INFO (pidfile fd = 3)", "service": "cron", "host": "web1"},
                    {"message": "(root) CMD ([14310] echo hi)", "service": "CRON", "host": "web1"},
                ),
                writer="rsyslog 8.2302",
            ),
            Sample(
                lines="2026-11-29T22:36:39.040721+00:00 web1 shop[7]: pay failed: order 7\n"
                "2026-11-29T22:36:39.055159+00:00 web1 kernel: eth0: link up\n"
                "2026-11-29T22:37:01.127541+00:00 web1 CRON[14308]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
                records=(
                    {
                        "ts": "2026-11-29T22:36:39.040721Z",
                        "message": "pay failed: order 7",
                        "service": "shop",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-29T22:36:39.055159Z",
                        "message": "eth0: link up",
                        "service": "kernel",
                        "host": "web1",
                    },
                    {
                        "ts": "2026-11-29T22:37:01.127541Z",
                        "message": "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
                        "service": "CRON",
                        "host": "web1",
                    },
                ),
                writer="rsyslog 8.2302 (ISO)",
            ),
            Sample(
                lines=(
                    "<132>Nov 30 04:04:15 haproxy[1941]: Proxy f stopped (cumulated conns: FE: 1, BE: 0).\n"
                    "<132>Nov 30 04:04:15 haproxy[1941]: Proxy <HTTPCLIENT> stopped (cumulated conns: FE: 0, BE: 0)."
                ),
                records=(
                    {
                        "ts": "2025-11-30T04:04:15Z",
                        "level": "WARNING",
                        "message": "Proxy f stopped (cumulated conns: FE: 1, BE: 0).",
                        "service": "haproxy",
                    },
                    {
                        "ts": "2025-11-30T04:04:15Z",
                        "level": "WARNING",
                        "message": "Proxy <HTTPCLIENT> stopped (cumulated conns: FE: 0, BE: 0).",
                        "service": "haproxy",
                    },
                ),
                writer="HAProxy 2.6",
            ),
        ),
    ),
    TextFormat(
        name="kernel_ring",
        title="dmesg",
        begins=rf"(?:<\d{{1,3}}>)?(?:\[ *\d+\.\d{{6}}\]|\[{CTIME}\]) ",
        pattern=rf"{_PRIORITY}\[(?: *(?P<uptime_s>\d+\.\d{{6}})|(?P<time>{CTIME}))\] (?:(?P<subsystem>[\w.\-]+(?: [\w.:\-]+)?): )?"
        rf"(?P<message>{LAZY})",
        levels=PRIORITIES,
        priority=40,
        samples=(
            Sample(
                lines="[Thu Nov 26 10:00:00 2026] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"
                "[    0.000000] Linux version 6.1.0-28-amd64\n"
                "<3>[12345.678901] EXT4-fs error (device sda1): ext4_lookup:1855: inode #2",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": None,
                        "logger": "usb 1-1",
                        "message": "new high-speed USB device number 2 using xhci_hcd",
                    },
                    {"message": "Linux version 6.1.0-28-amd64"},
                    {"level": "ERROR"},
                ),
            ),
            Sample(
                lines="[    0.000000] x86/split lock detection: #DB: warning on user-space bus_locks\n"
                "[    0.000000] BIOS-provided physical RAM map:",
                records=(
                    {"message": "x86/split lock detection: #DB: warning on user-space bus_locks"},
                    {"message": "BIOS-provided physical RAM map:"},
                ),
                writer="util-linux dmesg",
            ),
            Sample(
                lines="[Sun Nov 29 18:23:38 2026] x86/split lock detection: #DB: warning on user-space bus_locks\n"
                "[Sun Nov 29 18:23:38 2026] BIOS-provided physical RAM map:",
                records=(
                    {
                        "ts": "2026-11-29T18:23:38Z",
                        "message": "x86/split lock detection: #DB: warning on user-space bus_locks",
                    },
                    {"ts": "2026-11-29T18:23:38Z", "message": "BIOS-provided physical RAM map:"},
                ),
                writer="util-linux dmesg -T",
            ),
        ),
    ),
)
