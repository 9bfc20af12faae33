CREATE TABLE owner (
    community_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    holder TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    id_number TEXT NOT NULL,
    PRIMARY KEY (community_id, owner_id)
)
