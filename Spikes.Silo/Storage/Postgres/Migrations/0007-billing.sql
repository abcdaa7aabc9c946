-- tier is what Stripe's events gave the account last. From grace_ends_at on, grace counts as free, whether or not somebody has written so yet.
ALTER TABLE accounts ADD COLUMN grace_ends_at bigint, ADD COLUMN stripe_customer text COLLATE "C";

CREATE INDEX accounts_grace ON accounts (grace_ends_at) WHERE grace_ends_at IS NOT NULL;

-- One row per customer that Stripe has told of, linked to an account or not; state is JSON. Its lock puts the customer's events in a row.
CREATE TABLE stripe_customers (
    id      text COLLATE "C" PRIMARY KEY,
    account text COLLATE "C",
    state   text NOT NULL
) WITH (fillfactor = 70);

-- Events that were applied, for 30 days: an event that comes again changes nothing.
CREATE TABLE stripe_events (
    id          text   COLLATE "C" PRIMARY KEY,
    received_at bigint NOT NULL
);

CREATE INDEX stripe_events_age ON stripe_events (received_at);

-- created_by is the API key that made the share: what strangers post to it costs that key. webhook_secret is encrypted.
ALTER TABLE shares
    ADD COLUMN created_by     text COLLATE "C",
    ADD COLUMN password_hash  text COLLATE "C",
    ADD COLUMN webhook_url    text COLLATE "C",
    ADD COLUMN webhook_secret text COLLATE "C";

-- For owners who become free: few shares have a webhook.
CREATE INDEX shares_webhook ON shares (owner) WHERE webhook_url IS NOT NULL OR webhook_secret IS NOT NULL;

-- What an account or an API key has used in one month, counted from the year 0; an earlier month is over. Its lock makes budgets exact.
CREATE TABLE meters (
    id     text    COLLATE "C" PRIMARY KEY,
    month  integer NOT NULL,
    spikes bigint  NOT NULL DEFAULT 0,
    shares bigint  NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
