"""Times linking and drafting, on invented evidence or on evidence in the export's JSON Lines.

usage: python benchmarks/draft.py [EVIDENCE.jsonl…] [--pieces N] [--rounds N]

Prints pieces a CPU second for `link`, work items a CPU second for `propose`, the length of the drafts, and how many
claims no evidence holds (it should be none). With files, `--pieces` is ignored.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harvester.draft import build_drafter, find_untraceable
from harvester.exchange import parse_line
from harvester.link import link
from harvester.model import Category, Draft, Evidence, Judgement, Kind, Ref, Role, WorkItem

START = datetime(2026, 1, 5, tzinfo=UTC)
BODY = """## Why

The pool was exhausted because each row had its own transaction.

## What

This change groups the rows by shard and reduces the p99 latency from 900 ms to 310 ms.

- [x] tests
- [ ] docs

Fixes #{issue}. Part of PAY-{ticket}, not of UTF-8.

Signed-off-by: Ann Example <ann@example.com>
"""


def invent(pieces: int) -> Iterator[Evidence]:
    """Invent pull requests, the commits they brought, and remarks in review, a hundred a day."""
    for number in range(pieces):
        day = START + timedelta(days=number / 100)
        project = f"acme/repository{number // 1000}"
        request = number // 3
        facts: dict[str, str | int | float | bool | None] = {}
        match number % 3:
            case 0:
                ref, kind, role = Ref("github", f"{project}#{request}"), Kind.PULL_REQUEST, Role.AUTHOR
                title = f"PAY-{request // 4}: Group the rows of shard {request}"
            case 1:
                ref, kind, role = Ref("git", f"{number:040x}"), Kind.COMMIT, Role.AUTHOR
                title, facts = f"Group the rows of shard {request} (#{request})", {"pull_request": request}
            case _:
                ref, kind = Ref("github", f"acme/other#{number}/comment/{number}"), Kind.REVIEW_COMMENT
                role, title = Role.REVIEWER, "Add a pool"
        body = BODY.format(issue=number + 50_000, ticket=request // 4)
        yield Evidence(
            ref=ref, kind=kind, role=role, title=title, body=body, happened_at=day, project=project, facts=facts
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pieces", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    lines = [line for file in options.files for line in file.read_text(encoding="utf-8").splitlines() if line]
    evidence = [parse_line(line, number) for number, line in enumerate(lines, 1)] or list(invent(options.pieces))
    rates = [measure(evidence) for _ in range(options.rounds)]
    items, drafts = rates[0][2], rates[0][3]
    untraced = sum(len(find_untraceable(draft.text, item)) for item, draft in drafts)
    lengths = [len(draft.text) for _, draft in drafts] or [0]
    print(f"{len(evidence)} pieces, {len(items)} work items, {len(drafts)} drafts")
    print(f"link     {statistics.median(rate[0] for rate in rates):10,.0f} pieces a second")
    print(f"propose  {statistics.median(rate[1] for rate in rates):10,.0f} work items a second")
    print(f"length   {statistics.median(lengths):10.0f} characters in the median, {max(lengths)} at most")
    print(f"claims   {untraced:10} that nothing holds")


def measure(
    evidence: Sequence[Evidence],
) -> tuple[float, float, Sequence[WorkItem], Sequence[tuple[WorkItem, Draft]]]:
    """Link and draft once; return both rates, the work items and the drafts."""
    drafter = build_drafter()
    judgement = Judgement(category=Category.PROJECT, confidence=0.8, reason="invented")
    begin = time.process_time()
    items = link(evidence)
    linked = time.process_time()
    proposed = [(item, drafter.propose(item, judgement)) for item in items]
    end = time.process_time()
    drafts = [(item, draft) for item, draft in proposed if draft]
    return len(evidence) / (linked - begin), len(items) / (end - linked), items, drafts


if __name__ == "__main__":
    main()
