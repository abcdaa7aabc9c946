-- The key itself is nowhere; owner is the user it is linked to.
CREATE TABLE api_keys (
    key_id            text    COLLATE "C" PRIMARY KEY,
    hash              text    NOT NULL,
    prefix            text    NOT NULL,
    name              text,
    scope             integer NOT NULL,
    monthly_cap_cents integer,
    owner             text    COLLATE "C",
    created_at        bigint  NOT NULL,
    expires_at        bigint,
    revoked_at        bigint,
    last_used_at      bigint
);

CREATE INDEX api_keys_owner ON api_keys (owner, created_at, key_id) WHERE owner IS NOT NULL;
