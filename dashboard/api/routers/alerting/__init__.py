"""Alerts, their rules, and the channels that people are told over."""

from __future__ import annotations

from fastapi import APIRouter

from dashboard.api.routers.alerting import alerts, channels, rule_changes, rules

router = APIRouter()
for _one in (alerts, rule_changes, rules, channels):
    router.include_router(_one.router)
