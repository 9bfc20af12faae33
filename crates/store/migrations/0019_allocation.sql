CREATE TABLE allocation (
    community_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    item TEXT NOT NULL,
    period TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (community_id, seq, item, period)
)
