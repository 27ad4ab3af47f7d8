-- Take in customers' messages of conversations that exist, many at once: append them, bring the
-- cases up to date, start the clocks, leave the marks. `moves` says what a customer's message
-- does to a state (cases/states.py). `nr` is the message's place among those given, from 1; one
-- that names no conversation of its customer's gets no answer.

-- Each message changes its case's row; with room on the page no index has to hear of it.
ALTER TABLE cases_case SET (fillfactor = 80);

CREATE FUNCTION reception_receive(messages json, moves json)
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
BEGIN
    SELECT array_agg((m.client_token, c.brand_id, c.case_id, c.id, 'message', 'customer',
                      c.customer_id, m.author_name, 'customer', m.body, m.payload, NULL,
                      m.created_at)::ledger_given ORDER BY m.nr),
           array_agg(m.nr ORDER BY m.nr)
      INTO batch, places
      FROM ROWS FROM (json_to_recordset(messages) AS (
              client_token text, brand_id int, customer_id bigint, channel text,
              external_id text, author_name text, body text, payload text,
              created_at timestamptz
           )) WITH ORDINALITY AS m (client_token, brand_id, customer_id, channel, external_id,
              author_name, body, payload, created_at, nr)
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

    answers := ledger_write(batch);
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
           SET last_words = reception_shortened((batch[n.nr]).body), last_author = 'customer',
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

CREATE FUNCTION reception_case_to(moves jsonb, state text, assignee bigint) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN moves -> 'case' -> state ->> CASE WHEN assignee IS NULL THEN 'free' ELSE 'owned' END;

-- The canonical text of a move: sorted keys, no white space, absent where nothing moves.

CREATE FUNCTION reception_move(case_from text, case_to text, chat_from text, chat_to text)
RETURNS text LANGUAGE sql IMMUTABLE
RETURN '{' || concat_ws(',',
    CASE WHEN case_to IS NOT NULL THEN format('"case":["%s","%s"]', case_from, case_to) END,
    CASE WHEN chat_to IS NOT NULL THEN format('"chat":["%s","%s"]', chat_from, chat_to) END) || '}';

-- One line of at most 140 characters for lists: the same as `shortened` in cases/opening.py.

CREATE FUNCTION reception_shortened(body text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    line text := btrim(regexp_replace(body,
        '[\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+',
        ' ', 'g'));
BEGIN
    RETURN CASE WHEN length(line) <= 140 THEN line ELSE left(line, 139) || '…' END;
END $$;

-- One customer's own thread, for the doors: found only if brand, customer, channel and thread go
-- together. `device_open` is false once the device has been revoked.

CREATE FUNCTION reception_thread(of_brand int, of_customer bigint, of_device bigint,
                                 of_channel text, of_thread text)
RETURNS TABLE (conversation_id bigint, state text, number text, read_position int,
               device_open boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.id, k.state, k.number, v.read_position,
           EXISTS (SELECT FROM people_device d
                   WHERE d.id = of_device AND d.customer_id = of_customer
                     AND d.revoked_at IS NULL)
    FROM cases_conversation v JOIN cases_case k ON k.id = v.case_id
    WHERE v.brand_id = of_brand AND v.channel = of_channel AND v.external_id = of_thread
      AND v.customer_id = of_customer
$$;
