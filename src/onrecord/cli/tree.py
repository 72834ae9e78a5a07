"""The tree of commands, `onrecord NOUN VERB`, and its parser."""

import argparse

from onrecord.cli import (
    account,
    account_roles,
    aid,
    allegation,
    audit,
    backup,
    closure,
    destruction,
    directive,
    dispatch,
    exhibit,
    figures,
    identification,
    incident,
    later,
    linking,
    log,
    log_repair,
    log_witnesses,
    matter,
    monitor,
    party,
    preservation,
    referral,
    reply,
    report,
    reporter,
    search,
    serve,
    setup,
    witness,
)
from onrecord.cli.command import Command
from onrecord.cli.exits import Exit
from onrecord.cli.parsing import fill

COMMANDS: tuple[Command, ...] = (
    *setup.COMMANDS,
    *serve.COMMANDS,
    *audit.COMMANDS,
    *backup.COMMANDS,
    *account.COMMANDS,
    *account_roles.COMMANDS,
    *directive.COMMANDS,
    *incident.COMMANDS,
    *dispatch.COMMANDS,
    *linking.COMMANDS,
    *closure.COMMANDS,
    *party.COMMANDS,
    *allegation.COMMANDS,
    *identification.COMMANDS,
    *aid.COMMANDS,
    *reply.COMMANDS,
    *later.COMMANDS,
    *preservation.COMMANDS,
    *matter.COMMANDS,
    *reporter.COMMANDS,
    *exhibit.COMMANDS,
    *report.COMMANDS,
    *search.COMMANDS,
    *referral.COMMANDS,
    *destruction.COMMANDS,
    *figures.COMMANDS,
    *log.COMMANDS,
    *log_witnesses.COMMANDS,
    *monitor.COMMANDS,
    *log_repair.COMMANDS,
    *witness.COMMANDS,
)

ENVIRONMENT = {
    "ONRECORD_HOME": "the folder that keeps everything; by default in the user's data directory",
    "ONRECORD_TOKEN": "a token of the acting person, outside the demo",
    "ONRECORD_DATABASE_URL": "postgresql://user:password@host:port/database; by default SQLite in "
    "the home",
    "ONRECORD_CHECKPOINT_STORE": "s3://bucket/key?endpoint=https://host, with the usual AWS_* "
    "credentials, or witness:URL#VKEY; by default a file in the home",
    "ONRECORD_CONTACT_KEY": "the file of the key of reporting persons' contact data; by default "
    "keys/contacts.key in the home",
    "ONRECORD_HOSTS": "further host names that the web server answers to, with commas",
    "ONRECORD_TIME_ZONE": "the time zone of pages; by default the one that the directive names",
    "ONRECORD_LOCK_MINUTES": "minutes without anybody there until a session locks; by default 30",
    "ONRECORD_DEBUG": "1 prints where a command failed",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole tree; the parsed line has the `command` chosen."""
    ends = [f"  {code.value:<4} {code.about}" for code in Exit]
    names = [f"  {name:<22} {about}" for name, about in ENVIRONMENT.items()]
    whole = argparse.ArgumentParser(
        prog="onrecord",
        description="The accountability record of a city.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(["exit codes:", *ends, "", "environment:", *names]),
    )
    nouns = whole.add_subparsers(metavar="NOUN", required=True)
    verbs: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in COMMANDS:
        if not command.verb:
            leaf = nouns.add_parser(command.noun, help=command.about, description=command.about)
        else:
            if command.noun not in verbs:
                noun = nouns.add_parser(command.noun, help=f"{command.noun}: what can be done")
                verbs[command.noun] = noun.add_subparsers(metavar="VERB", required=True)
            leaf = verbs[command.noun].add_parser(
                command.verb, help=command.about, description=command.about
            )
        fill(leaf, command)
    return whole
