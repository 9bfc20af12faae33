CREATE TABLE recorded (
    community_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (community_id)
)
