-- The record: everything that came in, was proposed, decided and done. Frozen; later changes are later migrations.

CREATE TABLE reports (
    id VARCHAR(32) NOT NULL,
    source TEXT NOT NULL,
    sender TEXT NOT NULL,
    delivery_id TEXT,
    content BYTEA,
    content_hash VARCHAR(64) NOT NULL,
    media_type TEXT NOT NULL,
    raised_by TEXT,
    status VARCHAR(64) DEFAULT 'received' NOT NULL,
    why TEXT,
    text JSONB DEFAULT '{}'::jsonb NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_reports PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_reports_delivery ON reports (source, sender, delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX ix_reports_dead ON reports (received_at) WHERE status = 'dead';
CREATE INDEX ix_reports_content_hash ON reports (content_hash, source, sender, received_at);
CREATE SEQUENCE case_numbers START WITH 1001;
CREATE TABLE cases (
    id VARCHAR(32) NOT NULL,
    number BIGINT NOT NULL,
    kind VARCHAR(64) NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    partner JSONB,
    records JSONB DEFAULT '[]'::jsonb NOT NULL,
    status VARCHAR(64) DEFAULT 'open' NOT NULL,
    stop TEXT,
    why_person TEXT,
    note TEXT,
    claimed_by TEXT,
    claimed_by_uid INTEGER,
    claimed_at TIMESTAMP WITH TIME ZONE,
    snoozed_until TIMESTAMP WITH TIME ZONE,
    earlier_case_id VARCHAR(32),
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_cases PRIMARY KEY (id),
    CONSTRAINT uq_cases_number UNIQUE (number),
    CONSTRAINT fk_cases_earlier_case_id FOREIGN KEY(earlier_case_id) REFERENCES cases (id)
);
CREATE UNIQUE INDEX uq_cases_open_key ON cases (key) WHERE status NOT IN ('resolved', 'rejected');
CREATE INDEX ix_cases_opened ON cases (opened_at, id);
CREATE INDEX ix_cases_key ON cases (key, opened_at);
CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    case_id VARCHAR(32),
    content_hash VARCHAR(64) NOT NULL,
    row_hash VARCHAR(64) NOT NULL,
    xid BIGINT DEFAULT (pg_current_xact_id()::text)::bigint NOT NULL,
    seq BIGINT,
    previous_hash VARCHAR(64),
    hash VARCHAR(64),
    sealed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_audit PRIMARY KEY (id),
    CONSTRAINT uq_audit_seq UNIQUE (seq)
);
CREATE INDEX ix_audit_case ON audit (case_id, id);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE INDEX ix_audit_unsealed ON audit (id) WHERE seq IS NULL;
CREATE TABLE sessions (
    secret_hash VARCHAR(64) NOT NULL,
    uid INTEGER NOT NULL,
    person JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (secret_hash)
);
CREATE TABLE tokens (
    id VARCHAR(32) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    scope VARCHAR(64) NOT NULL,
    person JSONB,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_tokens PRIMARY KEY (id),
    CONSTRAINT uq_tokens_secret_hash UNIQUE (secret_hash)
);
CREATE TABLE beats (
    name TEXT NOT NULL,
    detail JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_beats PRIMARY KEY (name)
);
CREATE TABLE kept_values (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_kept_values PRIMARY KEY (name)
);
CREATE TABLE status_moves (
    "of" VARCHAR(64) NOT NULL,
    "old" VARCHAR(64) NOT NULL,
    "new" VARCHAR(64) NOT NULL,
    CONSTRAINT pk_status_moves PRIMARY KEY ("of", "old", "new")
);
CREATE TABLE case_reports (
    case_id VARCHAR(32) NOT NULL,
    report_id VARCHAR(32) NOT NULL,
    how VARCHAR(64) NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_case_reports PRIMARY KEY (case_id, report_id),
    CONSTRAINT fk_case_reports_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_case_reports_report_id FOREIGN KEY(report_id) REFERENCES reports (id)
);
CREATE INDEX ix_case_reports_report_id ON case_reports (report_id);
CREATE TABLE claims (
    id VARCHAR(32) NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id VARCHAR(32) NOT NULL,
    report_id VARCHAR(32),
    claim JSONB NOT NULL,
    corrects VARCHAR(32),
    corrected_by TEXT,
    superseded_at TIMESTAMP WITH TIME ZONE,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (id),
    CONSTRAINT fk_claims_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_claims_report_id FOREIGN KEY(report_id) REFERENCES reports (id),
    CONSTRAINT fk_claims_corrects FOREIGN KEY(corrects) REFERENCES claims (id)
);
CREATE INDEX ix_claims_case ON claims (case_id, position);
CREATE TABLE rounds (
    id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    n INTEGER NOT NULL,
    status VARCHAR(64) DEFAULT 'queued' NOT NULL,
    why TEXT NOT NULL,
    snapshot JSONB,
    snapshot_at TIMESTAMP WITH TIME ZONE,
    odoo_calls INTEGER DEFAULT 0 NOT NULL,
    hops INTEGER DEFAULT 0 NOT NULL,
    failed_why TEXT,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_rounds PRIMARY KEY (id),
    CONSTRAINT uq_rounds_case_id_n UNIQUE (case_id, n),
    CONSTRAINT fk_rounds_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE UNIQUE INDEX uq_rounds_open ON rounds (case_id) WHERE status IN ('queued', 'investigating', 'waiting');
CREATE TABLE audit_contents (
    audit_id BIGINT NOT NULL,
    salt VARCHAR(32) NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT pk_audit_contents PRIMARY KEY (audit_id),
    CONSTRAINT fk_audit_contents_audit_id FOREIGN KEY(audit_id) REFERENCES audit (id)
);
CREATE TABLE proposals (
    id VARCHAR(32) NOT NULL,
    round_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    database TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    summary TEXT NOT NULL,
    if_nobody_acts TEXT NOT NULL,
    needed_by TIMESTAMP WITH TIME ZONE,
    options JSONB NOT NULL,
    evidence JSONB NOT NULL,
    opinion JSONB NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_proposals PRIMARY KEY (id),
    CONSTRAINT uq_proposals_round_id UNIQUE (round_id),
    CONSTRAINT fk_proposals_round_id FOREIGN KEY(round_id) REFERENCES rounds (id),
    CONSTRAINT fk_proposals_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_proposals_case_id ON proposals (case_id);
CREATE INDEX ix_proposals_expires ON proposals (expires_at, id);
CREATE INDEX ix_proposals_at ON proposals (at, id);
CREATE TABLE actions (
    id VARCHAR(32) NOT NULL,
    proposal_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    position INTEGER NOT NULL,
    local_id VARCHAR(40) NOT NULL,
    name VARCHAR(64) NOT NULL,
    args JSONB NOT NULL,
    premise JSONB NOT NULL,
    content BYTEA NOT NULL,
    digest VARCHAR(64) NOT NULL,
    edition INTEGER DEFAULT 0 NOT NULL,
    edited BOOLEAN DEFAULT false NOT NULL,
    status VARCHAR(64) DEFAULT 'pending' NOT NULL,
    why TEXT,
    confidence JSONB NOT NULL,
    rationale TEXT NOT NULL,
    evidence JSONB NOT NULL,
    depends_on JSONB NOT NULL,
    excludes JSONB NOT NULL,
    takes JSONB NOT NULL,
    ruling JSONB NOT NULL,
    exposure NUMERIC(18, 2) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    remind_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reminded_at TIMESTAMP WITH TIME ZONE,
    escalate_at TIMESTAMP WITH TIME ZONE NOT NULL,
    escalated_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_actions PRIMARY KEY (id),
    CONSTRAINT uq_actions_proposal_id_local_id UNIQUE (proposal_id, local_id),
    CONSTRAINT ck_actions_digest_is_of_content CHECK (digest = encode(sha256(content), 'hex')),
    CONSTRAINT fk_actions_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id),
    CONSTRAINT fk_actions_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_actions_case_id ON actions (case_id);
CREATE INDEX ix_actions_due ON actions (expires_at) WHERE status IN ('pending', 'approved');
CREATE INDEX ix_actions_name ON actions (name);
CREATE INDEX ix_actions_proposal ON actions (proposal_id, position);
CREATE TABLE action_versions (
    action_id VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    content BYTEA NOT NULL,
    made_by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_action_versions PRIMARY KEY (action_id, digest),
    CONSTRAINT ck_action_versions_digest_is_of_content CHECK (digest = encode(sha256(content), 'hex')),
    CONSTRAINT fk_action_versions_action_id FOREIGN KEY(action_id) REFERENCES actions (id)
);
CREATE TABLE decisions (
    id VARCHAR(32) NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    proposal_id VARCHAR(32) NOT NULL,
    action_id VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    edition INTEGER NOT NULL,
    type VARCHAR(64) NOT NULL,
    uid INTEGER NOT NULL,
    login TEXT NOT NULL,
    person TEXT NOT NULL,
    roles JSONB NOT NULL,
    message TEXT,
    reason_code TEXT,
    edited_args JSONB,
    new_digest VARCHAR(64),
    new_edition INTEGER,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_decisions PRIMARY KEY (id),
    CONSTRAINT uq_decisions_action_id_edition_uid_type UNIQUE (action_id, edition, uid, type),
    CONSTRAINT fk_decisions_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id),
    CONSTRAINT fk_decisions_action_id FOREIGN KEY(action_id) REFERENCES actions (id)
);
CREATE INDEX ix_decisions_proposal ON decisions (proposal_id, position);
CREATE TABLE attempts (
    action_id VARCHAR(32) NOT NULL,
    key TEXT NOT NULL,
    before JSONB NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    n INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_attempts PRIMARY KEY (action_id),
    CONSTRAINT fk_attempts_action_id FOREIGN KEY(action_id) REFERENCES actions (id),
    CONSTRAINT uq_attempts_key UNIQUE (key)
);
CREATE TABLE receipts (
    id VARCHAR(32) NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    action_id VARCHAR(32) NOT NULL,
    proposal_id VARCHAR(32) NOT NULL,
    key TEXT NOT NULL,
    outcome VARCHAR(64) NOT NULL,
    verified BOOLEAN NOT NULL,
    how VARCHAR(64) NOT NULL,
    detail TEXT NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_receipts PRIMARY KEY (id),
    CONSTRAINT fk_receipts_action_id FOREIGN KEY(action_id) REFERENCES actions (id),
    CONSTRAINT fk_receipts_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id)
);
CREATE INDEX ix_receipts_action ON receipts (action_id, position);
CREATE INDEX ix_receipts_proposal_id ON receipts (proposal_id);
CREATE TABLE remarks (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    case_id VARCHAR(32) NOT NULL,
    decision_id VARCHAR(32),
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_remarks PRIMARY KEY (id),
    CONSTRAINT fk_remarks_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_remarks_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id)
);
CREATE INDEX ix_remarks_case_id ON remarks (case_id);

