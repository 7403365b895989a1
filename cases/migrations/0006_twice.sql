-- What was done may turn out to be done twice; then a person looks at a case that was resolved.
INSERT INTO status_moves ("of", "old", "new") VALUES ('cases', 'resolved', 'needs_person');
