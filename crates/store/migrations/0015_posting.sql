CREATE TABLE posting (
    community_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    line BIGINT NOT NULL,
    fund TEXT NOT NULL,
    account BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    account_version BIGINT NOT NULL,
    balance_after BIGINT NOT NULL,
    PRIMARY KEY (community_id, seq, line)
)
