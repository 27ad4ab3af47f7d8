-- What an entry says of a document: how many of its pages are pictures, and what is to be known of
-- it (`StoredFile.named` in files/models). The rest is as in 0004.

CREATE OR REPLACE FUNCTION reception_claim(of_brand int, of_customer bigint, of_case bigint,
                                           of_token text, wanted uuid[],
                                           OUT named text, OUT verdict text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held bigint[];
    theirs int;
BEGIN
    SELECT array_agg(h.id) INTO held FROM (
        SELECT f.id FROM files_storedfile f
        WHERE f.public_id = ANY (wanted) AND f.brand_id = of_brand
          AND f.owner_kind = 'customer' AND f.owner_id = of_customer
          AND ((f.state = 'ready' AND f.entry_seq IS NULL AND f.claimed_by = '')
               OR (f.claimed_by = of_token AND f.case_id = of_case))
        ORDER BY f.id FOR NO KEY UPDATE SKIP LOCKED
    ) h;
    IF coalesce(cardinality(held), 0) < cardinality(wanted) THEN
        SELECT count(*) INTO theirs FROM files_storedfile f
         WHERE f.public_id = ANY (wanted) AND f.brand_id = of_brand
           AND f.owner_kind = 'customer' AND f.owner_id = of_customer
           AND ((f.state = 'ready' AND f.entry_seq IS NULL AND f.claimed_by = '')
                OR (f.claimed_by = of_token AND f.case_id = of_case));
        verdict := CASE WHEN theirs = cardinality(wanted) THEN 'busy' ELSE 'files_refused' END;
        RETURN;
    END IF;
    UPDATE files_storedfile SET claimed_by = of_token, case_id = of_case
     WHERE id = ANY (held) AND entry_seq IS NULL;
    SELECT '[' || string_agg(
        format('{%s"id":%s,"name":%s,%s%s"received":"%s","sha256":"%s","size":%s,"type":"%s"%s}',
            CASE WHEN f.width IS NOT NULL THEN format('"height":%s,', f.height) END,
            to_json(f.public_id::text), to_json(f.name),
            CASE WHEN f.note <> '' THEN format('"note":%s,', to_json(f.note)) END,
            CASE WHEN f.pages > 0 THEN format('"pages":%s,', f.pages) END,
            f.received_sha256, f.sha256, f.size,
            f.type, CASE WHEN f.width IS NOT NULL THEN format(',"width":%s', f.width) END),
        ',' ORDER BY array_position(wanted, f.public_id)) || ']'
      INTO named FROM files_storedfile f WHERE f.id = ANY (held);
END $$;
