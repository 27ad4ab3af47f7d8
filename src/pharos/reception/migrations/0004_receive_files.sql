-- Customers' messages may name files. A file is theirs, checked, and named once: the message claims
-- it, and the transaction that writes the entry says so on the file. A message without files costs
-- what it did before.

-- What an entry says of these files (`StoredFile.named` in files/models), in the order asked for.
-- Without it `verdict` says why not: somebody holds a file just now, or one may not be sent.
-- Rows that are held are passed over, as heads are: nothing waits here.

CREATE FUNCTION reception_claim(of_brand int, of_customer bigint, of_case bigint, of_token text,
                                wanted uuid[], OUT named text, OUT verdict text)
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
        format('{%s"id":%s,"name":%s,"received":"%s","sha256":"%s","size":%s,"type":"%s"%s}',
            CASE WHEN f.height IS NOT NULL THEN format('"height":%s,', f.height) END,
            to_json(f.public_id::text), to_json(f.name), f.received_sha256, f.sha256, f.size,
            f.type, CASE WHEN f.width IS NOT NULL THEN format(',"width":%s', f.width) END),
        ',' ORDER BY array_position(wanted, f.public_id)) || ']'
      INTO named FROM files_storedfile f WHERE f.id = ANY (held);
END $$;

-- The words of an entry for lists: what was said, or what the files are called
-- (`spoken` in cases/words.py).

