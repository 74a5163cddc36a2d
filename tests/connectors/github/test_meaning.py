"""What each thing on GitHub means: whose it is, in which role, when it happened, what it belongs to."""

from datetime import timedelta

import pytest

from connectors.github import GitHubConnector
from harvester.link import link
from harvester.model import Evidence, FileChange, Kind, Person, Ref, Role, Window
from tests.connectors.github.conftest import NOW, WEEK, Serve, connect, read
from tests.fakes.github.server import GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_odd_world

DAY = timedelta(days=1)


@pytest.fixture
def server(serve: Serve) -> GitHubServer:
    return serve(make_odd_world(NOW))


@pytest.fixture
def evidence(server: GitHubServer) -> list[Evidence]:
    found, gaps = read(connect(server), WEEK)
    assert gaps == []
    return found


def one(evidence: list[Evidence], **traits: object) -> Evidence:
    [found] = [each for each in evidence if all(getattr(each, name) == value for name, value in traits.items())]
    return found


def ref(server: GitHubServer, key: str) -> Ref:
    return Ref("github", f"{server.host}/{key}")


def test_a_merged_pull_request_of_mine_tells_all_there_is(server: GitHubServer, evidence: list[Evidence]) -> None:
    mine = one(evidence, kind=Kind.PULL_REQUEST)
    assert mine.ref == ref(server, "acme/pay#1")
    assert (mine.role, mine.project, mine.title) == (Role.AUTHOR, "acme/pay", "Batch the ledger reads")
    assert mine.body == "Closes the gap.\nred"
    assert mine.happened_at == NOW - 5 * DAY
    assert mine.labels == ["perf", "ledger"]
    assert mine.files[0] == FileChange("pay/ledger.py", 12, 3)
    assert [person.id for person in mine.people] == [
        f"github:{server.host}/ben", f"github:{server.host}/coverage[bot]", "ghost",
    ]  # fmt: skip
    assert mine.people[1].person_class == "bot"
    assert mine.facts == {
        "number": 1, "additions": 12, "deletions": 3, "commits": 1, "files": 2, "created_at": "2026-11-14T12:00:00Z",
        "merged_by": "ben", "hours_to_merge": 24.0, "review_rounds": 3, "base": "main", "head": "batch-1",
        "repository_id": mine.facts["repository_id"],
    }  # fmt: skip
    assert ref(server, "acme/pay#2") in mine.links
    assert Ref("git", f"{1:040x}") in mine.links


def test_what_was_never_merged_or_only_merged_by_me_is_not_mine(evidence: list[Evidence]) -> None:
    assert [each.role for each in evidence if each.kind is Kind.PULL_REQUEST] == [Role.AUTHOR]


def test_a_design_document_speaks_for_itself_and_names_its_pull_request(
    server: GitHubServer, evidence: list[Evidence]
) -> None:
    document = one(evidence, kind=Kind.DESIGN_DOC)
    assert document.ref == ref(server, "acme/pay#1:docs/adr/0007%20nightly-%2Dbatch.md")
    assert (document.title, document.facts["added"]) == ("ADR 7: a nightly batch", True)
    assert document.links[0] == ref(server, "acme/pay#1")
    assert document.happened_at == NOW - 5 * DAY


def test_issues_are_reported_or_closed_by_me(server: GitHubServer, evidence: list[Evidence]) -> None:
    closed = one(evidence, kind=Kind.TICKET, role=Role.CONTRIBUTOR)
    assert (closed.ref, closed.happened_at) == (ref(server, "acme/pay#2"), NOW - 5 * DAY + timedelta(seconds=3))
    assert closed.links == [ref(server, "acme/pay#1")]
    assert closed.people == [Person("ghost", "", "reporter")]
    assert (closed.body, closed.labels) == ("", ["bug"])
    assert one(evidence, kind=Kind.TICKET, role=Role.REPORTER).ref == ref(server, "acme/pay#3/reported")


def test_a_review_of_mine_carries_its_round_its_request_and_its_author(evidence: list[Evidence]) -> None:
    rounds = [each for each in evidence if each.kind is Kind.REVIEW and each.title == "Cache the rates"]
    assert [(each.facts["state"], each.facts["round"], each.facts["opens_thread"]) for each in rounds] == [
        ("COMMENTED", 1, True), ("APPROVED", 2, False),
    ]  # fmt: skip
    assert rounds[0].facts["requested_at"] == "2026-11-16T13:00:00Z"
    assert {each.role for each in rounds} == {Role.REVIEWER}
    assert rounds[0].people[0].id.endswith("/cleo")
    assert rounds[0].thread == rounds[0].links[0]
    assert rounds[0].context.pull_request == "Cache the rates"


