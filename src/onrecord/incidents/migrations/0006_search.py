"""The words of incidents, and the index that each database has for words."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE incidents_search USING fts5("
    "words, with_offences, content='incidents_searchtext', content_rowid='id')",
    "CREATE TRIGGER incidents_search_added AFTER INSERT ON incidents_searchtext BEGIN "
    "INSERT INTO incidents_search(rowid, words, with_offences) "
    "VALUES (new.id, new.words, new.with_offences); END",
    "CREATE TRIGGER incidents_search_gone AFTER DELETE ON incidents_searchtext BEGIN "
    "INSERT INTO incidents_search(incidents_search, rowid, words, with_offences) "
    "VALUES ('delete', old.id, old.words, old.with_offences); END",
    "CREATE TRIGGER incidents_search_changed AFTER UPDATE ON incidents_searchtext BEGIN "
    "INSERT INTO incidents_search(incidents_search, rowid, words, with_offences) "
    "VALUES ('delete', old.id, old.words, old.with_offences); "
    "INSERT INTO incidents_search(rowid, words, with_offences) "
    "VALUES (new.id, new.words, new.with_offences); END",
)
POSTGRESQL = (
    "ALTER TABLE incidents_searchtext ADD COLUMN words_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED, "
    "ADD COLUMN offences_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', with_offences)) STORED",
    "CREATE INDEX incidents_search_words ON incidents_searchtext USING gin (words_vector)",
    "CREATE INDEX incidents_search_offences ON incidents_searchtext USING gin (offences_vector)",
)


def make_index(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)


def drop_index(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE incidents_search", None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_preservation_tasks")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("with_offences", models.TextField(blank=True)),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
