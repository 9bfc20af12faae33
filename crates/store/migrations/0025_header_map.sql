CREATE TABLE header_map (
    community_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (community_id, kind, header)
)
