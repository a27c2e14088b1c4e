"""Secrets of many kinds, each within a text as logs hold it. None is real: the bodies are drawn from a fixed seed."""

from __future__ import annotations

import base64
import random
import string
from dataclasses import dataclass

_dice = random.Random(15)
_LETTERS = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def _body(length: int, alphabet: str = _LETTERS) -> str:
    """A body with letters and digits, as the checks ask for."""
    first = "k" if "k" in alphabet else "a" if "a" in alphabet else "K"
    return first + "7" + "".join(_dice.choice(alphabet) for _ in range(length - 2))


@dataclass(frozen=True)
class Kind:
    """A text with a secret: `hidden` must not be stored, `kept` must be."""

    name: str
    text: str
    hidden: str
    kept: str = ""


def _kind(name: str, before: str, hidden: str, after: str = "", kept: str | None = None) -> Kind:
    return Kind(name, f"begin {before}{hidden}{after} end", hidden, before if kept is None else kept)


def _token(name: str, before: str, length: int, alphabet: str = _LETTERS, **around: str) -> Kind:
    return _kind(name, before, _body(length, alphabet), **around)


_UPPER = string.ascii_uppercase + "234567"
_JWT = ".".join(
    base64.urlsafe_b64encode(part).decode().rstrip("=")
    for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"1234567890","name":"x"}', _body(32).encode())
)
_BASIC = base64.b64encode(f"user:{_body(12)}".encode()).decode()
_KEY = "\n".join(_body(64) for _ in range(3))
_UUID = f"{_body(8, _HEX)}-{_body(4, _HEX)}-{_body(4, _HEX)}-{_body(4, _HEX)}-{_body(12, _HEX)}"

