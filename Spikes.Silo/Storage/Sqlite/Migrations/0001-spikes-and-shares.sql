CREATE TABLE accounts (
    id          TEXT    NOT NULL PRIMARY KEY,
    tier        INTEGER NOT NULL DEFAULT 0,
    share_count INTEGER NOT NULL DEFAULT 0 CHECK (share_count >= 0)
) STRICT, WITHOUT ROWID;

-- A deleted share keeps its row: its id is never used again and is refused on write.
CREATE TABLE shares (
    id          TEXT    NOT NULL PRIMARY KEY,
    slug        TEXT,
    owner       TEXT    NOT NULL,
    title       TEXT,
    spike_count INTEGER NOT NULL DEFAULT 0 CHECK (spike_count >= 0),
    created_at  INTEGER NOT NULL,
    deleted_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX shares_slug ON shares (slug) WHERE slug IS NOT NULL;
CREATE INDEX shares_owner ON shares (owner, id) WHERE deleted_at IS NULL;

CREATE TABLE names (
    name  TEXT NOT NULL PRIMARY KEY,
    store TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Stores whose share is deleted and whose rows are not yet removed: every read but the export leaves them out.
CREATE TABLE purges (
    store TEXT NOT NULL PRIMARY KEY,
    share TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- client_id is set for anonymous posts only: there it repeats a post but never names a row.
CREATE TABLE spikes (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    store           TEXT    NOT NULL,
    received_at     INTEGER NOT NULL,
    owner           TEXT,
    submitter       TEXT,
    client_id       TEXT,
    type            TEXT    NOT NULL,
    project_key     TEXT    NOT NULL,
    page            TEXT    NOT NULL,
    url             TEXT    NOT NULL,
    reviewer_id     TEXT    NOT NULL,
    reviewer_name   TEXT    NOT NULL,
    reviewer_email  TEXT,
    selector        TEXT,
    xpath           TEXT,
    element_text    TEXT,
    box_x           REAL,
    box_y           REAL,
    box_width       REAL,
    box_height      REAL,
    rating          TEXT,
    comments        TEXT    NOT NULL,
    timestamp       TEXT,
    viewport_width  INTEGER,
    viewport_height INTEGER,
    user_agent      TEXT,
    resolved_at     TEXT
) STRICT;

CREATE INDEX spikes_all ON spikes (received_at, id);
CREATE INDEX spikes_store ON spikes (store, received_at, id);
CREATE INDEX spikes_owner ON spikes (owner, received_at, id) WHERE owner IS NOT NULL;
CREATE INDEX spikes_submitter ON spikes (submitter, received_at, id) WHERE submitter IS NOT NULL;
CREATE UNIQUE INDEX spikes_client ON spikes (store, client_id) WHERE client_id IS NOT NULL;

-- Staged content has an upload and no hash, published content a hash and no upload. Ids are handles that outlive a call, so
-- AUTOINCREMENT: one that is used again would show a reader the bytes of another share.
CREATE TABLE contents (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    hash        TEXT    UNIQUE,
    length      INTEGER NOT NULL DEFAULT 0,
    upload      TEXT,
    upload_file INTEGER,
    CHECK ((hash IS NULL) <> (upload IS NULL))
) STRICT;

CREATE UNIQUE INDEX contents_upload ON contents (upload, upload_file) WHERE upload IS NOT NULL;

CREATE TABLE content_chunks (
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    offset  INTEGER NOT NULL,
    bytes   BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX content_chunks_place ON content_chunks (content, offset);

CREATE TABLE share_files (
    share       TEXT    NOT NULL REFERENCES shares (id),
    name        TEXT    NOT NULL,
    content     INTEGER NOT NULL REFERENCES contents (id),
    head_offset INTEGER,
    body_offset INTEGER,
    has_base    INTEGER,
    has_widget  INTEGER,
    encoding    INTEGER,
    PRIMARY KEY (share, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX share_files_content ON share_files (content);

CREATE TABLE mail_outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    email           TEXT    NOT NULL,
    purpose         INTEGER NOT NULL,
    client_address  TEXT    NOT NULL,
    requested_at    INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL
) STRICT;

CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at, id);
