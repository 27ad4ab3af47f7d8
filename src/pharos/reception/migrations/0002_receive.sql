-- Take in customers' messages of conversations that exist, many at once: append them, bring the
-- cases up to date, start the clocks, leave the marks. `moves` says what a customer's message
-- does to a state (cases/states.py). `nr` is the message's place among those given, from 1; one
-- that names no conversation of its customer's gets no answer.

CREATE FUNCTION reception_receive(messages json, moves json)
RETURNS TABLE (token text, status text, number text, at_position int, at_time timestamptz,
               nr int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    batch json;
    answers jsonb;
    fresh jsonb;
    stirred json;
BEGIN
    -- The hot door takes in messages of many brands at once and has no scope of its own: each
    -- message names its brand, and conversation and case must be of that brand. A caller who
    -- has a scope keeps it.
    IF pharos_brands() IS NULL THEN
        PERFORM set_config('pharos.brand', string_agg(DISTINCT m ->> 'brand_id', ','), true)
           FROM json_array_elements(messages) m;
    END IF;
    SELECT json_agg(json_build_object(
               'nr', m.nr, 'client_token', m.client_token, 'brand_id', c.brand_id, 'case_id', c.case_id,
               'conversation_id', c.id, 'kind', 'message', 'author_kind', 'customer',
               'author_id', c.customer_id, 'author_name', m.author_name,
               'visibility', 'customer', 'body', m.body, 'payload', m.payload,
               'created_at', m.created_at) ORDER BY m.nr)
      INTO batch
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

    SELECT jsonb_agg(to_jsonb(a)) INTO answers FROM append_entries(batch) a;
    SELECT jsonb_agg(jsonb_build_object(
               'case_id', a -> 'at_case', 'conversation_id', b -> 'conversation_id',
               'seq', a -> 'at_seq', 'at', a -> 'at_time', 'body', b -> 'body'))
      INTO fresh
      FROM json_array_elements(batch) WITH ORDINALITY AS given (b, place)
      JOIN jsonb_array_elements(answers) a ON (a ->> 'nr')::int = place
     WHERE a ->> 'status' = 'appended';

    IF fresh IS NOT NULL THEN
        -- Cases and chats that a customer's message moves, each told in the ledger too.
        SELECT json_agg(json_build_object(
                   'brand_id', w.brand_id, 'case_id', w.case_id, 'conversation_id', w.id,
                   'kind', 'state', 'author_kind', 'system', 'author_name', 'Pharos',
                   'visibility', 'staff', 'created_at', w.at,
                   'payload', reception_move(w.state, w.case_to, w.chat, w.chat_to)))
          INTO stirred
          FROM (SELECT k.brand_id, k.id AS case_id, v.id, k.state, v.state AS chat, u.at,
                       moves -> 'chat' ->> v.state AS chat_to,
                       -- The case moves once, with the first of its conversations.
                       CASE WHEN row_number() OVER (PARTITION BY k.id ORDER BY v.id) = 1
                            THEN reception_case_to(moves, k.state, k.assignee_id) END AS case_to
                  FROM (SELECT (f ->> 'conversation_id')::bigint AS conversation_id,
                               max((f ->> 'at')::timestamptz) AS at
                          FROM jsonb_array_elements(fresh) f GROUP BY 1) u
                  JOIN cases_conversation v ON v.id = u.conversation_id
                  JOIN cases_case k ON k.id = v.case_id) w
         WHERE w.case_to IS NOT NULL OR w.chat_to IS NOT NULL;

        UPDATE cases_case k
           SET last_words = reception_shortened(n.bodies[1]), last_author = 'customer',
               waiting_since = coalesce(k.waiting_since, n.since), moved_at = n.at,
               state = coalesce(reception_case_to(moves, k.state, k.assignee_id), k.state),
               resolved_at = CASE WHEN moves -> 'case' -> k.state IS NULL THEN k.resolved_at END,
               contacts = k.contacts + CASE WHEN k.state IN ('RESOLVED', 'CLOSED') THEN 1 ELSE 0 END
          FROM (SELECT (f ->> 'case_id')::bigint AS case_id,
                       (array_agg((f ->> 'at')::timestamptz ORDER BY (f ->> 'seq')::int))[1] AS since,
                       max((f ->> 'at')::timestamptz) AS at,
                       array_agg(f ->> 'body' ORDER BY (f ->> 'seq')::int DESC) AS bodies
                  FROM jsonb_array_elements(fresh) f GROUP BY 1) n
         WHERE k.id = n.case_id;

        IF stirred IS NOT NULL THEN
            UPDATE cases_conversation v SET state = moves -> 'chat' ->> v.state
              FROM json_array_elements(stirred) s
             WHERE v.id = (s ->> 'conversation_id')::bigint
               AND moves -> 'chat' -> v.state IS NOT NULL;
            PERFORM append_entries(stirred);
        END IF;

        INSERT INTO reception_followup (brand_id, case_id, seq, created_at)
            SELECT k.brand_id, k.id, (f ->> 'seq')::int, (f ->> 'at')::timestamptz
              FROM jsonb_array_elements(fresh) f
              JOIN cases_case k ON k.id = (f ->> 'case_id')::bigint;

        INSERT INTO clocks_clock (brand_id, case_id, kind, started_at)
            SELECT k.brand_id, k.id, 'next_response', k.waiting_since
              FROM cases_case k
             WHERE k.id IN (SELECT (f ->> 'case_id')::bigint FROM jsonb_array_elements(fresh) f)
               AND NOT EXISTS (
                   SELECT FROM clocks_clock t WHERE t.case_id = k.id AND t.stopped_at IS NULL
                      AND t.kind IN ('first_response', 'next_response'));
    END IF;

    RETURN QUERY
        SELECT a ->> 'token', a ->> 'status', h.number, (a ->> 'at_position')::int,
               (a ->> 'at_time')::timestamptz, (b ->> 'nr')::int
          FROM json_array_elements(batch) WITH ORDINALITY AS given (b, place)
          JOIN jsonb_array_elements(answers) a ON (a ->> 'nr')::int = place
          JOIN ledger_head h ON h.case_id = (a ->> 'at_case')::bigint;
END $$;

CREATE FUNCTION reception_case_to(moves json, state text, assignee bigint) RETURNS text
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
LANGUAGE sql IMMUTABLE
RETURN (SELECT CASE WHEN length(line) <= 140 THEN line ELSE left(line, 139) || '…' END
        FROM btrim(regexp_replace(body,
            '[\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+',
            ' ', 'g')) AS line);

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
