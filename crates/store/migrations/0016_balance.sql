CREATE TABLE balance (
    community_id BIGINT NOT NULL,
    fund TEXT NOT NULL,
    account BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (community_id, fund, account)
)
