"""Patience with servers: limits, retries, deadlines, hosts and tokens; shared by the web connectors.

    adapter = PatientAdapter(Patience(service="GitHub", host=require_host(url, "url"), sign_in_cure="…"))
    mount(session, adapter)

It knows no source: which errors of a server mean what is for the connector to say.
"""

from harvester.transport.hosts import Host, require_host
from harvester.transport.limits import UNSAID_S, find_reset, find_wait, parse_retry_after
from harvester.transport.patience import Patience, PatientAdapter, UnansweredError, mount
from harvester.transport.rehearsal import rehearse
from harvester.transport.secret import Secret
from harvester.transport.shelves import (
    ShelfError,
    has_keyring,
    remove_keyring,
    remove_token_file,
    write_keyring,
    write_token_file,
)
from harvester.transport.tokens import SignsIn, Token, TokenPlace, find_token, name_account, read_secret

__all__ = [
    "UNSAID_S",
    "Host",
    "Patience",
    "PatientAdapter",
    "Secret",
    "ShelfError",
    "SignsIn",
    "Token",
    "TokenPlace",
    "UnansweredError",
    "find_reset",
    "find_token",
    "find_wait",
    "has_keyring",
    "mount",
    "name_account",
    "parse_retry_after",
    "read_secret",
    "rehearse",
    "remove_keyring",
    "remove_token_file",
    "require_host",
    "write_keyring",
    "write_token_file",
]
