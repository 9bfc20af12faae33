CREATE TABLE tenure (
    community_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    PRIMARY KEY (community_id, unit_id, owner_id, from_date)
)
