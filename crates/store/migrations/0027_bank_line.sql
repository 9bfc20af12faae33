CREATE TABLE bank_line (
    community_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    line_key TEXT NOT NULL,
    no BIGINT NOT NULL,
    date TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    balance_fen BIGINT,
    reference TEXT NOT NULL,
    counterparty TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (community_id, account, line_key)
)