def test_the_shell_around_a_reply_is_no_review_and_a_draft_is_nothing(evidence: list[Evidence]) -> None:
    assert all(each.body != "Not sent." for each in evidence)
    reply = one(evidence, body="Thank you.")
    assert (reply.kind, reply.role, reply.context.reply_to) == (Kind.REVIEW_COMMENT, Role.REVIEWER, "This races.")
    reviews = [each for each in evidence if each.kind is Kind.REVIEW and each.thread == reply.links[0]]
    assert reply.happened_at not in {each.happened_at for each in reviews}


def test_an_inline_comment_is_dated_by_its_review_and_tells_what_followed(
    server: GitHubServer, evidence: list[Evidence]
) -> None:
    comment = one(evidence, body="This races.")
    assert comment.happened_at == NOW - 3 * DAY
    assert comment.thread == comment.ref
    assert comment.context.diff.startswith("@@")
    followed = {name: comment.facts[name] for name in ("resolved", "outdated", "replied", "pushed_after")}
    assert followed == {"resolved": True, "outdated": True, "replied": True, "pushed_after": True}
    assert comment.facts["observed_at"] == "2026-11-20T12:00:00Z"
    ignored = one(evidence, body="And this.")
    assert (ignored.facts["resolved"], ignored.facts["replied"]) == (False, False)
    reply = one(evidence, body="Thank you.")
    assert (reply.thread, reply.facts["replied"]) == (comment.ref, False)
    assert comment.ref.key.startswith(f"{server.host}/acme/pay#")


def test_what_people_said_to_me_is_received_and_what_bots_said_is_not(evidence: list[Evidence]) -> None:
    received = [each for each in evidence if each.role is Role.RECIPIENT]
    assert {each.kind for each in received} == {Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT}
    assert {each.people[0].id.rpartition("/")[2] for each in received} == {"ben", "ghost", "dana"}
    assert all("overage" not in each.body for each in evidence)


def test_what_i_said_on_my_own_is_mine_and_no_review(evidence: list[Evidence]) -> None:
    own = [each for each in evidence if each.role is Role.AUTHOR and each.kind in {Kind.REVIEW_COMMENT, Kind.COMMENT}]
    assert [(each.kind, each.body, each.people) for each in own] == [
        (Kind.REVIEW_COMMENT, "Because of the lock.", []), (Kind.COMMENT, "Merging.", []),
    ]  # fmt: skip


def test_conversation_belongs_to_the_pull_request(evidence: list[Evidence]) -> None:
    said = one(evidence, body="Ship it on Monday.")
    assert (said.kind, said.role, said.thread) == (Kind.COMMENT, Role.COMMENTER, said.links[0])


def test_ghosts_and_bots_are_known_as_such(evidence: list[Evidence]) -> None:
    reviews = {each.people[0].id.rpartition("/")[2]: each.people[0] for each in evidence if each.role is Role.REVIEWER}
    assert reviews["ghost"].id == "ghost"
    assert reviews["dependabot[bot]"].person_class == "bot"


def test_how_much_somebody_had_merged_is_counted_before_my_first_word(serve: Serve) -> None:
    world = World()
    for n in range(7):
        world.pull("cleo", NOW - (20 - n) * DAY, NOW - (10 - 2 * n) * DAY)  # two of them merge after my word
    for _ in range(25):
        world.pull("dana", NOW - 90 * DAY, NOW - 80 * DAY)
    pulls = {login: world.pull(login, NOW - 6 * DAY) for login in ("cleo", "dana", "eli", "robot[bot]")}
    for pull in pulls.values():
        pull.review(ME, NOW - 4 * DAY, "COMMENTED", "", [("Why?", None)])
    pulls["cleo"].comment(ME, NOW - DAY, "And the rest?")
    pulls["cleo"].review(ME, NOW - DAY + timedelta(hours=1), "APPROVED")
    found, _ = read(connect(serve(world)), WEEK)
    counts = {
        (each.people[0].id.rpartition("/")[2], each.kind.value): each.facts.get("merged_before") for each in found
    }
    assert counts["cleo", "review_comment"] == 3
    assert counts["cleo", "comment"] == 5  # in the conversation I first spoke a day ago: that review had no body
    assert counts["dana", "review_comment"] == 20
    assert counts["eli", "review_comment"] == 0
    assert counts["robot[bot]", "review_comment"] is None


def test_several_logins_are_one_person(serve: Serve) -> None:
    world = World()
    world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    other = world.pull("ann-work", NOW - 3 * DAY, NOW - 2 * DAY)
    other.review(ME, NOW - 2 * DAY, "APPROVED", "By myself.")
    connector = connect(serve(world), "ANN-example", "ann-work")
    found, _ = read(connector, WEEK)
    assert sorted(each.ref.key.rpartition("#")[2] for each in found) == ["1", "2"]


