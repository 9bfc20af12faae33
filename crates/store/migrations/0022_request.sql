CREATE TABLE request (
    community_id BIGINT NOT NULL,
    request_key TEXT NOT NULL,
    body BYTEA NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (community_id, request_key)
)
