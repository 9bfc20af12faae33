CREATE TABLE charge (
    community_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    item TEXT NOT NULL,
    rate_e4 BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (community_id, unit_id, item)
)
