CREATE TABLE writer (
    writer_id BIGINT NOT NULL,
    group_no BIGINT NOT NULL,
    PRIMARY KEY (writer_id)
)
