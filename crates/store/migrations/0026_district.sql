CREATE TABLE district (
    only_row BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    host TEXT NOT NULL,
    synthetic BOOLEAN NOT NULL,
    PRIMARY KEY (only_row)
)
