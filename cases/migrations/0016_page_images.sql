-- Pages of documents as they look, where something was read on them.
CREATE TABLE page_images (
    id VARCHAR(32) NOT NULL,
    report_id VARCHAR(32) NOT NULL,
    part TEXT NOT NULL,
    page INTEGER NOT NULL,
    image JSONB NOT NULL,
    png BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_page_images PRIMARY KEY (id),
    CONSTRAINT fk_page_images_report_id FOREIGN KEY(report_id) REFERENCES reports (id),
    CONSTRAINT uq_page_images_report_id_part_page UNIQUE (report_id, part, page)
);

-- What of a report was left out as history, and what of it could not be read.
ALTER TABLE reports ADD COLUMN aside JSONB DEFAULT '[]'::jsonb NOT NULL;
ALTER TABLE reports ADD COLUMN unread JSONB DEFAULT '[]'::jsonb NOT NULL;
