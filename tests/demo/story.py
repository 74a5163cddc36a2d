"""The sample story, told to the fakes: what Ann, Ben, Cleo and a bot did on pay in the weeks before the demo's Friday.

It is ours, and the only place to change it; `python -m tests.demo.record` makes the recordings of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.fakes.github.world import ME, Pull, World
from tests.fakes.jira.tracker import ANN as ANN_OF_JIRA
from tests.fakes.jira.tracker import BEN as BEN_OF_JIRA
from tests.fakes.jira.tracker import Tracker
from tests.fakes.repository import BEN, Repository

CLEO = "Cleo Example <cleo@example.com>"
BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
ADR_PATH = "docs/adr/0007-batched-reads.md"

_ADR = """\
# ADR 7: batched ledger reads

## Context

Each checkout reads the ledger forty times, and takes its lock each time. At peak the lock is what everybody waits
for (PAY-12).

## Decision

One batched read a checkout, with the lock taken once. A cache was the alternative: faster still, but a stale balance
would let a customer pay twice.

## Consequences

The batch is bounded to 500 rows. It is rolled out behind a flag, a tenth of the traffic at a time.
"""
_LEDGER = '"""The ledger."""\n\n\n' + "\n\n".join(
    f"def read_{name}(account, rows):\n    with account.lock:\n        return [row.{name} for row in rows[:500]]\n"
    for name in ("amount", "currency", "fee", "refund", "tax", "total")
)
_FLAG = '"""Flags."""\n\nBATCHED_READS = Share(tenths=1)\n'
_GATEWAY = '"""The gateway."""\n\n\n' + "\n\n".join(
    f"def read_{name}(vault):\n    secret = vault.open('gateway/{name}')\n    return secret.until_rotated()\n"
    for name in ("account", "certificate", "currency", "endpoint", "key", "limit", "signature", "timeout")
)
_REFUND = '"""Refunds."""\n\n\ndef refund(payment, gateway):\n    return gateway.send(payment.refund)\n'
_TEST = "def test_it():\n    assert True\n\n\n" * 10


def make_repository(folder: Path) -> tuple[Repository, dict[int, str]]:
    """Make the repository; gives the commits that pull requests were merged as, by number."""
    repository = Repository.create(folder)
    start = {"README.md": "# Pay\n", "pay/refund.py": _REFUND}
    repository.commit("Start the ledger", start, author=BEN, at="2025-06-02T09:00:00Z")
    merged = {
        410: repository.commit(
            "PAY-12: Batch the ledger reads (#410)\n\nThe lock is taken once a checkout. ADR 7 says why.\n",
            {ADR_PATH: _ADR, "pay/ledger.py": _LEDGER, "tests/test_ledger.py": _TEST},
            at="2025-11-10T15:00:00Z",
        ),
        412: repository.commit(
            "PAY-12: Roll batched reads out behind a flag (#412)\n", {"pay/flags.py": _FLAG}, at="2025-11-11T11:00:00Z"
        ),
        413: repository.commit(
            "Bump requests from 2.31 to 2.32 (#413)\n",
            {"requirements.txt": "requests==2.32\n"},
            author=BOT,
            at="2025-11-12T12:00:00Z",
        ),
    }
    # The key is the one that its maker uses in examples; it opens nothing.
    repository.commit(
        "Replace the gateway key AKIAIOSFODNN7EXAMPLE by one from the vault\n\n"
        "Anybody with a clone could have refunded payments, because the key never expired.\n",
        {"pay/gateway.py": _GATEWAY, "tests/test_gateway.py": _TEST},
        at="2025-11-12T15:30:00Z",
    )
    repository.commit("Fix a typo in the readme", {"README.md": "# Pay\n\nPays.\n"}, at="2025-11-12T15:40:00Z")
    everybody = {"pay/flags.py": _FLAG.replace("tenths=1)", "tenths=10)")}
    merged[415] = repository.commit(
        "PAY-12: Turn batched reads on for everybody (#415)\n", everybody, at="2025-11-13T11:00:00Z"
    )
    again = {"pay/refund.py": _REFUND.replace("send(", "send_again(")}
    merged[411] = repository.commit("Retry lost refunds (#411)\n", again, author=CLEO, at="2025-11-14T09:00:00Z")
    return repository, merged


@dataclass(frozen=True, slots=True)
class GitHubStory:
    """Tells a world of pull requests; `shas` are the commits they were merged as, by number."""

    world: World
    shas: Mapping[int, str]

    def open(
        self,
        number: int,
        author: str,
        title: str,
        body: str = "",
        *,
        created: str,
        merged: str,
        merged_by: str = "ben-example",
        files: Sequence[tuple[str, str, int]] = (),
    ) -> Pull:
        """Open a pull request and merge it; `files` are (path, kind of change, lines added)."""
        pull = self.world.pull(author, at(created), at(merged), title=title, body=body, merged_by=merged_by)
        rows = [{"path": path, "additions": added, "deletions": 0, "changeType": kind} for path, kind, added in files]
        pull.node |= {
            "number": number,
            "url": f"https://github.com/acme/pay/pull/{number}",
            "mergeCommit": {"oid": self.shas[number]} if number in self.shas else None,
            "files": rows,
            "changedFiles": len(rows),
            "additions": sum(added for _, _, added in files),
            "deletions": 0,
        }
        return pull


def make_world(shas: Mapping[int, str]) -> World:
    """Make what GitHub knows."""
    story = GitHubStory(World(), shas)
    _build_batches(story)
    bump = story.open(
        413,
        "dependabot[bot]",
        "Bump requests from 2.31 to 2.32",
        created="2025-11-12T08:00:00Z",
        merged="2025-11-12T12:00:00Z",
        merged_by=ME,
    )
    bump.comment(ME, at("2025-11-12T11:50:00Z"), "@dependabot rebase")
    _review_refunds(story)
    return story.world


def _build_batches(story: GitHubStory) -> None:
    """Let Ann deliver PAY-12 in three pull requests, and Ben say what he thinks of the first."""
    batch = story.open(
        410,
        ME,
        "PAY-12: Batch the ledger reads",
        "Each checkout took the ledger's lock forty times. It takes it once now.\n\nPart of PAY-12.",
        created="2025-11-06T09:00:00Z",
        merged="2025-11-10T15:00:00Z",
        files=[("pay/ledger.py", "ADDED", 28), ("tests/test_ledger.py", "ADDED", 40)],
    )
    story.world.document(batch, ADR_PATH, _ADR)
    batch.review("ben-example", at("2025-11-10T14:00:00Z"), "APPROVED", "Nice!")
    story.open(
        412,
        ME,
        "PAY-12: Roll batched reads out behind a flag",
        "A tenth of the traffic first.",
        created="2025-11-11T09:00:00Z",
        merged="2025-11-11T11:00:00Z",
        files=[("pay/flags.py", "ADDED", 3)],
    )
    story.open(
        415,
        ME,
        "PAY-12: Turn batched reads on for everybody",
        "P99 latency dropped from 900 ms to 310 ms.\n\nCloses PAY-12.",
        created="2025-11-13T09:00:00Z",
        merged="2025-11-13T11:00:00Z",
        files=[("pay/flags.py", "MODIFIED", 1)],
    )


def _review_refunds(story: GitHubStory) -> None:
    """Let Ann review Cleo's second pull request, and Cleo take it up."""
    story.open(
        397, "cleo-example", "Name the refund's states", created="2025-10-20T09:00:00Z", merged="2025-10-21T09:00:00Z"
    )
    refunds = story.open(
        411,
        "cleo-example",
        "Retry lost refunds",
        "Sends a refund again when the gateway gives an error.",
        created="2025-11-11T09:00:00Z",
        merged="2025-11-14T09:00:00Z",
    )
    refunds.request(ME, at("2025-11-11T10:00:00Z"))
    defect = (
        "This pays twice when the gateway answers late, because each try makes a new key. Make the key once instead."
    )
    remarks = [(defect, None), ("Nit: `tries` reads better than `n`.", None)]
    [twice, _] = refunds.review(
        ME, at("2025-11-12T14:00:00Z"), "CHANGES_REQUESTED", "Two things before this goes out.", remarks
    )
    refunds.push(at("2025-11-13T10:00:00Z"))
    refunds.review("cleo-example", at("2025-11-13T10:05:00Z"), "COMMENTED", "", [("Done, thank you!", twice)])
    refunds.resolve(twice, outdated=True)
    refunds.review(ME, at("2025-11-13T15:00:00Z"), "APPROVED")


def make_tracker() -> Tracker:
    """Make what Jira knows."""
    tracker = Tracker()
    slow = tracker.create(
        "PAY",
        BEN_OF_JIRA,
        "2025-11-03T09:00:00Z",
        summary="Cut checkout latency at peak",
        assignee=ANN_OF_JIRA,
        points=5.0,
        description="At noon one checkout in fifty waits for the ledger longer than the gateway does.",
    )
    slow.key = slow.first_key = "PAY-12"
    tracker.start(slow, ANN_OF_JIRA, "2025-11-04T09:00:00Z")
    tracker.resolve(slow, ANN_OF_JIRA, "2025-11-13T16:00:00Z")
    return tracker


def at(moment: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(moment)
