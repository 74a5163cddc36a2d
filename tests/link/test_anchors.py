import pytest

from harvester.link.anchors import Directory, find_anchor, find_document_path, find_repository, name_anchor
from harvester.link.mentions import Mention, Relation
from harvester.model import Kind, Ref, Role
from tests.link.evidence import make_commit, make_evidence, make_request, spell_sha

SHA = spell_sha("1a2b3c4d")


@pytest.mark.parametrize(
    ("ref", "anchor", "name"),
    [
        (f"git:{SHA}", f"git:{SHA}", "commit 1a2b3c4"),
        (f"git:{SHA}:docs/adr/7.md", f"git:{SHA}", "commit 1a2b3c4"),
        ("github:Acme/Pay#412", "github:acme/pay#412", "#412"),
        ("github:acme/pay#412/reported", "github:acme/pay#412", "#412"),
        ("github:acme/pay#412:docs/adr/7.md", "github:acme/pay#412", "#412"),
        ("github:acme/pay#412/review/9", "github:acme/pay#412", "#412"),
        ("github:git.example.com/acme/pay#412", "github:git.example.com/acme/pay#412", "#412"),
        ("jira:PAY-12", "ticket:PAY-12", "PAY-12"),
        ("jira:PAY-12/comment/9", "ticket:PAY-12", "PAY-12"),
        ("jira:labs/PAY-12/reported", "ticket:labs/PAY-12", "PAY-12"),
        ("note:01JC", "note:01JC", "01JC"),
    ],
)
def test_a_ref_is_about_its_anchor(ref: str, anchor: str, name: str) -> None:
    assert find_anchor(Ref.parse(ref)) == anchor
    assert name_anchor(anchor) == name


@pytest.mark.parametrize(
    ("ref", "path"),
    [
        (f"git:{SHA}:docs/adr/7.md", "docs/adr/7.md"),
        ("github:acme/pay#412:docs/adr/7.md", "docs/adr/7.md"),
        ("github:git.example.com:8443/acme/pay#412:docs/adr/7.md", "docs/adr/7.md"),
        ("github:acme/pay#412", ""),
        (f"git:{SHA}", ""),
    ],
)
def test_the_path_of_a_document_is_what_follows(ref: str, path: str) -> None:
    assert find_document_path(Ref.parse(ref)) == path


def test_a_repository_is_known_by_its_refs() -> None:
    assert find_repository(Ref.parse("github:Acme/Pay#1")) == "acme/pay"
    assert find_repository(Ref.parse("github:git.example.com/acme/pay#1")) == "git.example.com/acme/pay"
    assert find_repository(Ref.parse("jira:PAY-1")) == ""


def test_a_number_belongs_to_the_repository_of_its_text() -> None:
    directory = Directory([make_request(1)])
    mention = Mention(Relation.CLOSE, number="9")
    assert directory.resolve(mention, directory.find_home(make_request(1))) == "github:acme/pay#9"
    assert directory.resolve(mention, directory.find_home(make_commit("a"))) == "github:acme/pay#9"
    assert Directory([make_commit("a")]).resolve(mention, "pay") == "local:pay#9"


def test_a_commit_that_is_linked_knows_its_repository() -> None:
    linked = make_evidence(f"git:{SHA}", Kind.COMMIT, project="clone-of-it", links=["github:acme/pay#412"])
    assert Directory([linked]).find_home(linked) == "acme/pay"


def test_another_host_and_repository_are_their_own() -> None:
    directory = Directory([])
    other = Mention(Relation.CLOSE, number="9", repository="acme/web")
    assert directory.resolve(other, "acme/pay") == "github:acme/web#9"
    hosted = Mention(Relation.CLOSE, number="9", repository="acme/web", host="git.example.com")
    assert directory.resolve(hosted, "acme/pay") == "github:git.example.com/acme/web#9"


def test_an_abbreviated_commit_is_found_when_it_is_the_only_one() -> None:
    directory = Directory([make_commit("1a2b3c4d"), make_commit("ffff")])
    assert directory.find_commit("1a2b3c4") == f"git:{SHA}"
    assert directory.find_commit("1a2b3c5") == ""
    assert directory.find_commit("1a2b3c4dffffff") == ""


def test_a_revert_names_the_newest_earlier_change_of_that_title() -> None:
    first, second = make_commit("a", "Cache"), make_commit("b", "Cache", day=1)
    revert, later = make_commit("c", 'Revert "Cache"', day=2), make_commit("d", "Cache", day=3)
    directory = Directory([first, second, revert, later])
    assert directory.find_reverted(revert) == find_anchor(second.ref)
    assert directory.find_reverted(later) == ""


def test_tickets_say_nothing_of_each_other_in_passing() -> None:
    ticket = make_evidence(
        "jira:PAY-1", Kind.TICKET, Role.ASSIGNEE, title="Follow PAY-2", body="Blocks PAY-3. Fixes #4"
    )
    other = make_evidence("jira:PAY-2", Kind.TICKET, Role.ASSIGNEE)
    named = [anchor for _, anchor in Directory([ticket, other]).find_mentions(ticket)]
    assert named == ["ticket:PAY-2"]
