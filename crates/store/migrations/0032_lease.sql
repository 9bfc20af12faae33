CREATE TABLE lease (
    community_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (community_id, name)
)
