-- What people filed for the desk to go by: contracts, procedures, policies. A changed file is a new version of its name.
CREATE TABLE knowledge (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    collection VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    content TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_knowledge PRIMARY KEY (id),
    CONSTRAINT uq_knowledge_version UNIQUE (collection, name, version),
    CONSTRAINT ck_knowledge_collection CHECK (collection IN ('contracts', 'procedures', 'policies'))
);
CREATE UNIQUE INDEX ix_knowledge_current ON knowledge (collection, name) WHERE removed_at IS NULL;

-- What a proposal rested on stays as it was filed; it only stops being current, once.
CREATE FUNCTION expediter_filed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (new.id, new.collection, new.name, new.version, new.digest, new.content, new.at) IS DISTINCT FROM
       (old.id, old.collection, old.name, old.version, old.digest, old.content, old.at)
       OR (old.removed_at IS NOT NULL AND new.removed_at IS DISTINCT FROM old.removed_at) THEN
        RAISE EXCEPTION 'what was filed stays as it was filed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON knowledge FOR EACH ROW EXECUTE FUNCTION expediter_filed_once();
CREATE TRIGGER kept BEFORE DELETE ON knowledge FOR EACH ROW EXECUTE FUNCTION expediter_append_only();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON knowledge FOR EACH STATEMENT EXECUTE FUNCTION expediter_append_only();
