-- What was found in a report that fields of claims can hold, for people to choose.
ALTER TABLE reports ADD COLUMN found JSONB DEFAULT '[]'::jsonb NOT NULL;

-- Letters of which somebody said the kind, for reading the next ones.
CREATE TABLE kind_examples (
    id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    report_id VARCHAR(32),
    kind VARCHAR(64) NOT NULL,
    texts JSONB NOT NULL,
    uid INTEGER NOT NULL,
    said_by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_by TEXT,
    CONSTRAINT pk_kind_examples PRIMARY KEY (id),
    CONSTRAINT fk_kind_examples_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_kind_examples_report_id FOREIGN KEY(report_id) REFERENCES reports (id),
    CONSTRAINT ck_kind_examples_ended_whole CHECK (num_nonnulls(revoked_at, revoked_by) IN (0, 2))
);
CREATE INDEX ix_kind_examples_current ON kind_examples (at, id) WHERE revoked_at IS NULL;
CREATE INDEX ix_kind_examples_case ON kind_examples (case_id);
CREATE INDEX ix_kind_examples_report_id ON kind_examples (report_id);

-- Who said what stays as they said it; it only stops counting, once, and its text may go with its letter's.
CREATE FUNCTION expediter_example_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.id, new.case_id, new.report_id, new.kind, new.uid, new.said_by, new.at) IS DISTINCT FROM
       (old.id, old.case_id, old.report_id, old.kind, old.uid, old.said_by, old.at)
       OR (new.texts IS DISTINCT FROM old.texts AND new.texts <> '[]'::jsonb)
       OR (old.revoked_at IS NOT NULL AND (new.revoked_at, new.revoked_by) IS DISTINCT FROM
           (old.revoked_at, old.revoked_by)) THEN
        RAISE EXCEPTION 'an example stays as it was said' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON kind_examples FOR EACH ROW EXECUTE FUNCTION expediter_example_ends_once();
CREATE TRIGGER kept BEFORE DELETE ON kind_examples FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON kind_examples FOR EACH STATEMENT EXECUTE FUNCTION expediter_append_only();
