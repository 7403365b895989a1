-- The figures behind a proposal, as a page draws them.
ALTER TABLE proposals ADD COLUMN exhibit JSONB;
