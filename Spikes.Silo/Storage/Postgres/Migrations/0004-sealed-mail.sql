-- What the gateway wants back once the link is confirmed, encrypted by it.
ALTER TABLE mail_outbox ADD COLUMN sealed text;
