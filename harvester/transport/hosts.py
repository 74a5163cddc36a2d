"""Which server is spoken to: one scheme, host and port. A token goes nowhere else, whatever an answer says. Pure."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import urljoin, urlsplit, urlunsplit

from harvester.errors import ConfigError

_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Host:
    """A server by scheme, name and port; `str` gives the name, with the port where it is not the scheme's own."""

    scheme: str
    name: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """Read the server of an address.

        Raises:
            ValueError: it is no address of a web server.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("it is no address like https://host/path")
        return cls(parts.scheme, parts.hostname.lower().rstrip("."), parts.port or _PORTS[parts.scheme])

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Say whether it is this machine."""
        try:
            return ip_address(self.name).is_loopback
        except ValueError:
            return self.name == "localhost"


def require_host(url: str, key: str) -> Host:
    """Read the server that is configured under `key`.

    Raises:
        ConfigError: it is no address, holds credentials, or would carry a token in clear to another machine.
    """
    cure = "correct it, then: harvester config check"
    try:
        host = Host.of(url)
        has_credentials = "@" in urlsplit(url).netloc
    except ValueError:
        raise ConfigError(f"{key} is no address like https://host/path.", cure=cure) from None
    if has_credentials:
        raise ConfigError(f"{key} holds credentials.", why="an address is shown and logged", cure=cure)
    if host.scheme == "http" and not host.is_loopback:
        raise ConfigError(f"{key} begins with http://.", why="a token would travel in clear", cure=cure)
    return host


def join_redirect(url: str, location: str) -> str:
    """Say where a redirect leads; the query is kept where the new address has none, else a page would be lost."""
    joined = urlsplit(urljoin(url, location))
    return urlunsplit(joined._replace(query=joined.query or urlsplit(url).query, fragment=""))
