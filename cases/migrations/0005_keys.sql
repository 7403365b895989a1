-- Keys of cases have one form for every kind: the asker, then what they name.
UPDATE cases
SET key = regexp_replace(key, '^sensitive_change:(bank|address|identity|release):(.*)$', 'sensitive_change:\2:\1')
WHERE kind = 'sensitive_change';
