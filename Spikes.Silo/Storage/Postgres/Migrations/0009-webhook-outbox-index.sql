-- Calls are looked for from share to share. Each write kept this index up to date for nothing, and PostgreSQL could choose it for the look.
DROP INDEX webhook_outbox_due;
