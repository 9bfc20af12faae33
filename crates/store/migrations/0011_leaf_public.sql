CREATE INDEX leaf_public ON leaf (community_id, idx) WHERE NOT sealed
