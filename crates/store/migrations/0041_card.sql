CREATE TABLE card (
    community_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    frontier BYTEA NOT NULL,
    form BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community_id)
)