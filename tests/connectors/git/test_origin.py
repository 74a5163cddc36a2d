"""Where a repository lives on the web."""

import pytest

from connectors.git.origin import Origin, parse_origin

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("git@github.com:acme/pay.git", f"https://github.com/acme/pay/commit/{SHA}"),
        ("https://github.com/acme/pay", f"https://github.com/acme/pay/commit/{SHA}"),
        ("https://github.com/acme/pay.git/", f"https://github.com/acme/pay/commit/{SHA}"),
        ("https://ann:secret@github.com/acme/pay.git", f"https://github.com/acme/pay/commit/{SHA}"),
        ("ssh://git@github.com/acme/pay.git", f"https://github.com/acme/pay/commit/{SHA}"),
        ("ssh://git@ssh.github.com:443/acme/pay.git", f"https://github.com/acme/pay/commit/{SHA}"),
        ("ssh://git@github.acme.com:2222/acme/pay.git", f"https://github.acme.com/acme/pay/commit/{SHA}"),
        ("https://github.acme.com:8443/acme/pay", f"https://github.acme.com:8443/acme/pay/commit/{SHA}"),
        ("git@gitlab.com:acme/team/pay.git", f"https://gitlab.com/acme/team/pay/-/commit/{SHA}"),
        ("git@bitbucket.org:acme/pay.git", f"https://bitbucket.org/acme/pay/commits/{SHA}"),
        ("https://codeberg.org/acme/pay.git", f"https://codeberg.org/acme/pay/commit/{SHA}"),
    ],
)
def test_a_commit_has_the_address_of_its_forge(address: str, url: str) -> None:
    assert parse_origin(address).commit_url(SHA) == url


@pytest.mark.parametrize(
    "address",
    ["", "/srv/git/pay.git", "file:///srv/github.com/acme/pay", "ext::sh -c evil% github.com:a/b",
     "git@example.com:a/b.git", "http://github.com/acme/pay", "https://github.com", "https://github.com/acme/<b>", "https://github.com:x/acme/pay",
     "https://notgithub.com/acme/pay", "javascript://github.com/a/b", "../pay", "C:\\github.com\\acme"],
)  # fmt: skip
def test_what_is_no_forge_has_no_address(address: str) -> None:
    assert parse_origin(address) == Origin()
    assert Origin().commit_url(SHA) == Origin().file_url(SHA, b"a") == ""
    assert Origin().pull_request(4) is None


@pytest.mark.parametrize(
    ("address", "ref"),
    [
        ("git@github.com:acme/pay.git", "github:acme/pay#412"),
        ("https://github.acme.com:8443/acme/pay", "github:github.acme.com:8443/acme/pay#412"),
        ("git@acme.ghe.com:acme/pay.git", "github:acme.ghe.com/acme/pay#412"),
        ("git@gitlab.com:acme/pay.git", "None"),
        ("git@github.com:acme/p--y.git", "None"),
    ],
)
def test_a_pull_request_has_a_ref_on_github_only(address: str, ref: str) -> None:
    assert str(parse_origin(address).pull_request(412)) == ref


def test_a_file_has_an_address_with_its_path_encoded() -> None:
    assert parse_origin("git@github.com:acme/pay.git").file_url(SHA, "docs/é 1.md".encode()) == (
        f"https://github.com/acme/pay/blob/{SHA}/docs/%C3%A9%201.md"
    )
