CREATE TABLE import_file (
    community_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT NOT NULL,
    lines BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (community_id, kind, sha256)
)
