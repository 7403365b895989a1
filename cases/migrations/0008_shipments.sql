-- What carriers said of each shipment, in the order of the events' own time: also what was no exception.
CREATE TABLE shipment_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    report_id VARCHAR(32) NOT NULL,
    model TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    parcel TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    event JSONB NOT NULL,
    CONSTRAINT pk_shipment_events PRIMARY KEY (id),
    -- The same event under another delivery id is the same event.
    CONSTRAINT uq_shipment_events_event
        UNIQUE (model, record_id, parcel, occurred_at, status, reason),
    CONSTRAINT fk_shipment_events_report_id FOREIGN KEY (report_id) REFERENCES reports (id)
);
CREATE INDEX ix_shipment_events_parcel ON shipment_events (parcel);