-- Which status may follow which. Held to cases/status.py by a test.
INSERT INTO status_moves ("of", "old", "new") VALUES
    ('actions', 'pending', 'approved'),
    ('actions', 'pending', 'expired'),
    ('actions', 'pending', 'rejected'),
    ('actions', 'pending', 'superseded'),
    ('actions', 'approved', 'executing'),
    ('actions', 'approved', 'expired'),
    ('actions', 'approved', 'pending'),
    ('actions', 'approved', 'refused'),
    ('actions', 'approved', 'rejected'),
    ('actions', 'approved', 'superseded'),
    ('actions', 'executing', 'applied'),
    ('actions', 'executing', 'failed'),
    ('actions', 'executing', 'pending_external'),
    ('actions', 'executing', 'refused'),
    ('actions', 'executing', 'unknown'),
    ('actions', 'unknown', 'applied'),
    ('actions', 'unknown', 'executing'),
    ('actions', 'unknown', 'failed'),
    ('actions', 'pending_external', 'applied'),
    ('actions', 'pending_external', 'failed'),
    ('actions', 'applied', 'undone'),
    ('cases', 'open', 'investigating'),
    ('cases', 'open', 'needs_person'),
    ('cases', 'open', 'resolved'),
    ('cases', 'investigating', 'needs_person'),
    ('cases', 'investigating', 'resolved'),
    ('cases', 'investigating', 'waiting'),
    ('cases', 'waiting', 'executing'),
    ('cases', 'waiting', 'investigating'),
    ('cases', 'waiting', 'needs_person'),
    ('cases', 'waiting', 'rejected'),
    ('cases', 'waiting', 'resolved'),
    ('cases', 'executing', 'investigating'),
    ('cases', 'executing', 'needs_person'),
    ('cases', 'executing', 'rejected'),
    ('cases', 'executing', 'resolved'),
    ('cases', 'executing', 'waiting'),
    ('cases', 'needs_person', 'investigating'),
    ('cases', 'needs_person', 'rejected'),
    ('cases', 'needs_person', 'resolved'),
    ('cases', 'resolved', 'investigating'),
    ('cases', 'rejected', 'investigating');

