CREATE TABLE trail (
    community_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    records_from BIGINT NOT NULL,
    records_to BIGINT NOT NULL,
    PRIMARY KEY (community_id, no)
)
