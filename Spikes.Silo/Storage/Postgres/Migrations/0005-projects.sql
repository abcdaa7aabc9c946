-- The id is that of the store: project/<id>. allowed_origins is one text, the origins separated by spaces. The row is locked while spikes
-- are added, as that of a share.
CREATE TABLE projects (
    id               text   COLLATE "C" PRIMARY KEY,
    key              text   COLLATE "C" NOT NULL UNIQUE,
    owner            text   COLLATE "C" NOT NULL,
    allowed_origins  text   COLLATE "C" NOT NULL,
    spike_count      bigint NOT NULL DEFAULT 0 CHECK (spike_count >= 0),
    last_received_at bigint NOT NULL DEFAULT 0,
    created_at       bigint NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX projects_owner ON projects (owner, created_at, id);

-- Stored under a key before it was registered: whose it became does not see who wrote it.
ALTER TABLE spikes ADD COLUMN taken_over boolean NOT NULL DEFAULT false;
