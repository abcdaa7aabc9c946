-- Texts that are compared or sorted have the order of their bytes, whatever the locale of the database.
CREATE TABLE accounts (
    id          text    COLLATE "C" PRIMARY KEY,
    tier        integer NOT NULL DEFAULT 0,
    share_count bigint  NOT NULL DEFAULT 0 CHECK (share_count >= 0)
);

-- A deleted share keeps its row: its id is never used again and is refused on write. The row is locked while spikes are added, so
-- counter and receive times follow the order of commits. Room in the page keeps the counter's updates out of the indexes.
CREATE TABLE shares (
    id               text   COLLATE "C" PRIMARY KEY,
    slug             text   COLLATE "C",
    owner            text   COLLATE "C" NOT NULL,
    title            text,
    spike_count      bigint NOT NULL DEFAULT 0 CHECK (spike_count >= 0),
    last_received_at bigint NOT NULL DEFAULT 0,
    created_at       bigint NOT NULL,
    deleted_at       bigint
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX shares_slug ON shares (slug) WHERE slug IS NOT NULL;
CREATE INDEX shares_owner ON shares (owner, id) WHERE deleted_at IS NULL;

CREATE TABLE names (
    name  text COLLATE "C" PRIMARY KEY,
    store text COLLATE "C" NOT NULL
);

-- Stores whose share is deleted and whose rows are not yet removed: every read but the export leaves them out.
CREATE TABLE purges (
    store text COLLATE "C" PRIMARY KEY,
    share text COLLATE "C" NOT NULL
);

-- client_id is set for anonymous posts only: there it repeats a post but never names a row.
CREATE TABLE spikes (
    id              text   COLLATE "C" PRIMARY KEY,
    store           text   COLLATE "C" NOT NULL,
    received_at     bigint NOT NULL,
    owner           text   COLLATE "C",
    submitter       text   COLLATE "C",
    client_id       text   COLLATE "C",
    type            text   NOT NULL,
    project_key     text   NOT NULL,
    page            text   NOT NULL,
    url             text   NOT NULL,
    reviewer_id     text   NOT NULL,
    reviewer_name   text   NOT NULL,
    reviewer_email  text,
    selector        text,
    xpath           text,
    element_text    text,
    box_x           double precision,
    box_y           double precision,
    box_width       double precision,
    box_height      double precision,
    rating          text,
    comments        text   NOT NULL,
    timestamp       text,
    viewport_width  integer,
    viewport_height integer,
    user_agent      text,
    resolved_at     text
);

-- The expression keeps the lists of one store or account from walking this index past everyone's rows to find their own.
CREATE INDEX spikes_all ON spikes ((received_at + 0), id);
CREATE INDEX spikes_store ON spikes (store, received_at, id);
CREATE INDEX spikes_owner ON spikes (owner, received_at, id) WHERE owner IS NOT NULL;
CREATE INDEX spikes_submitter ON spikes (submitter, received_at, id) WHERE submitter IS NOT NULL;
CREATE UNIQUE INDEX spikes_client ON spikes (store, client_id) WHERE client_id IS NOT NULL;

-- Staged content has an upload and no hash, published content a hash and no upload. An upload that nobody ends is dropped by its age.
CREATE TABLE contents (
    id          bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash        text    COLLATE "C" UNIQUE,
    length      bigint  NOT NULL DEFAULT 0,
    upload      text    COLLATE "C",
    upload_file integer,
    staged_at   bigint,
    CHECK ((hash IS NULL) <> (upload IS NULL))
);

CREATE UNIQUE INDEX contents_upload ON contents (upload, upload_file) WHERE upload IS NOT NULL;

CREATE TABLE content_chunks (
    content  bigint NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    "offset" bigint NOT NULL,
    bytes    bytea  NOT NULL,
    PRIMARY KEY (content, "offset")
);

-- Most files are images, scripts and pages that do not shrink much: slices of them are read without unpacking the whole.
ALTER TABLE content_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE share_files (
    share       text    COLLATE "C" NOT NULL REFERENCES shares (id),
    name        text    COLLATE "C" NOT NULL,
    content     bigint  NOT NULL REFERENCES contents (id),
    head_offset bigint,
    body_offset bigint,
    has_base    boolean,
    has_widget  boolean,
    encoding    integer,
    PRIMARY KEY (share, name)
);

CREATE INDEX share_files_content ON share_files (content);

CREATE TABLE mail_outbox (
    id              bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email           text    NOT NULL,
    purpose         integer NOT NULL,
    client_address  text    NOT NULL,
    requested_at    bigint  NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at bigint  NOT NULL
);

CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at, id);
