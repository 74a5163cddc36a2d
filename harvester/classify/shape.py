"""What kind of files a change touches, and how much of each.

Judges by the path alone; the content of a file is never read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.model import FileChange

_LOCK: Final = re.compile(
    r"(?:^|/)(?:[^/]*lock(?:file)?(?:\.json|\.ya?ml|\.toml)?|go\.sum|npm-shrinkwrap\.json|requirements[^/]*\.txt|[^/]*\.lockfile)$"
)
_MANIFEST: Final = re.compile(
    r"(?:^|/)(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|cargo\.toml|go\.mod|gemfile|[^/]*\.gemspec|pom\.xml"
    r"|build\.gradle(?:\.kts)?|[^/]*\.(?:csproj|props|targets|nuspec)|composer\.json|pipfile|version(?:\.[a-z]+)?|cmakelists\.txt|makefile)$"
)
_GENERATED: Final = re.compile(
    r"(?:^|/)(?:vendor|node_modules|dist|generated|third_party|__snapshots__|snapshots?|golden|fixtures?|testdata|expected)/"
    r"|\.(?:min\.js|min\.css|pb\.go|snap|generated\.[a-z]+|g\.dart|svg|map|lock|csv|out|approved\.[a-z]+)$|_pb2\.pyi?$|zz_generated"
)
_TEST: Final = re.compile(
    r"(?:^|/)(?:tests?|specs?|testing|e2e|__tests__|integration[_-]?tests?|functional|unit|benchmarks?|tsl/test)/|(?:^|/)test_|[_.-](?:test|tests|spec)s?\.[a-z]+$"
)
_CAMEL_TEST: Final = re.compile(r"(?:Test|Tests|Spec|IT)\.[a-z]+$")
_CI: Final = re.compile(
    r"(?:^|/)\.(?:github/workflows|circleci|ci|gitlab|buildkite|travis|azure)|(?:^|/)\.(?:travis|gitlab-ci|appveyor|pre-commit-config|github|editorconfig|gitignore|rubocop|eslint|prettier|flake8|pylint|golangci|codecov)|jenkinsfile|azure-pipelines|dockerfile|tox\.ini|renovate|dependabot",
)
_CHANGELOG: Final = re.compile(
    r"(?:^|/)(?:change(?:s|log)|history|news|release[_-]?notes?|\.changeset|\.unreleased|changelogs?)(?:[./_-]|$)|[_-]release[_-]?notes"
)
_GUIDE: Final = re.compile(
    r"contributing|onboard|runbook|playbook|getting[_-]?started|tutorial|how-?to|troubleshoot|debugging|developer|development|hacking|cheat_?sheet|faq|best[_-]practices|style[_-]?guide|guidelines?|handbook|architecture\.md|codeowners_guide|walkthrough|primer|learn|guides?[/.]"
)
_DESIGN: Final = re.compile(
    r"(?:^|[/_.-])(?:adrs?|rfcs?|rfds?|keps?|peps?|proposals?|design[_-]?(?:docs?|proposals?|notes?)?|decisions?|enhancements?|bips?|specs?)(?:[/_.-]|\d)"
)
_INCIDENT: Final = re.compile(r"post-?_?mortems?|incidents?(?:[/_.-]|$)|retrospectives?|outages?")
_DOCUMENT: Final = (
    ".md",
    ".rst",
    ".adoc",
    ".asciidoc",
    ".txt",
    ".mediawiki",
    ".mdx",
    ".org",
    ".tex",
    ".erb.md",
    ".html.md.erb",
    ".markdown",
)
_CONFIG: Final = (
    ".json",
    ".yml",
    ".yaml",
    ".toml",
    ".ini",
    ".cfg",
    ".conf",
    ".properties",
    ".xml",
    ".tf",
    ".env",
    ".plist",
)
_ASSET: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".ico",
    ".woff",
    ".woff2",
    ".ttf",
    ".mp4",
    ".pdf",
    ".icns",
    ".po",
    ".pot",
    ".ts.xlf",
    ".xlf",
)

KINDS: Final = ("code", "test", "document", "config", "build", "lock", "generated", "ci", "changelog", "asset")


NEW: Final = 20
"""Lines from which a file without deletions is taken for a new one."""
MAX_FILES: Final = 400


@dataclass(slots=True)
class Shape:
    """How many files and changed lines of each kind, and where the files lie.

    `gained` are the added lines alone, by kind and `_added`.
    """

    files: dict[str, int]
    lines: dict[str, int]
    gained: dict[str, int]
    added: int
    deleted: int
    components: Sequence[str]
    has_guide: bool
    has_design: bool
    has_incident: bool
    has_new_file: bool

    @property
    def total_files(self) -> int:
        """All listed files."""
        return sum(self.files.values())

    @property
    def hand_written(self) -> int:
        """Changed lines that somebody is likely to have written: code, configuration and documents."""
        return sum(self.lines.get(kind, 0) for kind in ("code", "config", "document", "ci", "build"))


def name_kind(path: str) -> str:
    """Name the kind of a file: one of `KINDS`."""
    if _CAMEL_TEST.search(path):
        return "test"
    low = path.lower()
    for kind, is_it in _KIND_TESTS:
        if is_it(low):
            return kind
    return "config" if low.endswith(_CONFIG) else "code"


def _is_document(low: str) -> bool:
    return low.endswith(_DOCUMENT) or low.rpartition("/")[2].startswith(("readme", "license", "notice", "authors"))


_KIND_TESTS: Final[Sequence[tuple[str, Callable[[str], object]]]] = (
    ("lock", _LOCK.search),
    ("asset", lambda low: low.endswith(_ASSET)),
    ("test", _TEST.search),
    ("generated", _GENERATED.search),
    ("ci", _CI.search),
    ("changelog", _CHANGELOG.search),
    ("build", _MANIFEST.search),
    ("document", _is_document),
)
"""Tests of a path in small letters, the first that fits."""


def measure_files(changes: Sequence[FileChange]) -> Shape:
    """Count files and lines of each kind; of very many files the first `MAX_FILES` are looked at."""
    files: dict[str, int] = {}
    lines: dict[str, int] = {}
    gained: dict[str, int] = {}
    components: dict[str, None] = {}
    nothing = {"has_guide": False, "has_design": False, "has_incident": False, "has_new_file": False}
    shape = Shape(files, lines, gained, 0, 0, (), **nothing)
    for change in changes[:MAX_FILES]:
        path = change.path[:300]
        added, deleted = change.added or 0, change.deleted or 0
        kind = name_kind(path)
        files[kind] = files.get(kind, 0) + 1
        lines[kind] = lines.get(kind, 0) + added + deleted
        gained[f"{kind}_added"] = gained.get(f"{kind}_added", 0) + added
        shape.added += added
        shape.deleted += deleted
        if kind in {"code", "config"}:
            components[_name_component(path)] = None
        if kind == "document" or path.endswith((".md", ".adoc")):
            low = path.lower()
            shape.has_guide = shape.has_guide or bool(_GUIDE.search(low))
            shape.has_incident = shape.has_incident or bool(_INCIDENT.search(low))
            shape.has_design = shape.has_design or bool(_DESIGN.search(low))
        shape.has_new_file = shape.has_new_file or (kind in {"code", "document"} and added >= NEW and not deleted)
    shape.components = tuple(components)
    return shape


def _name_component(path: str) -> str:
    folders = path.split("/")[:-1]
    while folders and folders[0] in {"src", "lib", "pkg", "packages", "app", "apps", "internal", "crates", "modules"}:
        folders = folders[1:]
    return folders[0] if folders else "."
