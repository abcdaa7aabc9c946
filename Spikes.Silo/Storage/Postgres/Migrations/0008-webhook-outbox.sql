-- Calls of webhooks that wait, each written in the transaction that stores its spike. The body is kept whole: it is the same in every attempt,
-- whatever becomes of the spike.
CREATE TABLE webhook_outbox (
    id              text    COLLATE "C" PRIMARY KEY,
    share           text    COLLATE "C" NOT NULL,
    body            text    NOT NULL,
    queued_at       bigint  NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at bigint  NOT NULL
);

CREATE INDEX webhook_outbox_due ON webhook_outbox (next_attempt_at, share);
CREATE INDEX webhook_outbox_share ON webhook_outbox (share, next_attempt_at, id);
