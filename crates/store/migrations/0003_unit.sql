CREATE TABLE unit (
    community_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    building TEXT NOT NULL,
    entrance TEXT NOT NULL,
    room TEXT NOT NULL,
    area_c BIGINT NOT NULL,
    area_source TEXT NOT NULL,
    unit_use TEXT NOT NULL,
    status TEXT NOT NULL,
    delivered TEXT,
    PRIMARY KEY (community_id, unit_id)
)
