CREATE TABLE bill (
    community_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    item TEXT NOT NULL,
    period TEXT NOT NULL,
    seq BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    paid_fen BIGINT NOT NULL,
    due TEXT NOT NULL,
    PRIMARY KEY (community_id, unit_id, item, period)
)
