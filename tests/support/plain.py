"""Calls to a station on this machine: a plain address has no certificate, so that no list of them is read."""

from __future__ import annotations

import ssl
from functools import partial

import httpx

NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Believes no certificate at all; reading the list that httpx brings takes longer than most tests."""

get = partial(httpx.get, verify=NOBODY)
post = partial(httpx.post, verify=NOBODY)
request = partial(httpx.request, verify=NOBODY)
