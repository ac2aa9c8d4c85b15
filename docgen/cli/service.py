"""The commands of the service."""

from __future__ import annotations
