CREATE UNIQUE INDEX entry_reversed_once ON entry (community_id, reverses) WHERE reverses IS NOT NULL
