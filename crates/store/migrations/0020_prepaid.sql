CREATE TABLE prepaid (
    community_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (community_id, unit_id)
)
