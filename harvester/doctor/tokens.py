"""The tokens: that there is one, where it comes from, what hides another one. None is ever told, or sent."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from harvester.doctor.words import doubt, ill, refused, well
from harvester.errors import SignInError
from harvester.model import Finding
from harvester.transport import ShelfError, TokenPlace, find_token
from harvester.transport.shelves import read_keyring, read_token_file, token_path


def examine_token(place: TokenPlace, *, scheduler: str = "") -> Iterator[Finding]:
    """Look where the token of one table may lie; `scheduler` is which one runs the weekly job, "" for none."""
    kept = list(_look_at_shelves(place))
    yield from (one for one in kept if isinstance(one, Finding))
    shelves = [one for one in kept if isinstance(one, str)]
    try:
        origin = find_token(place).origin
    except SignInError as error:
        yield refused(error, cure=f"harvester auth set {place.account}")
        return
    yield well(f"the token for {place.account} comes from {origin}")
    if hidden := [shelf for shelf in shelves if shelf != origin]:
        yield doubt(
            f"The token for {place.account} in the {hidden[0]} is not used: {origin} comes before it.",
            why="if the first one is older or sees less, work is missing without a word",
            cure=f"unset {origin}" if origin in place.variables else f"harvester auth remove {place.account}",
        )
    set_too = [name for name in place.variables if place.environment.get(name) and name != origin]
    if origin in place.variables and set_too:
        yield doubt(f"{origin} and {set_too[0]} are both set.", why=f"{origin} is taken", cure=f"unset {set_too[0]}")
    if scheduler == "cron" and origin == "keyring":
        yield doubt(
            f"cron cannot open the keyring with the token for {place.account}.",
            why="a keyring is open while you are logged in, and to programs of your session alone",
            cure=f"harvester auth set {place.account} --file",
        )
    if scheduler and origin in place.variables and not _finds_token(replace(place, variables=())):
        yield doubt(
            f"The run on schedule has no token for {place.account}.",
            why=f"a scheduler does not give it {origin}",
            cure=f"harvester auth set {place.account}",
        )


def _finds_token(place: TokenPlace) -> bool:
    try:
        return bool(find_token(place))
    except SignInError:
        return False


def _look_at_shelves(place: TokenPlace) -> Iterator[str | Finding]:
    """Yield the shelves that hold a token, and what is wrong with one."""
    folder = place.folder
    shelves: dict[str, Callable[[], str | None]] = {"keyring": lambda: read_keyring(place.account)}
    if folder:
        shelves["file"] = lambda: read_token_file(folder, place.account)
    for name, read in shelves.items():
        try:
            if read():
                yield name
        except ShelfError as error:
            cure = (
                f"chmod 600 {token_path(folder, place.account)}" if name == "file" and folder else "unlock the keyring"
            )
            yield ill(f"The {name} with the token for {place.account} cannot be used.", why=str(error), cure=cure)
