"""Schema 1: the tables as they were first released. Released statements are never edited.

``entry``, ``change`` and ``field_change`` are only ever added to: triggers refuse anything else.
``case_head`` and ``person`` change by one version at a time and are never removed. Drafts are
the one thing that may go without trace.
"""

from __future__ import annotations

_ONLY_ADDED_TO = ("entry", "change", "field_change", "store")
_BY_VERSION = ("case_head", "person")

_TABLES = (
    """CREATE TABLE store (
        id TEXT NOT NULL PRIMARY KEY,
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE change (
        seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
        "key" TEXT UNIQUE,
        request TEXT,
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        shown TEXT NOT NULL,
        "action" TEXT NOT NULL,
        subject TEXT NOT NULL,
        version INTEGER,
        detail TEXT NOT NULL,
        added TEXT NOT NULL,
        state TEXT,
        program TEXT NOT NULL,
        rules TEXT NOT NULL,
        mac TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX change_of_subject ON change (subject, seq)",
    """CREATE TABLE person (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        shown TEXT NOT NULL,
        roles TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        version INTEGER NOT NULL CHECK (version > 0)
    ) STRICT""",
    """CREATE TABLE case_head (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        patient TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        content TEXT NOT NULL,
        admitted TEXT NOT NULL,
        closed TEXT,
        touched TEXT NOT NULL,
        due TEXT NOT NULL,
        identifier TEXT NOT NULL,
        family TEXT NOT NULL,
        given TEXT NOT NULL,
        born TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX case_of_patient ON case_head (patient)",
    "CREATE INDEX case_by_identifier ON case_head (identifier)",
    "CREATE INDEX case_by_family ON case_head (family, given)",
    "CREATE INDEX case_by_given ON case_head (given, family)",
    "CREATE INDEX case_by_birth ON case_head (born)",
    "CREATE INDEX case_by_touch ON case_head (touched)",
    """CREATE TABLE entry (
        seq INTEGER NOT NULL PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES case_head (id) DEFERRABLE INITIALLY DEFERRED,
        kind TEXT NOT NULL,
        entry TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        content TEXT NOT NULL,
        "change" INTEGER NOT NULL
            REFERENCES change (seq) DEFERRABLE INITIALLY DEFERRED,
        UNIQUE (case_id, kind, entry, version)
    ) STRICT""",
    'CREATE INDEX entry_of_change ON entry ("change")',
    """CREATE TABLE field_change (
        "change" INTEGER NOT NULL
            REFERENCES change (seq) DEFERRABLE INITIALLY DEFERRED,
        place INTEGER NOT NULL,
        case_id TEXT NOT NULL REFERENCES case_head (id) DEFERRABLE INITIALLY DEFERRED,
        path TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        PRIMARY KEY ("change", place)
    ) STRICT""",
    "CREATE INDEX field_of_case ON field_change (case_id, path)",
    """CREATE TABLE draft (
        person TEXT NOT NULL REFERENCES person (id),
        case_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        at TEXT NOT NULL,
        content TEXT NOT NULL,
        seal TEXT NOT NULL,
        PRIMARY KEY (person, case_id)
    ) STRICT""",
    """CREATE VIRTUAL TABLE patient_words USING fts5 (
        words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3', detail = 'none',
        columnsize = 0
    )""",
)


def _refused(table: str, deed: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END"
    )


STATEMENTS: tuple[str, ...] = (
    *_TABLES,
    *(_refused(table, deed) for table in _ONLY_ADDED_TO for deed in ("UPDATE", "DELETE")),
    *(_refused(table, "DELETE") for table in _BY_VERSION),
    *(
        _refused(table, "UPDATE", "WHEN new.version <> old.version + 1 OR new.id <> old.id")
        for table in _BY_VERSION
    ),
)
