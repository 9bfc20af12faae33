CREATE TABLE summary (
    community_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    leaf_idx BIGINT NOT NULL,
    seq_to BIGINT NOT NULL,
    PRIMARY KEY (community_id, no)
)
