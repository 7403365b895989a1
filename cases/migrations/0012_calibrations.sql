-- What a score is worth, as people's decisions showed it, and who adopted it. The newest that stands is in use; going
-- back ends it, and the one adopted before stands again.
CREATE TABLE calibrations (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    content JSONB NOT NULL,
    verdict JSONB NOT NULL,
    adopted_by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_by TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_calibrations PRIMARY KEY (id),
    CONSTRAINT ck_calibrations_ended_whole CHECK (num_nonnulls(ended_by, ended_at) IN (0, 2))
);

-- What people were told rested on it: it stays as it was adopted, and ends once.
CREATE FUNCTION expediter_adopted_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.id, new.content, new.verdict, new.adopted_by, new.at) IS DISTINCT FROM
       (old.id, old.content, old.verdict, old.adopted_by, old.at)
       OR (old.ended_at IS NOT NULL AND (new.ended_at, new.ended_by) IS DISTINCT FROM (old.ended_at, old.ended_by)) THEN
        RAISE EXCEPTION 'a calibration stays as it was adopted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON calibrations FOR EACH ROW EXECUTE FUNCTION expediter_adopted_once();
CREATE TRIGGER kept BEFORE DELETE ON calibrations FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON calibrations FOR EACH STATEMENT EXECUTE FUNCTION expediter_append_only();
