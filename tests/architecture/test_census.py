"""Nothing stands outside the lists: URLs, permissions, codes and commands."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from onrecord.authority import Permission, Role
from onrecord.authority.decide import TABLE
from onrecord.config.reference import REPOSITORY, pages
from onrecord.web.rule import rule_of


def urls(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from urls(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def test_every_url_declares_its_rule() -> None:
    found = list(urls(get_resolver()))
    assert found
    without = [url for url, pattern in found if rule_of(pattern.callback) is None]
    assert not without


def test_every_permission_has_its_row_and_no_elected_office_in_it() -> None:
    assert set(TABLE) == set(Permission)
    for permission, (roles, _conditions) in TABLE.items():
        assert roles, permission
        if permission is not Permission.SESSION_OPEN:
            assert Role.ELECTED_OFFICE not in roles, permission


@pytest.mark.parametrize("page", ["commands.md", "permissions.md", "errors.md"])
def test_the_reference_page_is_current(page: str) -> None:
    path = next(path for path in pages() if path.name == page)
    assert (REPOSITORY / path).read_text("utf-8") == pages()[path], "run script/reference"


def test_every_permission_stands_in_the_reference() -> None:
    text = (REPOSITORY / "docs/reference/permissions.md").read_text("utf-8")
    assert all(f"`{permission.value}`" in text for permission in Permission)
