CREATE UNIQUE INDEX community_by_slug ON community (slug)
