-- tier is what Stripe's events gave the account last. From grace_ends_at on, grace counts as free, whether or not somebody has written so yet.
ALTER TABLE accounts ADD COLUMN grace_ends_at INTEGER;
ALTER TABLE accounts ADD COLUMN stripe_customer TEXT;

CREATE INDEX accounts_grace ON accounts (grace_ends_at) WHERE grace_ends_at IS NOT NULL;

-- One row per customer that Stripe has told of, linked to an account or not; state is JSON.
CREATE TABLE stripe_customers (
    id      TEXT NOT NULL PRIMARY KEY,
    account TEXT,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Events that were applied, for 30 days: an event that comes again changes nothing.
CREATE TABLE stripe_events (
    id          TEXT    NOT NULL PRIMARY KEY,
    received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX stripe_events_age ON stripe_events (received_at);

-- created_by is the API key that made the share: what strangers post to it costs that key. webhook_secret is encrypted.
ALTER TABLE shares ADD COLUMN created_by TEXT;
ALTER TABLE shares ADD COLUMN password_hash TEXT;
ALTER TABLE shares ADD COLUMN webhook_url TEXT;
ALTER TABLE shares ADD COLUMN webhook_secret TEXT;

-- For owners who become free: few shares have a webhook.
CREATE INDEX shares_webhook ON shares (owner) WHERE webhook_url IS NOT NULL OR webhook_secret IS NOT NULL;

-- What an account or an API key has used in one month, counted from the year 0; an earlier month is over.
CREATE TABLE meters (
    id     TEXT    NOT NULL PRIMARY KEY,
    month  INTEGER NOT NULL,
    spikes INTEGER NOT NULL DEFAULT 0,
    shares INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
