-- Open a case for each of many first messages: whom it is from, the case with its conversation and
-- both chains, the message and what was known, its clock, its mark, and its item's row. The same as
-- `know_sender` and `admit` do one by one, for what names nothing that an open case may be about.
--
-- Answers `opened`; `repeated` for an item that was taken in before; `not_plain` where the thread is
-- there already or the team is not the brand's at work: then nothing is written, and the caller goes
-- the other way. Whoever is quicker with the same item or the same new sender makes this one fail:
-- tried again, it finds them. Rows that two callers may want are taken in one order.

CREATE TYPE reception_opening AS (
    client_token text, brand_id int, team_id bigint, channel text, external_id text, item text,
    sender_kind text, sender text, sender_name text, sender_language text, sender_assurance int,
    proved_by text, number text, reason text, predicted text, language text, timezone text, surface text,
    subject text, last_words text, body text, payload text, at timestamptz
);

CREATE FUNCTION reception_open(openings json)
RETURNS TABLE (token text, status text, number text, at_case bigint, at_conversation bigint,
               at_seq int, at_position int, at_time timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    given reception_opening[];
    -- Places among those given: taken in before, to be opened, and what goes another way.
    seen int[];
    plain int[];
    others int[];
    -- Of each that is opened, the rows that it gets.
    customers bigint[];
    names text[];
    cases bigint[];
    threads bigint[];
    scope int[];
BEGIN
    given := ARRAY(SELECT o FROM json_populate_recordset(NULL::reception_opening, openings) o);
    -- As in `reception_receive`: each names its brand, and a caller who has a scope keeps it.
    IF pharos_brands() IS NULL THEN
        PERFORM set_config('pharos.brand', string_agg(DISTINCT g.brand_id::text, ','), true)
           FROM unnest(given) g;
    END IF;
    scope := pharos_brands();

    SELECT array_agg(w.n) FILTER (WHERE w.is_seen),
           array_agg(w.n) FILTER (WHERE w.is_plain AND NOT w.is_seen),
           array_agg(w.n) FILTER (WHERE NOT w.is_plain AND NOT w.is_seen)
      INTO seen, plain, others
      FROM (SELECT n,
                   coalesce(g.brand_id = ANY (scope), false) AND EXISTS (
                       SELECT FROM reception_received r WHERE r.brand_id = g.brand_id
                          AND r.channel = g.channel AND r.item = g.item) AS is_seen,
                   coalesce(g.brand_id = ANY (scope), false) AND EXISTS (
                       SELECT FROM people_team t WHERE t.id = g.team_id
                          AND t.brand_id = g.brand_id AND t.retired_at IS NULL)
                   AND NOT EXISTS (
                       SELECT FROM cases_conversation v WHERE v.brand_id = g.brand_id
                          AND v.channel = g.channel AND v.external_id = g.external_id) AS is_plain
              FROM generate_subscripts(given, 1) n CROSS JOIN LATERAL (SELECT (given[n]).*) g) w;
    IF seen IS NOT NULL THEN
        RETURN QUERY
            SELECT g.client_token, 'repeated', k.number::text, r.case_id, r.conversation_id, r.seq,
                   e.position, e.created_at
              FROM unnest(seen) n CROSS JOIN LATERAL (SELECT (given[n]).*) g
              JOIN reception_received r ON r.brand_id = g.brand_id AND r.channel = g.channel
                   AND r.item = g.item
              JOIN cases_case k ON k.id = r.case_id
              JOIN ledger_entry e ON e.case_id = r.case_id AND e.seq = r.seq;
    END IF;
    IF others IS NOT NULL THEN
        RETURN QUERY
            SELECT (given[n]).client_token, 'not_plain', NULL::text, NULL::bigint, NULL::bigint,
                   NULL::int, NULL::int, NULL::timestamptz
              FROM unnest(others) n;
    END IF;
    IF plain IS NULL THEN
        RETURN;
    END IF;
    given := ARRAY(SELECT given[n] FROM unnest(plain) n ORDER BY n);

    -- Senders whom nobody knows yet.
    WITH fresh AS (
        SELECT nextval('people_customer_id_seq') AS id, s.*
          FROM (SELECT DISTINCT ON (g.brand_id, g.sender_kind, g.sender) g.*
                  FROM unnest(given) g
                 WHERE NOT EXISTS (SELECT FROM people_handle h WHERE h.brand_id = g.brand_id
                                      AND h.kind = g.sender_kind AND h.value = g.sender)
                 ORDER BY g.brand_id, g.sender_kind, g.sender) s
    ), known AS (
        INSERT INTO people_customer (id, brand_id, public_id, name, language, timezone, created_at)
        SELECT f.id, f.brand_id, gen_random_uuid(), f.sender_name, f.sender_language, '', f.at
          FROM fresh f
    )
    INSERT INTO people_handle (brand_id, customer_id, kind, value, assurance, proved_by, proved_at)
    SELECT f.brand_id, f.id, f.sender_kind, f.sender, f.sender_assurance, f.proved_by, f.at
      FROM fresh f ORDER BY f.brand_id, f.sender_kind, f.sender;

    -- Held until commit, and before any head, as `admit` holds them.
    PERFORM c.id FROM people_customer c
      WHERE c.id = ANY (ARRAY(
          SELECT h.customer_id FROM unnest(given) g
            JOIN people_handle h ON h.brand_id = g.brand_id AND h.kind = g.sender_kind
                 AND h.value = g.sender))
      ORDER BY c.id FOR NO KEY UPDATE;
    -- A name and a language where we have none: what the exchange says stays.
    UPDATE people_customer c
       SET name = coalesce(nullif(c.name, ''), s.sender_name),
           language = coalesce(nullif(c.language, ''), s.sender_language)
      FROM (SELECT DISTINCT ON (h.customer_id) h.customer_id, g.sender_name, g.sender_language
              FROM unnest(given) g
              JOIN people_handle h ON h.brand_id = g.brand_id AND h.kind = g.sender_kind
                   AND h.value = g.sender
             ORDER BY h.customer_id) s
     WHERE c.id = s.customer_id
       AND ((c.name = '' AND s.sender_name <> '') OR (c.language = '' AND s.sender_language <> ''));

    SELECT array_agg(m.customer_id ORDER BY m.nr), array_agg(m.name ORDER BY m.nr),
           array_agg(nextval('cases_case_id_seq') ORDER BY m.nr),
           array_agg(nextval('cases_conversation_id_seq') ORDER BY m.nr)
      INTO customers, names, cases, threads
      FROM (SELECT n AS nr, h.customer_id, c.name
              FROM generate_subscripts(given, 1) n
              JOIN people_handle h ON h.brand_id = (given[n]).brand_id
                   AND h.kind = (given[n]).sender_kind AND h.value = (given[n]).sender
              JOIN people_customer c ON c.id = h.customer_id) m;
    ASSERT cardinality(cases) = cardinality(given), 'everybody who writes is known by now';

    INSERT INTO cases_case (id, brand_id, number, customer_id, team_id, state, reason_initial,
            reason_predicted, reason_final, disposition, resolution_text, language, subject,
            last_words, last_author, waiting_since, opened_at, moved_at, touches, contacts,
            assurance, assurance_required)
    SELECT cases[n], g.brand_id, g.number, customers[n], g.team_id, 'NEW', g.reason, g.predicted, '', '', '',
           g.language, g.subject, g.last_words, 'customer', g.at, g.at, g.at, 0, 1,
           g.sender_assurance, 0
      FROM generate_subscripts(given, 1) n CROSS JOIN LATERAL (SELECT (given[n]).*) g;
    INSERT INTO cases_conversation (id, brand_id, case_id, customer_id, public_id, channel,
            external_id, surface, state, language, timezone, assurance, opened_at, read_position)
    SELECT threads[n], g.brand_id, cases[n], customers[n], gen_random_uuid(), g.channel,
           g.external_id, g.surface, 'OPENED', g.language, g.timezone, g.sender_assurance, g.at, 0
      FROM generate_subscripts(given, 1) n CROSS JOIN LATERAL (SELECT (given[n]).*) g
     ORDER BY g.brand_id, g.external_id;
    -- What `ledger_open` and `ledger_open_conversation` do for one.
    INSERT INTO ledger_head (case_id, brand_id, number, hash)
    SELECT k.id, k.brand_id, k.number, sha256(ledger_text('pharos.case.1') || ledger_text(k.number))
      FROM cases_case k WHERE k.id = ANY (cases);
    INSERT INTO ledger_conversation (conversation_id, case_id, brand_id, public_id, hash)
    SELECT v.id, v.case_id, v.brand_id, v.public_id,
           sha256(ledger_text('pharos.conversation.1') || ledger_text(v.public_id::text))
      FROM cases_conversation v WHERE v.id = ANY (threads);

    -- What the customer wrote, then what was known: `told_opening` in cases/opening.py.
    PERFORM ledger_write(ARRAY(
        SELECT e.entry
          FROM generate_subscripts(given, 1) n
          CROSS JOIN LATERAL (SELECT (given[n]).*) g
          CROSS JOIN LATERAL (VALUES
              (1, (g.client_token, g.brand_id, cases[n], threads[n], 'message', 'customer',
                   customers[n], nullif(names[n], ''), 'customer', g.body, g.payload, NULL,
                   g.at)::ledger_given),
              (2, (NULL, g.brand_id, cases[n], threads[n], 'opened', 'system', NULL, 'Pharos',
                   'staff', NULL, reception_known(g, customers[n]), NULL, g.at)::ledger_given)
          ) e (nr, entry)
         ORDER BY n, e.nr));

    INSERT INTO clocks_clock (brand_id, case_id, kind, started_at)
        SELECT (given[n]).brand_id, cases[n], 'first_response', (given[n]).at
          FROM generate_subscripts(given, 1) n;
    INSERT INTO reception_followup (brand_id, case_id, seq, created_at)
        SELECT (given[n]).brand_id, cases[n], 1, (given[n]).at
          FROM generate_subscripts(given, 1) n;
    INSERT INTO reception_received (brand_id, channel, item, case_id, conversation_id, seq,
            received_at)
        SELECT g.brand_id, g.channel, g.item, cases[n], threads[n], 1, g.at
          FROM generate_subscripts(given, 1) n CROSS JOIN LATERAL (SELECT (given[n]).*) g
         WHERE g.item <> '' ORDER BY g.brand_id, g.item;

    RETURN QUERY
        SELECT (given[n]).client_token, 'opened', (given[n]).number, cases[n], threads[n], 1, 1,
               (given[n]).at
          FROM generate_subscripts(given, 1) n;
END $$;

-- The canonical text of what was known at the beginning: sorted keys, no white space.

CREATE FUNCTION reception_known(opening reception_opening, customer bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN format('{"assurance":%s,"assurance_required":0,"channel":%s,"customer":%s,"language":%s,'
    '%s"reason":%s,"surface":%s,"team":%s}', (opening).sender_assurance,
    to_json((opening).channel), customer, to_json((opening).language),
    coalesce('"predicted":' || to_json(nullif((opening).predicted, '')) || ',', ''),
    to_json((opening).reason), to_json((opening).surface), (opening).team_id);