def test_owners_and_repositories_narrow_what_is_read(serve: Serve) -> None:
    world = World()
    for repository in ("acme/pay", "acme/web", "home/dotfiles", "other/thing"):
        world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY, repository=repository)
    server = serve(world)
    found, gaps = read(connect(server, owners=["acme"], repositories=["home/dotfiles"]), WEEK)
    assert sorted(each.project for each in found) == ["acme/pay", "acme/web", "home/dotfiles"]
    assert gaps == []


def test_a_change_of_what_is_read_is_another_scope(server: GitHubServer) -> None:
    def basis(connector: GitHubConnector) -> str:
        [scope] = connector.scopes()
        assert scope.key == server.host
        return scope.basis

    plain = basis(connect(server))
    assert plain == basis(connect(server)) == basis(connect(server, ""))
    others = [connect(server, "ben"), connect(server, owners=["acme"]), connect(server, design_docs=[])]
    assert len({plain, *map(basis, others)}) == 4


@pytest.mark.parametrize("comes_first", ["git", "github"])
def test_a_pull_request_seen_through_git_and_github_is_one_work_item(
    evidence: list[Evidence], comes_first: str
) -> None:
    mine = one(evidence, kind=Kind.PULL_REQUEST)
    squashed = Evidence(
        ref=Ref("git", f"{1:040x}"), kind=Kind.COMMIT, role=Role.AUTHOR, title="Batch the ledger reads (#1)",
        happened_at=mine.happened_at, project="pay",
    )  # fmt: skip
    brought = Evidence(
        ref=Ref("git", f"{77:040x}"), kind=Kind.COMMIT, role=Role.AUTHOR, title="Read once",
        happened_at=mine.happened_at, project="pay", links=[mine.ref], facts={"pull_request": 1},
    )  # fmt: skip
    document = Evidence(
        ref=Ref("git", f"{1:040x}:docs/adr/0007%20nightly-%2Dbatch.md"), kind=Kind.DESIGN_DOC, role=Role.AUTHOR,
        title="ADR 7: a nightly batch", happened_at=mine.happened_at, project="pay",
    )  # fmt: skip
    git, github = [squashed, brought, document], [mine, one(evidence, kind=Kind.DESIGN_DOC)]
    items = link(git + github if comes_first == "git" else github + git)
    [whole] = [item for item in items if mine in item.evidence]
    assert whole.ref == mine.ref
    assert {each.ref for each in git + github} <= {each.ref for each in whole.evidence}


def test_a_renamed_repository_keeps_the_name_it_was_first_seen_under(serve: Serve) -> None:
    world = make_odd_world(NOW)
    server = serve(world)
    before = {each.ref: each.happened_at for each in read(connect(server), WEEK)[0]}
    ids = {world.repository("acme/pay")["id"]: "acme/pay"}
    world.rename("acme/pay", "acme/ledger")
    for names in ({}, {"repositories": ["acme/pay", "acme/web--shop"]}):
        connector = connect(server, session={"first_projects": ids}, **names)
        found, gaps = read(connector, WEEK)
        assert {each.ref: each.happened_at for each in found} == before
        assert {each.project for each in found} == {"acme/pay", "acme/web--shop"}
        assert gaps == []


def test_only_an_answer_of_the_author_is_a_reply(serve: Serve) -> None:
    world = World()
    pull = world.pull("cleo", NOW - 6 * DAY)
    asked, answered = (pull.review(ME, NOW - 3 * DAY, "COMMENTED", "", [("Why?", None)])[0] for _ in range(2))
    pull.review("dana", NOW - 2 * DAY, "COMMENTED", "", [("I wonder too.", asked)])
    pull.review("cleo", NOW - 2 * DAY, "COMMENTED", "", [("Because.", answered)])
    found = {each.ref.key.rpartition("/")[2]: each for each in read(connect(serve(world)), WEEK)[0]}
    assert (found[str(asked)].facts["replied"], found[str(answered)].facts["replied"]) == (False, True)


def test_an_issue_closed_behind_the_edge_of_a_window_by_a_merge_before_it_is_found(serve: Serve) -> None:
    world = World()
    merged = NOW - 3 * DAY
    pull = world.pull(ME, NOW - 4 * DAY, merged)
    world.issue("ben", NOW - 9 * DAY, merged + timedelta(seconds=4), by=[pull])
    connector = connect(serve(world))
    cut = merged + timedelta(seconds=2)
    before, after = (read(connector, Window(*ends))[0] for ends in ((WEEK.since, cut), (cut, WEEK.until)))
    assert [each.kind for each in before] == [Kind.PULL_REQUEST]
    assert [each.kind for each in after] == [Kind.TICKET]
