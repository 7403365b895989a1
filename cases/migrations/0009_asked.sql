-- What other companies are asked for, and what they answer.
CREATE TABLE asked (
    action_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    key TEXT NOT NULL,
    of_id INTEGER NOT NULL,
    of_label TEXT NOT NULL,
    about_model TEXT NOT NULL,
    about_id INTEGER NOT NULL,
    way VARCHAR(64) NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE,
    reference TEXT,
    told_at TIMESTAMP WITH TIME ZONE,
    answer VARCHAR(64),
    answered_at TIMESTAMP WITH TIME ZONE,
    answered_by TEXT,
    detail TEXT,
    CONSTRAINT pk_asked PRIMARY KEY (action_id),
    CONSTRAINT uq_asked_key UNIQUE (key),
    CONSTRAINT ck_asked_answered_whole CHECK (num_nonnulls(answer, answered_at, answered_by) IN (0, 3)),
    CONSTRAINT ck_asked_answer CHECK (answer IN ('confirmed', 'refused')),
    CONSTRAINT fk_asked_action_id FOREIGN KEY(action_id) REFERENCES actions (id),
    CONSTRAINT fk_asked_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_asked_about ON asked (about_model, about_id);
CREATE INDEX ix_asked_case_id ON asked (case_id);
CREATE INDEX ix_asked_due ON asked (due_at) WHERE answer IS NULL AND told_at IS NULL;

-- A request that a person found in Odoo after all waits for its answer like any other. A case goes on waiting for what
-- was asked in an earlier round, and waits again when one of several late answers has come.
INSERT INTO status_moves ("of", "old", "new") VALUES
    ('actions', 'unknown', 'pending_external'),
    ('cases', 'investigating', 'executing'),
    ('cases', 'needs_person', 'executing');

-- What was asked of whom stays as it was asked; each thing that becomes of it happens once.
CREATE FUNCTION expediter_asked_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.action_id, new.case_id, new.key, new.of_id, new.of_label, new.about_model, new.about_id, new.way,
        new.begun_at, new.due_at) IS DISTINCT FROM
       (old.action_id, old.case_id, old.key, old.of_id, old.of_label, old.about_model, old.about_id, old.way,
        old.begun_at, old.due_at) THEN
        RAISE EXCEPTION 'what was asked stays as it was asked' USING ERRCODE = 'check_violation';
    END IF;
    IF (old.taken_at IS NOT NULL AND new.taken_at IS DISTINCT FROM old.taken_at) OR
       (old.told_at IS NOT NULL AND new.told_at IS DISTINCT FROM old.told_at) OR
       (old.answer IS NOT NULL AND (new.answer, new.answered_at, new.answered_by, new.detail) IS DISTINCT FROM
                                   (old.answer, old.answered_at, old.answered_by, old.detail)) THEN
        RAISE EXCEPTION 'what was asked is taken, told and answered once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

-- Nobody waits for an answer to what nobody was asked, and waiting ends with the answer.
CREATE FUNCTION expediter_waits_for_an_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.status = 'pending_external' AND NOT EXISTS (SELECT FROM asked WHERE action_id = new.id) THEN
        RAISE EXCEPTION 'an action waits only for an answer to what was asked' USING ERRCODE = 'check_violation';
    END IF;
    IF old.status = 'pending_external' AND NOT EXISTS (
        SELECT FROM asked WHERE action_id = new.id AND (answer, new.status) IN (('confirmed', 'applied'), ('refused', 'failed'))
    ) THEN
        RAISE EXCEPTION 'an action waits until it is answered, and becomes what the answer says'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

-- A case is not resolved while another company has not answered.
CREATE FUNCTION expediter_is_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM actions WHERE case_id = new.id AND status = 'pending_external') THEN
        RAISE EXCEPTION 'a case is open while an answer is awaited' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER once BEFORE UPDATE ON asked FOR EACH ROW EXECUTE FUNCTION expediter_asked_once();
CREATE TRIGGER kept BEFORE DELETE ON asked FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON asked FOR EACH STATEMENT EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER waits BEFORE UPDATE ON actions FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status AND 'pending_external' IN (old.status, new.status))
    EXECUTE FUNCTION expediter_waits_for_an_answer();
CREATE TRIGGER answered BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status AND new.status IN ('resolved', 'rejected'))
    EXECUTE FUNCTION expediter_is_answered();
