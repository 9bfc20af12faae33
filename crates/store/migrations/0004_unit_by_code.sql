CREATE UNIQUE INDEX unit_by_code ON unit (community_id, building, entrance, room)
