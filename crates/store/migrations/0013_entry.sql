CREATE TABLE entry (
    community_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    household BOOLEAN NOT NULL,
    period TEXT NOT NULL,
    leaf_idx BIGINT NOT NULL,
    reverses BIGINT,
    PRIMARY KEY (community_id, seq)
)
