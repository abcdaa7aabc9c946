-- Calls are looked for from share to share. Each write kept this index up to date for nothing.
DROP INDEX webhook_outbox_due;
