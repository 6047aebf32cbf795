"""The address of a server in the place of a venue's own, as a person writes it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from finbyte_desktop.core.errors import UserError

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+(%\w+)?")


def clean_address(text: str) -> str:
    """An address as it is used: scheme, host, port, and a path if it has one. A key goes over plain http to
    this computer alone. Raises UserError for any other.
    """
    try:
        given = urlsplit(text if "://" in text else f"//{text}")
        host, port = given.hostname or "", given.port
    except ValueError:  # a port that is none, a bracket too few
        given, host, port = urlsplit(""), "", None
    is_here = host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)
    scheme = given.scheme or ("http" if is_here else "https")
    is_odd = given.username is not None or given.query or given.fragment or not HOST.fullmatch(host)
    is_word = not is_here and "." not in host and ":" not in host and "://" not in text and port is None
    if is_odd or is_word or scheme not in ("https", "http") or len(text.split()) != 1:
        raise UserError(
            "This is no address of a server. Nothing was connected. Enter one such as https://example.com or "
            "http://127.0.0.1:8080.",
            "bad_address",
            "address",
        )
    if scheme == "http" and not is_here:
        raise UserError(
            "The key would travel unencrypted: http is only for this computer. Nothing was connected. Enter "
            f"https://{host} if the server offers it.",
            "bad_address",
            "address",
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}{'' if port is None else f':{port}'}{given.path.rstrip('/')}"


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
