CREATE TABLE log (
    community_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    frontier BYTEA NOT NULL,
    next_seq BIGINT NOT NULL,
    PRIMARY KEY (community_id)
)