WRITTEN = (
    *(_token(f"{key}{sign}", f"{key}{sign}", 8) for key in ("password", "db_passwd", "userPassword") for sign in "=:"),
    *(
        _token(f"{key} spaced", f"{key}: ", 8)
        for key in ("password", "passphrase", "secret", "api key", "access token")
    ),
    *(_token(f"{key} arrow", f"{key} => ", 8) for key in ("token", ":password")),
    *(_token(key, f"{key}=", 9) for key in ("pwd", "client_secret", "X-Api-Key", "auth_key", "AccountKey")),
    *(_token(key, f"{key}=", 9) for key in ("user[password]", "--password", "aws_secret_access_key", "private_key")),
    _token("word", "password = ", 8, string.ascii_lowercase),
    _token("in Chinese", "密码：", 8),
    _token("equals in Chinese", "密码=", 8),
    _token("in Russian", "пароль: ", 8),
    _token("option", "run --token ", 12),
    _token("quoted", 'password="', 10, after='"'),
    _token("single quoted", "secret='", 10, after="'"),
    _token("element", "<wsse:Password>", 10, after="</wsse:Password>"),
    _token("form", "grant_type=password&username=x&password=", 10),
    _token("encoded form", "username%3Dx%26password%3D", 10, after="%26x%3D1"),
    _token("repr", "Config(user=x, password=", 10, after=")"),
    _token("tuple", "('x-api-key', '", 10, after="')"),
    _token("key in JSON", '{"password": "', 10, after='"}'),
    _token("key in Python", "{'api_key': '", 10, after="'}"),
    _token("odbc", "Server=db;Uid=sa;Pwd=", 9, after=";Database=x"),
)
HEADERS = (
    _token("bearer", "Authorization: Bearer ", 24),
    _token("bearer alone", "sent Bearer ", 24),
    _kind("basic", "Authorization: Basic ", _BASIC),
    _kind("basic alone", "sent Basic ", _BASIC),
    _token(
        "digest",
        'Authorization: Digest username="x", realm="y", response="',
        32,
        _HEX,
        after='"',
        kept="Authorization: Digest ",
    ),
    _token("api key", "X-API-Key: ", 24),
    _token("token", "X-Auth-Token: ", 24),
    _token("cookie", "Cookie: theme=dark; sid=", 24, kept="Cookie: "),
    _token("set-cookie", "Set-Cookie: id=", 24, kept="Set-Cookie: "),
    _token("subscription", "Ocp-Apim-Subscription-Key: ", 32, _HEX),
    _token("curl", "curl -u admin:", 10),
    _token("private token", "PRIVATE-TOKEN: ", 20),
)
SESSIONS = (
    _token("jsessionid", "JSESSIONID=", 32, _HEX),
    _token("path jsessionid", "/search;jsessionid=", 32, _HEX),
    _token("phpsessid", "PHPSESSID=", 26),
    _token("asp.net", "ASP.NET_SessionId=", 24),
    _token("session_id", "session_id=", 32, _HEX),
    _token("sessionid", "sessionid: ", 32, _HEX),
    _token("sid", "?sid=", 32, _HEX),
    _token("connect.sid", "connect.sid=", 32),
)
ADDRESSES = (
    _token("https", "https://deploy:", 10, after="@git.example/x.git"),
    _token("postgres", "postgres://app:", 10, after="@db.example:5432/x"),
    _token("mongodb", "mongodb+srv://app:", 10, after="@db.example/x"),
    _token("redis", "redis://:", 10, after="@cache.example:6379"),
    _token("amqp", "amqp://app:", 10, after="@mq.example//"),
    _token("user only", "https://", 24, after="@git.example/x"),
    _token("token", "https://shop.example/cb?state=1&access_token=", 24),
    _token("sas", "https://x.blob.core.windows.net/a?sv=2022&sig=", 44),
    _token("signed", "https://s3.example/a?X-Amz-Expires=60&X-Amz-Signature=", 64, _HEX),
    _token("key", "https://maps.example/js?key=", 24),
    _token("code", "https://shop.example/cb?code=", 24),
    _token("jdbc", "jdbc:mysql://db/x?user=a&password=", 10),
    _kind("slack", "https://hooks.slack.com/services/", f"T{_body(8)}/B{_body(8)}/{_body(24)}"),
    _kind("discord", "https://discord.com/api/webhooks/", f"123456789012345678/{_body(68)}"),
    _token("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=", 64, _HEX),
    _kind("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/", _UUID),
    _kind("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", _UUID),
    _kind("teams", "https://x.webhook.office.com/webhookb2/", f"{_UUID}@{_UUID}/IncomingWebhook/{_body(32, _HEX)}"),
)
TOKENS = (
    _token("aws", "AK" + "IA", 16, _UPPER),
    _token("aws for a time", "AS" + "IA", 16, _UPPER),
    _token("gcp", "AI" + "za", 35),
    _token("google", "ya" + "29.", 60),
    _token("google client", "GOC" + "SPX-", 28),
    _kind("azure", "", f"{_body(3)}8" + "Q~" + _body(34)),
    _token("azure storage", "AccountName=x;AccountKey=", 86),
    *(_token(f"github {kind}", f"gh{kind}_", 36) for kind in "pousr"),
    _token("github fine", "github" + "_pat_", 82),
    *(_token(f"gitlab {kind}", f"gl{kind}-", 20) for kind in ("pat", "dt", "rt", "ptt")),
    *(_token(f"slack {kind}", f"xox{kind}-123456789012-123456789012-", 24, kept=f"xox{kind}-") for kind in "bpa"),
    _token("slack app", "xa" + "pp-1-A012-123456-", 40, kept="xapp-"),
    *(_token(f"stripe {kind}", f"{kind}_" + "live_", 24) for kind in ("sk", "rk")),
    _token("stripe hook", "wh" + "sec_", 32),
    _token("openai", "s" + "k-", 48),
    _token("openai project", "s" + "k-proj-", 64),
    _token("anthropic", "s" + "k-ant-api03-", 93, kept="s" + "k-ant-"),
    _token("npm", "np" + "m_", 36),
    _token("pypi", "py" + "pi-AgEIcHlwaS5vcmc", 80, kept="pypi-"),
    _kind("telegram", "123456789:", f"AA{_body(33)}"),
    _kind("sendgrid", "S" + "G.", f"{_body(22)}.{_body(43)}"),
    _token("twilio", "S" + "K", 32, "0123456789abcdef"),
    _token("huggingface", "h" + "f_", 34),
    _token("vault", "hv" + "s.", 90),
    _token("digitalocean", "do" + "p_v1_", 64, _HEX),
    _token("shopify", "shp" + "at_", 32, _HEX),
    _kind("jwt", "", _JWT),
    *(
        Kind(f"{name}private key", f"-----BEGIN {name}PRIVATE KEY-----\n{_KEY}\n-----END {name}PRIVATE KEY-----", _KEY)
        for name in ("", "RSA ", "OPENSSH ", "EC ")
    ),
)
KINDS = (*WRITTEN, *HEADERS, *SESSIONS, *ADDRESSES, *TOKENS)

NO_SECRETS = (
    "token: invalid signature",
    "password: This field is required.",
    "Unexpected token: }",
    "SyntaxError: Unexpected token < in JSON at position 0",
    "token=null password=None secret= api_key=undefined",
    "    token = request.headers['x-request']",
    "    password = self.settings.password",
    "connect(password=config.password, token=load_token())",
    "if password == expected: raise",
    "max_tokens=4096 prompt_tokens=17 token_count: 12",
    "password=${DB_PASSWORD} token={{ token }} secret=%s",
    "password=[FILTERED] token=****** secret=[redacted]",
    "sudo: app : TTY=pts/0 ; PWD=/home/app ; USER=root ; COMMAND=/bin/ls",
    "Basic Authentication is required, a basic subscription",
    "List<Token> items = new HashMap<AccessToken, Secret>(4)",
    "GET /users/me?page=2&sort=name&key=price HTTP/1.1",
    "https://shop.example:8443/a/b@c?mail=x@shop.example",
    "npm_config_registry npm_package_name task-1 disk-usage sk-learn-some-long-package-name",
    "session_id=42 sid=7 session: started, 3 sessions",
    "signature=v1 code=ERR_TIMEOUT key=user:12:profile",
    "cookie: consent was given, cookies: 4",
    "authorization: denied for role viewer",
    "key: 2026-11-28T10:00:00Z, id 3c5b483d-aaaa-4bbb-8ccc-0123456789ab",
    "at com.example.Token::parse(Token.java:12)",
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b by steve@example.com",
    "GH200 ghost_writer_of_some_long_names xoxo",
)
