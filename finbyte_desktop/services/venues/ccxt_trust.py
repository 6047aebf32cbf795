"""Whom every connection of ccxt trusts: one TLS context a process, since reading the list of authorities
takes longer than everything else that opening a session does.
"""

from __future__ import annotations

import ssl
from functools import cache


@cache
def trusted(authorities: str) -> ssl.SSLContext:
    """The context that trusts the authorities of this file: certificates and names of hosts are checked.
    Blocking the first time, some tens of ms. Nobody may change it: all sessions of the process have it.
    """
    return ssl.create_default_context(cafile=authorities)