CREATE FUNCTION reception_spoken(body text, attachments text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN body <> '' OR attachments IS NULL THEN body
    ELSE (SELECT string_agg(f ->> 'name', ', ') FROM json_array_elements(attachments::json) f) END;

CREATE OR REPLACE FUNCTION reception_receive(messages json, moves json)
RETURNS TABLE (token text, status text, number text, at_position int, at_time timestamptz,
               nr int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    rules jsonb := moves;
    -- The states that a customer's message moves. Most messages move none.
    stirring text[] := ARRAY(SELECT jsonb_object_keys(rules -> 'case')
                             UNION SELECT jsonb_object_keys(rules -> 'chat'));
    batch ledger_given[];
    places int[];
    answers ledger_answer[];
    fresh ledger_answer[];
    stirred ledger_given[];
    -- Which files each message names; nearly always none.
    wanted text[];
    owners bigint[];
    claim record;
    left_out int[] := '{}';
    refused ledger_answer[] := '{}';
BEGIN
    SELECT array_agg((m.client_token, c.brand_id, c.case_id, c.id, 'message', 'customer',
                      c.customer_id, m.author_name, 'customer', m.body, m.payload, NULL,
                      m.created_at)::ledger_given ORDER BY m.nr),
           array_agg(m.nr ORDER BY m.nr),
           array_agg(array_to_string(m.files, ',') ORDER BY m.nr),
           array_agg(coalesce(m.files_of, m.customer_id) ORDER BY m.nr)
      INTO batch, places, wanted, owners
      FROM ROWS FROM (json_to_recordset(messages) AS (
              client_token text, brand_id int, customer_id bigint, channel text,
              external_id text, author_name text, body text, payload text,
              created_at timestamptz, files uuid[], files_of bigint
           )) WITH ORDINALITY AS m (client_token, brand_id, customer_id, channel, external_id,
              author_name, body, payload, created_at, files, files_of, nr)
      JOIN cases_conversation c ON c.brand_id = m.brand_id AND c.channel = m.channel
           AND c.external_id = m.external_id AND c.customer_id = m.customer_id;
    IF batch IS NULL THEN
        RETURN;
    END IF;
    -- The hot door takes in messages of many brands at once and has no scope of its own: each
    -- message names its brand, and conversation and case must be of that brand. A caller who
    -- has a scope keeps it.
    IF pharos_brands() IS NULL THEN
        PERFORM set_config('pharos.brand', string_agg(DISTINCT b.brand_id::text, ','), true)
           FROM unnest(batch) b;
    END IF;

    IF cardinality(array_remove(wanted, NULL)) > 0 THEN
        FOR n IN 1 .. cardinality(batch) LOOP
            CONTINUE WHEN wanted[n] IS NULL;
            claim := reception_claim(batch[n].brand_id, owners[n], batch[n].case_id,
                batch[n].client_token, string_to_array(wanted[n], ',')::uuid[]);
            IF claim.named IS NOT NULL THEN
                batch[n].attachments := claim.named;
            ELSE
                left_out := left_out || n;
                refused := refused || ROW(batch[n].client_token, claim.verdict, batch[n].case_id,
                    NULL, NULL, NULL, places[n], NULL)::ledger_answer;
            END IF;
        END LOOP;
        SELECT array_agg(batch[n] ORDER BY n), array_agg(places[n] ORDER BY n)
          INTO batch, places FROM generate_subscripts(batch, 1) n WHERE n <> ALL (left_out);
        RETURN QUERY
            SELECT a.token, a.status, h.number, a.at_position, a.at_time, a.nr
              FROM unnest(refused) a JOIN ledger_head h ON h.case_id = a.at_case;
        IF batch IS NULL THEN
            RETURN;
        END IF;
    END IF;

    answers := ledger_write(batch);
    IF cardinality(array_remove(wanted, NULL)) > 0 THEN
        -- What was written holds its files for good; what was not, or had been before, lets go.
        UPDATE files_storedfile f
           SET entry_seq = CASE WHEN a.status = 'appended' THEN a.at_seq END,
               claimed_by = CASE WHEN a.status = 'appended' THEN a.token ELSE '' END
          FROM unnest(answers) a
         WHERE f.case_id = a.at_case AND f.claimed_by = a.token AND f.entry_seq IS NULL;
    END IF;
    fresh := ARRAY(SELECT a FROM unnest(answers) a WHERE a.status = 'appended');

    IF cardinality(fresh) > 0 THEN
        -- Cases and chats that a customer's message moves, each told in the ledger too.
        SELECT array_agg((NULL, w.brand_id, w.case_id, w.id, 'state', 'system', NULL, 'Pharos',
                          'staff', NULL, reception_move(w.state, w.case_to, w.chat, w.chat_to),
                          NULL, w.at)::ledger_given)
          INTO stirred
          FROM (SELECT k.brand_id, k.id AS case_id, v.id, k.state, v.state AS chat, u.at,
                       rules -> 'chat' ->> v.state AS chat_to,
                       -- The case moves once, with the first of its conversations.
                       CASE WHEN row_number() OVER (PARTITION BY k.id ORDER BY v.id) = 1
                            THEN reception_case_to(rules, k.state, k.assignee_id) END AS case_to
                  FROM (SELECT (batch[f.nr]).conversation_id, max(f.at_time) AS at
                          FROM unnest(fresh) f GROUP BY 1) u
                  JOIN cases_conversation v ON v.id = u.conversation_id
                  JOIN cases_case k ON k.id = v.case_id
                 WHERE k.state = ANY (stirring) OR v.state = ANY (stirring)) w
         WHERE w.case_to IS NOT NULL OR w.chat_to IS NOT NULL;

        UPDATE cases_case k
           SET last_words = reception_shortened(
                   reception_spoken((batch[n.nr]).body, (batch[n.nr]).attachments)), last_author = 'customer',
               waiting_since = coalesce(k.waiting_since, n.since), moved_at = n.at,
               state = CASE WHEN k.state = ANY (stirring)
                   THEN coalesce(reception_case_to(rules, k.state, k.assignee_id), k.state)
                   ELSE k.state END,
               resolved_at = CASE WHEN rules -> 'case' -> k.state IS NULL THEN k.resolved_at END,
               contacts = k.contacts + CASE WHEN k.state IN ('RESOLVED', 'CLOSED') THEN 1 ELSE 0 END
          FROM (SELECT f.at_case, min(f.at_time) FILTER (WHERE f.at_seq = f.first) AS since,
                       max(f.at_time) AS at, max(f.nr) FILTER (WHERE f.at_seq = f.last) AS nr
                  FROM (SELECT *, min(at_seq) OVER (PARTITION BY at_case) AS first,
                               max(at_seq) OVER (PARTITION BY at_case) AS last
                          FROM unnest(fresh)) f GROUP BY 1) n
         WHERE k.id = n.at_case;

        IF stirred IS NOT NULL THEN
            UPDATE cases_conversation v SET state = rules -> 'chat' ->> v.state
              FROM unnest(stirred) s
             WHERE v.id = s.conversation_id AND rules -> 'chat' -> v.state IS NOT NULL;
            PERFORM ledger_write(stirred);
        END IF;

        INSERT INTO reception_followup (brand_id, case_id, seq, created_at)
            SELECT (batch[f.nr]).brand_id, f.at_case, f.at_seq, f.at_time FROM unnest(fresh) f;

        INSERT INTO clocks_clock (brand_id, case_id, kind, started_at)
            SELECT k.brand_id, k.id, 'next_response', k.waiting_since
              FROM cases_case k
             WHERE k.id IN (SELECT f.at_case FROM unnest(fresh) f)
               AND NOT EXISTS (
                   SELECT FROM clocks_clock t WHERE t.case_id = k.id AND t.stopped_at IS NULL
                      AND t.kind IN ('first_response', 'next_response'));
    END IF;

    -- A case that is of another brand than the caller's scope has no number to tell.
    RETURN QUERY
        SELECT a.token, a.status, h.number, a.at_position, a.at_time, places[a.nr]
          FROM unnest(answers) a JOIN ledger_head h ON h.case_id = a.at_case;
END $$;
