-- The id is that of the store: project/<id>. allowed_origins is one text, the origins separated by spaces.
CREATE TABLE projects (
    id              TEXT    NOT NULL PRIMARY KEY,
    key             TEXT    NOT NULL UNIQUE,
    owner           TEXT    NOT NULL,
    allowed_origins TEXT    NOT NULL,
    spike_count     INTEGER NOT NULL DEFAULT 0 CHECK (spike_count >= 0),
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX projects_owner ON projects (owner, created_at, id);

-- Stored under a key before it was registered: whose it became does not see who wrote it.
ALTER TABLE spikes ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0;
