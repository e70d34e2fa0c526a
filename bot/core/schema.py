"""The tables of the database, and the way from each version of them to the next."""

from __future__ import annotations

from typing import Final

MIGRATIONS: Final = (
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, surface TEXT NOT NULL, owner_key TEXT NOT NULL, server_key TEXT NOT NULL,
        state TEXT NOT NULL, told INTEGER NOT NULL, request_key TEXT NOT NULL,
        created REAL NOT NULL, started REAL, finished REAL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX jobs_by_owner ON jobs (owner_key, created);
    CREATE INDEX jobs_by_state ON jobs (state, finished);
    CREATE INDEX jobs_by_request ON jobs (request_key);
    CREATE INDEX jobs_untold ON jobs (surface) WHERE told = 0;
    CREATE TABLE blobs (sha TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE holds (holder TEXT NOT NULL, sha TEXT NOT NULL, PRIMARY KEY (holder, sha)) WITHOUT ROWID;
    CREATE INDEX holds_by_sha ON holds (sha);
    CREATE TABLE notes (
        kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires REAL, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE notes ADD COLUMN belongs_to TEXT;
    CREATE INDEX notes_by_whose ON notes (belongs_to) WHERE belongs_to IS NOT NULL;
    CREATE INDEX jobs_borrowing ON jobs (json_extract(body, '$.borrowed_from'));
    CREATE INDEX jobs_by_server ON jobs (server_key, state);
    CREATE TEMP TABLE lenders AS
        WITH RECURSIVE lines (id, owner_key, ancestor, next) AS (
            SELECT id, owner_key, id, json_extract(body, '$.parent') FROM jobs
            UNION
            SELECT lines.id, lines.owner_key, jobs.id, json_extract(jobs.body, '$.parent')
            FROM lines JOIN jobs ON jobs.id = lines.next
        )
        SELECT lines.id AS id, coalesce(lines.next, lines.ancestor) AS lender
        FROM lines LEFT JOIN jobs ON jobs.id = coalesce(lines.next, lines.ancestor)
        WHERE (lines.next IS NULL OR lines.next NOT IN (SELECT id FROM jobs))
            AND lines.owner_key IS NOT jobs.owner_key;
    UPDATE jobs SET body = json_set(body, '$.borrowed_from', (SELECT lender FROM lenders WHERE id = jobs.id))
        WHERE id IN (SELECT id FROM lenders);
    DELETE FROM holds WHERE EXISTS (
        SELECT 1 FROM jobs WHERE holds.holder = 'job:' || jobs.id AND jobs.id IN (SELECT id FROM lenders)
            AND jobs.state NOT IN ('queued', 'running')
            AND holds.sha IS NOT json_extract(jobs.body, '$.result')
            AND holds.sha IS NOT json_extract(jobs.body, '$.timelapse')
            AND (json_extract(jobs.body, '$.preset') IS NULL
                OR holds.sha = json_extract(jobs.body, '$.content'))
    );
    DROP TABLE lenders;
    """,
)
"""Each entry takes the schema one version further; never edit one that was released."""
