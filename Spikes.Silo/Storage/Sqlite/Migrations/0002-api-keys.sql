-- The key itself is nowhere; owner is the user it is linked to.
CREATE TABLE api_keys (
    key_id            TEXT    NOT NULL PRIMARY KEY,
    hash              TEXT    NOT NULL,
    prefix            TEXT    NOT NULL,
    name              TEXT,
    scope             INTEGER NOT NULL,
    monthly_cap_cents INTEGER,
    owner             TEXT,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER,
    revoked_at        INTEGER,
    last_used_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_owner ON api_keys (owner, created_at, key_id) WHERE owner IS NOT NULL;
