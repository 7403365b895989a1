-- What came of an applied change, once its case was closed: answered once, with what the answer rests on.
CREATE TABLE follow_ups (
    action_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    question VARCHAR(64) NOT NULL,
    came_true VARCHAR(64) NOT NULL,
    detail TEXT NOT NULL,
    evidence JSONB NOT NULL,
    partner JSONB,
    partner_id BIGINT,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_follow_ups PRIMARY KEY (action_id),
    CONSTRAINT fk_follow_ups_action_id_actions FOREIGN KEY (action_id) REFERENCES actions (id),
    CONSTRAINT fk_follow_ups_case_id_cases FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT ck_follow_ups_came_true CHECK (came_true IN ('yes', 'no', 'unclear'))
);
CREATE INDEX ix_follow_ups_case_id ON follow_ups (case_id);
CREATE INDEX ix_follow_ups_at ON follow_ups (at);
CREATE INDEX ix_follow_ups_partner ON follow_ups (partner_id, question);
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON follow_ups FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON follow_ups FOR EACH STATEMENT EXECUTE FUNCTION expediter_append_only();