CREATE FUNCTION expediter_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', tg_table_name, lower(tg_op) USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION expediter_begins_as() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.status <> tg_argv[0] THEN
        RAISE EXCEPTION 'a row of % begins as %, not as %', tg_table_name, tg_argv[0], new.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

CREATE FUNCTION expediter_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM status_moves AS allowed
        WHERE allowed."of" = tg_table_name AND allowed."old" = old.status AND allowed."new" = new.status
    ) THEN
        RAISE EXCEPTION '%: % cannot become %', tg_table_name, old.status, new.status USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

-- What people were shown may change only by an edit, and an edited action wants its approvals again.
CREATE FUNCTION expediter_content_is_bound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.proposal_id, new.case_id, new.local_id, new.name) IS DISTINCT FROM
       (old.proposal_id, old.case_id, old.local_id, old.name) THEN
        RAISE EXCEPTION 'an action stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    IF (new.content, new.args, new.premise) IS DISTINCT FROM (old.content, old.args, old.premise) AND
       (old.status NOT IN ('pending', 'approved') OR new.status <> 'pending' OR new.edition <= old.edition) THEN
        RAISE EXCEPTION 'only an undecided action may be edited, and its approvals lapse' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;

CREATE FUNCTION expediter_audit_is_sealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'INSERT' THEN
        IF num_nonnulls(new.seq, new.previous_hash, new.hash, new.sealed_at) > 0 THEN
            RAISE EXCEPTION 'an audit line is written unsealed' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF old.seq IS NOT NULL OR num_nulls(new.seq, new.previous_hash, new.hash, new.sealed_at) > 0 OR
          (new.id, new.at, new.actor, new.event, new.subject, new.case_id, new.content_hash, new.row_hash, new.xid)
          IS DISTINCT FROM
          (old.id, old.at, old.actor, old.event, old.subject, old.case_id, old.content_hash, old.row_hash, old.xid) THEN
        RAISE EXCEPTION 'audit is append-only: update is refused' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;

