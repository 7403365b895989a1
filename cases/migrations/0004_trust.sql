-- How far the word of a report goes in a case, and a fingerprint of all that it says: a stranger's word puts nothing away,
-- and two letters that differ somewhere are two.
ALTER TABLE case_reports ADD COLUMN trust double precision NOT NULL DEFAULT 1;
ALTER TABLE case_reports ADD COLUMN says character varying(64) NOT NULL DEFAULT '';
