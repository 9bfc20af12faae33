CREATE TABLE bank_source (
    community_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    line_key TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    PRIMARY KEY (community_id, account, line_key, sha256)
)