CREATE FUNCTION expediter_erasure_is_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit WHERE event = 'audit.erased' AND subject = 'audit:' || old.audit_id) THEN
        RAISE EXCEPTION 'the content of an audit line is erased only with a line that says so'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN old;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON actions FOR EACH ROW EXECUTE FUNCTION expediter_begins_as('pending');
CREATE TRIGGER begins BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION expediter_begins_as('open');
CREATE TRIGGER moves BEFORE UPDATE ON actions FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION expediter_moves();
CREATE TRIGGER moves BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION expediter_moves();
CREATE TRIGGER content_is_bound BEFORE UPDATE ON actions FOR EACH ROW EXECUTE FUNCTION expediter_content_is_bound();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON action_versions FOR EACH ROW
    EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER append_only BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER append_only BEFORE UPDATE ON audit_contents FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER sealed_once BEFORE INSERT OR UPDATE ON audit FOR EACH ROW
    EXECUTE FUNCTION expediter_audit_is_sealed_once();
CREATE TRIGGER recorded BEFORE DELETE ON audit_contents FOR EACH ROW EXECUTE FUNCTION expediter_erasure_is_recorded();

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['reports', 'cases', 'case_reports', 'claims', 'remarks', 'rounds', 'proposals', 'actions',
                                'attempts'] LOOP
        EXECUTE format('CREATE TRIGGER kept BEFORE DELETE ON %I FOR EACH ROW '
                       'EXECUTE FUNCTION expediter_append_only()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['reports', 'cases', 'case_reports', 'claims', 'remarks', 'rounds', 'proposals', 'actions',
                                'attempts', 'decisions', 'receipts', 'action_versions', 'audit', 'audit_contents'] LOOP
        EXECUTE format('CREATE TRIGGER kept_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION expediter_append_only()', name);
    END LOOP;
END $$;
