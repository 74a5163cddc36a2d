"""CODEOWNERS: which paths a rule means, whose they are, and that no file of rules can do harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.encounter.owners import Owners, Pattern


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("*", ["a", "a/b/c.py"], []),
        ("*.js", ["cart.js", "web/cart.js"], ["cart.jsx", "js/cart"]),
        ("/web/", ["web/cart.js", "web/a/b"], ["src/web/cart.js", "webs/cart"]),
        ("web/", ["web/cart.js", "src/web/cart.js"], ["src/webs/cart.js"]),
        ("docs/*", ["docs/start.md"], ["docs/build/trouble.md", "src/docs/start.md"]),
        ("/docs/", ["docs/build/trouble.md"], ["a/docs/x"]),
        ("apps/pay", ["apps/pay", "apps/pay/x.py"], ["x/apps/pay", "apps/payment"]),
        ("**/logs", ["logs/a", "build/logs/a", "deeply/nested/logs/b"], ["logsdir/a"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b/c"], ["b", "a/x/c"]),
        ("/src/**", ["src/a", "src/a/b"], ["lib/src/a"]),
        ("l?dger.py", ["ledger.py", "x/lodger.py"], ["ldger.py", "l/dger.py"]),
        ("/*", ["a.py"], ["src/a.py"]),
        (r"my\ file.md", ["my file.md"], ["my", "file.md"]),
    ],
)
def test_a_pattern_means_what_the_forge_says(pattern: str, meant: list[str], not_meant: list[str]) -> None:
    owners = Owners.parse(f"{pattern} @acme/team\n")
    assert [path for path in meant if not owners.teams_of(path)] == []
    assert [path for path in not_meant if owners.teams_of(path)] == []


def test_the_last_matching_rule_wins_also_when_it_names_nobody() -> None:
    owners = Owners.parse("* @acme/all\n/pay/ @acme/pay @acme/risk\n/pay/generated/\n")
    assert owners.teams_of("web/a.js") == {"@acme/all"}
    assert owners.teams_of("pay/ledger.py") == {"@acme/pay", "@acme/risk"}
    assert owners.teams_of("pay/generated/a.py") == set()


def test_single_people_and_addresses_are_no_team() -> None:
    assert Owners.parse("* @ben ben@example.com\n").teams_of("a") == set()
    assert Owners.parse("* @ben @acme/pay\n").teams_of("a") == {"@acme/pay"}


def test_comments_blank_lines_and_what_the_forges_do_not_support_are_no_rules() -> None:
    text = "# * @acme/one\n\n   \n* @acme/all # @acme/none\n!web/ @acme/two\n[a-z].py @acme/three\n"
    owners = Owners.parse(text)
    assert owners.teams_of("web/a.py") == {"@acme/all"}
    assert owners.teams_of("b.py") == {"@acme/all"}


def test_each_section_has_its_own_last_rule_and_its_default_owners() -> None:
    owners = Owners.parse("* @acme/all\n[Docs][2] @acme/docs\n*.md\n/api/ @acme/api\n^[Security]\n/api/ @acme/sec\n")
    assert owners.teams_of("a.md") == {"@acme/all", "@acme/docs"}
    assert owners.teams_of("api/a.md") == {"@acme/all", "@acme/api", "@acme/sec"}


def test_a_path_map_holds_everywhere_or_for_the_project_it_names() -> None:
    teams = {"payments/**": "pay", "acme/web:checkout/**": "pay", "acme/web:*.css": "design"}
    here, there = Owners.of_map(teams, ["acme/web"]), Owners.of_map(teams, ["acme/pay"])
    assert here.teams_of("payments/a") == there.teams_of("payments/a") == {"pay"}
    assert (here.teams_of("checkout/a"), there.teams_of("checkout/a")) == ({"pay"}, set())
    assert here.teams_of("checkout/a.css") == {"design"}


PARTS = st.text(alphabet="ab*?.", min_size=1, max_size=4).filter(lambda part: "**" not in part)
FOLDERS = st.lists(st.text(alphabet="ab.", min_size=1, max_size=3), min_size=1, max_size=5)


def spell(parts: list[str]) -> re.Pattern[str]:
    """Say the same of an anchored pattern as one regular expression, as a second opinion."""
    spelled = ""
    for part in parts:
        letters = "".join({"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter)) for letter in part)
        spelled += "(?:[^/]+/)*" if part == "**" else f"{letters}/"
    return re.compile(spelled + r"(?:.*/)?")


@settings(deadline=None)
@given(st.lists(st.just("**") | PARTS, min_size=1, max_size=4), FOLDERS)
def test_matching_agrees_with_a_regular_expression(parts: list[str], path: list[str]) -> None:
    pattern = Pattern(tuple(parts), is_folder=True)
    assert pattern.matches(path) == bool(spell(parts).fullmatch("/".join(path) + "/"))


RULES = st.lists(st.lists(st.sampled_from(["a", "b", "*", "**", "a*"]), min_size=1, max_size=3), max_size=6)


@settings(deadline=None)
@given(RULES, FOLDERS)
def test_of_many_rules_the_last_that_matches_wins(rules: list[list[str]], path: list[str]) -> None:
    owners = Owners.parse("".join(f"/{'/'.join(parts)}/ @acme/t{number}\n" for number, parts in enumerate(rules)))
    matching = [number for number, parts in enumerate(rules) if Pattern(tuple(parts), is_folder=True).matches(path)]
    assert owners.teams_of("/".join(path)) == {f"@acme/t{number}" for number in matching[-1:]}


@settings(deadline=None)
@given(st.text(alphabet="ab*?/[]!#@^\\ \t\n.", max_size=80), FOLDERS)
def test_no_text_of_rules_fails(text: str, path: list[str]) -> None:
    assert Owners.parse(text).teams_of("/".join(path)) <= set(text.split())


def test_a_pattern_made_to_be_slow_is_answered() -> None:
    owners = Owners.parse(f"{'*a' * 60}b @acme/one\n{'**/a/' * 60}b @acme/two\n")
    assert owners.teams_of("/".join(["a" * 200] * 60)) == set()
