"""What any service needs: settings, PostgreSQL, the database session, jobs, telemetry."""
