CREATE TABLE item (
    community_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    fund TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    period TEXT NOT NULL,
    number TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    salt BYTEA,
    PRIMARY KEY (community_id, seq)
)
