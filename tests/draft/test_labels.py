import pytest

from harvester.draft.labels import find_links, find_path, name_document, name_evidence
from harvester.model import FileChange, Kind, Role
from tests.draft.evidence import make_evidence, make_item


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("docs/adr/0007-batching.md", "ADR-7"),
        ("docs/adr/adr-12-batching.md", "ADR-12"),
        ("docs/decisions/0042_use_queue.md", "ADR-42"),
        ("architecture-decisions/3.md", "ADR-3"),
        ("adr-0009.md", "ADR-9"),
        ("rfcs/rfc-0012-batching.md", "RFC-12"),
        ("text/pep-0651.rst", "PEP-651"),
        ("keps/kep-1234/README.md", "KEP-1234"),
        ("docs/design/queue.md", "queue.md"),
        ("docs/2026/design.md", "design.md"),
    ],
)
def test_a_document_is_named_by_its_number_or_its_file(path: str, name: str) -> None:
    document = make_evidence(Kind.DESIGN_DOC, ref=f"github:acme/pay#410:{path}")
    assert name_document(document) == name


@pytest.mark.parametrize(
    ("kind", "ref", "name"),
    [
        (Kind.PULL_REQUEST, "github:acme/pay#412", "#412"),
        (Kind.TICKET, "github:acme/pay#413/reported", "#413"),
        (Kind.REVIEW, "github:acme/pay#412/review/1", "#412"),
        (Kind.PULL_REQUEST, "github:git.example.com/acme/pay#412", "#412"),
        (Kind.TICKET, "jira:PAY-12", "PAY-12"),
        (Kind.TICKET, "jira:labs/PAY-12/reported", "PAY-12"),
        (Kind.COMMIT, "git:" + "1a2b3c4d5e" * 4, "1a2b3c4"),
        (Kind.NOTE, "note:01JC", "note"),
    ],
)
def test_evidence_is_named_as_people_name_it(kind: Kind, ref: str, name: str) -> None:
    assert name_evidence(make_evidence(kind, ref=ref)) == name


def test_a_number_of_another_repository_has_its_name() -> None:
    request = make_evidence(ref="github:acme/pay#412")
    assert name_evidence(request, "acme/pay") == "#412"
    assert name_evidence(request, "acme/web") == "pay#412"


def test_the_path_is_that_of_the_ref_or_of_the_only_file() -> None:
    assert find_path(make_evidence(Kind.DESIGN_DOC, ref="git:" + "a" * 40 + ":docs/a%20b.md")) == "docs/a b.md"
    listed = make_evidence(Kind.DESIGN_DOC, ref="note:01JC", files=[FileChange("docs/queue.md")])
    assert find_path(listed) == "docs/queue.md"


def test_links_are_few_distinct_and_led_by_the_lead() -> None:
    requests = [make_evidence(ref=f"github:acme/pay#{n}", url=f"https://example.com/{n}", day=-n) for n in range(1, 10)]
    links = find_links(make_item(*requests))
    assert links[0] == ("#1", "https://example.com/1")
    assert len(links) == 6
    twin = make_evidence(Kind.TICKET, Role.ASSIGNEE, url="https://example.com/1")
    assert find_links(make_item(requests[0], twin)) == [("#1", "https://example.com/1")]


def test_commits_are_linked_only_where_no_pull_request_brought_them() -> None:
    commit = make_evidence(Kind.COMMIT, url="https://example.com/c")
    request = make_evidence(url="https://example.com/412")
    assert find_links(make_item(commit)) == [("1a2b3c4", "https://example.com/c")]
    assert find_links(make_item(request, commit)) == [("#412", "https://example.com/412")]
