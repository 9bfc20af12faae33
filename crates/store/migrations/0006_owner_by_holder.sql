CREATE UNIQUE INDEX owner_by_holder ON owner (community_id, holder)
