-- By what door a report came, which says how it is read.
ALTER TABLE reports ADD COLUMN origin VARCHAR(64) DEFAULT 'mail' NOT NULL;
UPDATE reports SET origin = 'document' WHERE media_type LIKE 'application/pdf%';
