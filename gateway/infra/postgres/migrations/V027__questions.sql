-- A question without effect is one row with its reply (decision 0021): it is written only once there is one. Replies to what has an
-- effect stand in message_answer, for their message was written before.
ALTER TABLE message ADD COLUMN reply_outcome text, ADD COLUMN reply_body bytea, ADD COLUMN replied_at timestamptz,
    ADD COLUMN reply_signature bytea, ADD COLUMN reply_signature_tree bytea, ADD COLUMN reply_signature_key text,
    ADD CONSTRAINT message_reply_is_whole CHECK (
        (reply_outcome IS NULL) = (reply_body IS NULL) AND (reply_outcome IS NULL) = (replied_at IS NULL)),
    ADD CONSTRAINT message_reply_is_to_ours CHECK (reply_outcome IS NULL OR travels = 'out');
ALTER TABLE message ALTER COLUMN reply_body SET STORAGE EXTERNAL;
