CREATE TABLE leaf (
    community_id BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    sealed BOOLEAN NOT NULL,
    hash BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (community_id, idx)
)
