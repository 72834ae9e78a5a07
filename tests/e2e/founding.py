"""Setting up a trial home by hand, in the browser: its first administrator and four people."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from e2e import second_step
from e2e.conftest import Served
from e2e.hands import pick, press, write

PASSWORD = "grey heron by the weir"
ADMINISTRATOR = "robin"


@dataclass(frozen=True)
class Newcomer:
    """One fictional person and what the form asks of them."""

    role: str
    username: str
    name: str
    superior: str = ""


PEOPLE = (
    Newcomer("Supervisor", "sasha", "Sasha Lindgren"),
    Newcomer("Officer", "oak", "Oakley Marsh", superior="Sasha Lindgren"),
    Newcomer("Custodian", "kit", "Kit Amari"),
    Newcomer("Investigator", "ira", "Ira Fontaine"),
)


def make_first_administrator(page: Page) -> None:
    """Fill in the first page of an empty home."""
    write(page, "Your name", "Robin Castell")
    write(page, "Agency", "Trial Police (fictional)")
    write(page, "User name", ADMINISTRATOR)
    write(page, "Password", PASSWORD)
    press(page, "Make the administrator")
    second_step.take(page, page.url.partition("/account")[0], ADMINISTRATOR)


def give_account(page: Page, newcomer: Newcomer) -> None:
    """Give the account that the list of accounts asks for next."""
    page.get_by_role("link", name=re.compile(f"Give this account.*{newcomer.role}")).click()
    write(page, "Name", newcomer.name)
    write(page, "User name", newcomer.username)
    if newcomer.superior:
        pick(page, "Superior", newcomer.superior)
    write(page, "First password", PASSWORD)
    press(page, "Give this account")
    expect(page.get_by_text(f"{newcomer.name} may sign in as {newcomer.username}.")).to_be_visible()


def settle(trial: Served, browser: Browser) -> None:
    """Make every account that one incident needs."""
    page = browser.new_page()
    page.goto(trial.address)
    page.goto(f"{trial.address}/set-up/")
    make_first_administrator(page)
    for newcomer in PEOPLE:
        give_account(page, newcomer)
    page.context.close()
