CREATE INDEX item_by_unit ON item (community_id, unit_id, period)
