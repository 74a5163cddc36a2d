"""What a year of tickets costs: requests and time, beside what a plain loop over the library asks for.

Both read the same loopback site, of either kind. The plain loop is what the library's documentation suggests:
search, then the history and the comments of each ticket. Run it as a module, so that the sample site is found:

    python -m benchmarks.jira_requests
"""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import jira

from connectors.jira import JiraConnector, JiraSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Window
from tests.fakes.jira.server import TOKEN, CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN
from tests.fakes.jira.year import draw_year

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
WINDOWS: Final = {"a week": timedelta(weeks=1), "a year": timedelta(days=365)}
TICKETS: Final = 420


def main() -> None:
    os.environ["JIRA_API_TOKEN"] = TOKEN
    print(f"{'site':<8} {'window':<8} {'evidence':>8} {'requests':>8} {'plain loop':>10} {'seconds':>8}")
    for kind in (CloudServer, DataCenterServer):
        for name, span in WINDOWS.items():
            measure(kind, name, Window(NOW - span, NOW))


def measure(kind: type[JiraServer], name: str, window: Window) -> None:
    with kind(draw_year(NOW, TICKETS)) as server:
        email = ANN.email if kind is CloudServer else ""
        connector = JiraConnector(JiraSettings(url=server.url, email=email), Session(me=Identity(), now=NOW))
        began = time.perf_counter()
        answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
        took = time.perf_counter() - began
        evidence = sum(isinstance(answer, Evidence) for answer in answers)
        plain = count_plain_requests(server, window, email)
        print(f"{kind.kind:<8} {name:<8} {evidence:>8} {connector.requests:>8} {plain:>10} {took:>8.2f}")


def count_plain_requests(server: JiraServer, window: Window, email: str) -> int:
    """Count what a loop over the library asks for: the same tickets, then two questions about each."""
    server.forget()
    client = (
        jira.JIRA(server.url, basic_auth=(email, TOKEN), logging=False)
        if email
        else jira.JIRA(server.url, token_auth=TOKEN, logging=False)
    )
    jql = f'assignee WAS currentUser() AND updated >= "{window.since:%Y/%m/%d %H:%M}" ORDER BY created ASC'
    for issue in client.search_issues(jql, maxResults=False, fields="summary"):
        client._get_json(f"issue/{issue.key}/changelog")  # noqa: SLF001 - the library has no way to read it
        client.comments(issue.key)
    return len(server.requests)


if __name__ == "__main__":
    main()
