"""Streamlit as an instrument: nothing sent home, nothing watched, no developer's tools, no doors of its own.

Streamlit reads `STREAMLIT_*` variables and `.streamlit/config.toml` of the user, of the current folder and of the
pages. What they say of the look counts (the look of the pages is such a file); everything else is said here, and what
is said here goes before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.settings import Settings

_PINNED: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.allowedOrigins": [],
    "client.disableDataExport": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.showSidebarNavigation": True,
    "client.toolbarMode": "viewer",
    "global.appTest": False,
    "global.developmentMode": False,
    "global.disableWidgetStateDuplicationWarning": False,
    "global.e2eTest": False,
    "global.maxCachedMessageAge": 2,
    "global.minCachedMessageSize": 10_000.0,
    "global.showWarningOnDirectExecution": True,
    "global.suppressDeprecationWarnings": False,
    "global.unitTest": False,
    "logger.enableRich": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "error",
    "logger.messageFormat": "%(asctime)s %(message)s",
    "magic.displayLastExprIfNoSemicolon": False,
    "magic.displayRootDocString": False,
    "runner.cacheBackgroundRefreshMaxWorkers": 4,
    "runner.cacheBackgroundRefreshTTLMultiplier": 2.0,
    "runner.cacheHashSeed": 0,
    "runner.enforceSerializableSessionState": False,
    "runner.enumCoercion": "nameOnly",
    "runner.fastReruns": True,
    "runner.magicEnabled": False,
    "runner.parallelMaxWorkers": 4,
    "runner.postScriptGC": True,
    "secrets.files": [],
    "server.agentMaxSessions": 1,
    "server.agentPreviewRows": 100,
    "server.agentSessionTTL": 900,
    "server.agentWaitTimeout": 30,
    "server.allowRunOnSave": False,
    "server.allowedHosts": [],
    "server.baseUrlPath": "",
    "server.corsAllowedOrigins": [],
    "server.customComponentBaseUrlPath": "",
    "server.disconnectedSessionTTL": 120,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableExpensiveMemoryStats": False,
    "server.enableWebsocketCompression": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.folderWatchBlacklist": [],
    "server.folderWatchList": [],
    "server.headless": True,
    "server.maxMessageSize": 200,
    "server.maxUploadSize": 1,
    "server.maxWidgetStateSize": 8,
    "server.runOnSave": False,
    "server.scriptHealthCheckEnabled": False,
    "server.showEmailPrompt": False,
    "server.sslCertFile": "",
    "server.sslKeyFile": "",
    "server.trustedUserHeaders": "{}",
    "server.unsafeMetricsUserAttributes": [],
    "server.xsrfCookieSameSite": "lax",
    "ui.hideTopBar": False,
}


def options(settings: Settings, *, has_static: bool) -> dict[str, Any]:
    """What Streamlit is told, by the names of its options; `has_static` if a folder of our own is served."""
    own = {"server.address": settings.host, "server.enableStaticServing": has_static}
    return {**_PINNED, **own}
