CREATE TABLE community (
    community_id BIGINT NOT NULL,
    slug TEXT NOT NULL,
    halted TEXT,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (community_id)
)
