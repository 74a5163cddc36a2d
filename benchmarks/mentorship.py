"""What the mentorship account of 5,000 stored comments costs, beside reading the same comments as evidence.

    python -m benchmarks.mentorship [ROUNDS]

Timed in turns on one store in memory, in time of the processor. The account includes verdicts, the people table,
examples and the text; a second number is for the text and the JSON with every detail. The limit is 3 times the reading.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from harvester.cli.mentorship import count_help
from harvester.cli.workplace import Workplace
from harvester.config.file import read_file
from harvester.mentorship import TALK_KINDS, choose_examples, render_account, render_text
from harvester.model import (
    Category,
    Context,
    Draft,
    Evidence,
    Judgement,
    Kind,
    Person,
    Ref,
    Role,
    Verdict,
    VerdictKind,
    Window,
)
from harvester.store import DraftState, Store, open_store

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR: Final = Window(NOW - timedelta(days=365), NOW)
COMMENTS: Final = 5_000
PULLS: Final = 600
DRAFTS: Final = 700
LIMIT: Final = 3.0
BODY: Final = "The lock is released before the write, because close() runs first, so two writers can interleave. " * 3


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text(
            "".join(f'[[people]]\ngithub = ["p{n}"]\nclass = "junior"\nuntil = "2026-06-01"\n' for n in range(20))
        )
        workplace = Workplace(read_file(config), NOW)
        with open_store(Path(folder), in_memory=True) as store:
            fill(store)
            measure(workplace, store, rounds)


def measure(workplace: Workplace, store: Store, rounds: int) -> None:
    def read() -> None:
        assert sum(1 for _ in store.evidence.read(YEAR, kinds=TALK_KINDS)) == COMMENTS

    def keep() -> None:
        account = count_help(workplace, store, YEAR)
        assert account.totals.comments + len(account.excluded) == COMMENTS
        render_text(account, choose_examples(account, workplace.people), workplace.zone)

    def tell_all() -> None:
        account = count_help(workplace, store, YEAR)
        examples = choose_examples(account, workplace.people)
        render_account(account, examples, with_details=True)
        render_text(account, examples, workplace.zone, with_details=True)

    keep()
    rows = [(time_once(read), time_once(keep), time_once(tell_all)) for _ in range(rounds)]
    reading, account, everything = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = account / reading
    print(
        f"{COMMENTS:,} comments: reading {reading:.3f} s, account {account:.3f} s, {ratio:.2f} x (at most {LIMIT:g} x)"
    )
    print(f"with every thread as text and as JSON {everything:.3f} s, {everything / reading:.2f} x")
    sys.exit(ratio > LIMIT)


def time_once(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def fill(store: Store) -> None:
    """Store comments of a year, judged, and drafts that were decided."""
    talk = list(make_talk())
    with store.transaction():
        store.evidence.add(talk)
        store.evidence.settle({one.ref: judge(number) for number, one in enumerate(talk)})
        for number, one in enumerate(talk[: DRAFTS * 5 : 5]):
            category = Category.MENTORSHIP if number % 2 else Category.PROBLEM_PREVENTED
            draft = Draft(ref=one.ref, category=category, text=BODY, happened_at=one.happened_at, refs=[one.ref])
            kind = (VerdictKind.ACCEPTED, VerdictKind.EDITED, VerdictKind.REJECTED)[number % 3]
            store.drafts.add(draft, DraftState.PLACED)
            store.verdicts.add([Verdict(ref=one.ref, kind=kind, text=BODY, category=category, decided_at=NOW)])


def judge(number: int) -> Judgement:
    return Judgement(
        category=Category.MENTORSHIP if number % 3 == 0 else Category.ROUTINE,
        confidence=0.8,
        reason="explains how the code behaves",
        substantive=number % 3 == 0,
        substantive_reason="explains how the code behaves: 'because close() runs first'",
    )


def make_talk() -> Iterator[Evidence]:
    sorts = ((Kind.REVIEW_COMMENT, "comment"), (Kind.COMMENT, "issuecomment"), (Kind.REVIEW, "review"))
    for number in range(COMMENTS):
        kind, part = sorts[max(0, number % 8 - 5)]
        pull = Ref("github", f"acme/pay#{number % PULLS}")
        ref = Ref("github", f"{pull.key}/{part}/{5_000_000_000 + number}")
        yield Evidence(
            ref=ref,
            kind=kind,
            role=Role.COMMENTER if kind is Kind.COMMENT else Role.REVIEWER,
            title="Batch the ledger reads",
            body=BODY,
            url=f"https://github.example.com/acme/pay/pull/{number % PULLS}#r{number}",
            project="acme/pay",
            happened_at=NOW - timedelta(days=364) * (number + 1) / COMMENTS,
            people=[Person(f"github:p{number % 60}", "", "author", "bot" if number % 60 == 59 else "")],  # noqa: PLR2004 - one of sixty
            facts={
                "path": "pay/ledger.py",
                "line": 7,
                "resolved": number % 2 == 0,
                "outdated": number % 4 == 0,
                "replied": number % 5 == 0,
                "pushed_after": number % 7 != 0,
                "merged_before": number % 9,
                "observed_at": "2026-11-20T12:00:00Z",
                "repository_id": "R_1",
            }
            if kind is Kind.REVIEW_COMMENT
            else {"merged_before": number % 9, "has_body": True},
            links=[pull],
            thread=ref if kind is Kind.REVIEW_COMMENT else pull,
            context=Context("Batch the ledger reads", "@@ -1 +1 @@\n-a\n+b\n" * 6, ""),
        )


if __name__ == "__main__":
    main()
