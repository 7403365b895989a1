-- What a second configuration thought of a round's actions: recorded apart, proposed to nobody.
CREATE TABLE shadow_runs (
    round_id VARCHAR(32) NOT NULL,
    configuration TEXT NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    content JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_shadow_runs PRIMARY KEY (round_id, configuration),
    CONSTRAINT fk_shadow_runs_round_id_rounds FOREIGN KEY (round_id) REFERENCES rounds (id),
    CONSTRAINT fk_shadow_runs_case_id_cases FOREIGN KEY (case_id) REFERENCES cases (id)
);
CREATE INDEX ix_shadow_runs_at ON shadow_runs (at);
