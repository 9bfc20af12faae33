CREATE TABLE expense (
    community_id BIGINT NOT NULL,
    expense_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    budget TEXT,
    budget_line BIGINT,
    amount_fen BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (community_id, expense_id)
)
