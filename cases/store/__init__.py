"""The record in PostgreSQL: reports, cases, proposals, decisions, receipts, audit."""
