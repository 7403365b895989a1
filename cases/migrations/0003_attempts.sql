-- The moment as of which an approval was good when its action was sent: what was begun in time may be finished.
ALTER TABLE attempts ADD COLUMN approved_at timestamptz;
UPDATE attempts SET approved_at = sent_at WHERE sent_at IS NOT NULL;

-- What people were shown may change only by an edit, and an edited action wants its approvals again. Who must approve is
-- part of that, and an approval is never prolonged: it gets its time when it is given.
CREATE OR REPLACE FUNCTION expediter_content_is_bound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.proposal_id, new.case_id, new.local_id, new.name) IS DISTINCT FROM
       (old.proposal_id, old.case_id, old.local_id, old.name) THEN
        RAISE EXCEPTION 'an action stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    IF (new.content, new.args, new.premise, new.ruling) IS DISTINCT FROM
       (old.content, old.args, old.premise, old.ruling) AND
       (old.status NOT IN ('pending', 'approved') OR new.status <> 'pending' OR new.edition <= old.edition) THEN
        RAISE EXCEPTION 'only an undecided action may be edited, and its approvals lapse' USING ERRCODE = 'check_violation';
    END IF;
    IF new.expires_at > old.expires_at AND new.edition <= old.edition AND
       NOT (old.status = 'pending' AND new.status = 'approved') THEN
        RAISE EXCEPTION 'an approval is not prolonged' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

-- What is unknown is looked for or settled by a person, never sent again.
DELETE FROM status_moves WHERE "of" = 'actions' AND "old" = 'unknown' AND "new" = 'executing';

-- Under one key for ever: what was there before is kept as it was, and sendings are only counted up.
CREATE FUNCTION expediter_attempt_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.action_id, new.key, new.before, new.begun_at) IS DISTINCT FROM
       (old.action_id, old.key, old.before, old.begun_at) OR new.n < old.n OR new.sent_at IS NULL THEN
        RAISE EXCEPTION 'an attempt keeps its key, its before-values and its count' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER stays BEFORE UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION expediter_attempt_is_kept();
