-- The ledger: one append-only record for everything that happens. docs/ledger.md has the format.
--
-- Tables belong to the owner; the application may only read them and call the functions below.

CREATE TABLE ledger_head (
    case_id bigint PRIMARY KEY REFERENCES cases_case (id),
    brand_id int NOT NULL REFERENCES brands_brand (id),
    number text NOT NULL UNIQUE,
    seq int NOT NULL DEFAULT 0 CHECK (seq >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 50);

CREATE TABLE ledger_conversation (
    conversation_id bigint PRIMARY KEY REFERENCES cases_conversation (id),
    case_id bigint NOT NULL REFERENCES ledger_head (case_id),
    brand_id int NOT NULL REFERENCES brands_brand (id),
    public_id uuid NOT NULL UNIQUE,
    position int NOT NULL DEFAULT 0 CHECK (position >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 50);
CREATE INDEX ledger_conversation_case ON ledger_conversation (case_id);

-- Without foreign keys: the door finds head and conversation together and holds the head while it
-- writes, neither can ever be deleted, and checking again costs a fifth of an entry.
CREATE TABLE ledger_entry (
    case_id bigint NOT NULL,
    seq int NOT NULL,
    brand_id int NOT NULL,
    conversation_id bigint,
    position int,
    kind text NOT NULL,
    author_kind text NOT NULL CHECK (author_kind IN ('customer', 'staff', 'bot', 'system')),
    author_id bigint,
    author_name text,
    visibility text NOT NULL CHECK (visibility IN ('customer', 'staff', 'sealed')),
    body text,
    payload json,
    attachments json,
    created_at timestamptz NOT NULL,
    client_token text,
    salt bytea,
    body_digest bytea,
    payload_digest bytea,
    attachments_digest bytea,
    hash bytea NOT NULL,
    visible_hash bytea,
    PRIMARY KEY (case_id, seq),
    CHECK ((visibility = 'customer') = (position IS NOT NULL)),
    CHECK ((position IS NULL) = (visible_hash IS NULL)),
    CHECK (position IS NULL OR conversation_id IS NOT NULL)
);
CREATE UNIQUE INDEX ledger_entry_token ON ledger_entry (case_id, client_token)
    WHERE client_token IS NOT NULL;
CREATE UNIQUE INDEX ledger_entry_position ON ledger_entry (conversation_id, position)
    WHERE position IS NOT NULL;

-- Each day's signed fold, and the heads that went into it.
CREATE TABLE ledger_root (
    day date PRIMARY KEY,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    leaves int NOT NULL,
    signature bytea NOT NULL,
    public_key bytea NOT NULL,
    signed_at timestamptz NOT NULL
);
CREATE TABLE ledger_leaf (
    day date NOT NULL REFERENCES ledger_root (day),
    place int NOT NULL,
    chain text NOT NULL,
    length int NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (day, place)
);
CREATE INDEX ledger_leaf_chain ON ledger_leaf (chain, day);

ALTER TABLE ledger_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY brand_isolation ON ledger_head
    USING (brand_id = ANY ((SELECT pharos_brands())::int[]));
CREATE POLICY brand_isolation ON ledger_conversation
    USING (brand_id = ANY ((SELECT pharos_brands())::int[]));
CREATE POLICY brand_isolation ON ledger_entry
    USING (brand_id = ANY ((SELECT pharos_brands())::int[]));

-- What the grants miss, a trigger refuses, whoever asks.

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_entry' THEN
        -- The one change there is: an erased entry loses its content and its salt, and keeps
        -- everything that its hash was made of.
        IF NEW.body IS NULL AND NEW.payload IS NULL AND NEW.attachments IS NULL
           AND NEW.salt IS NULL
           AND (NEW.case_id, NEW.seq, NEW.brand_id, NEW.kind, NEW.author_kind, NEW.visibility,
                NEW.created_at, NEW.hash)
             = (OLD.case_id, OLD.seq, OLD.brand_id, OLD.kind, OLD.author_kind, OLD.visibility,
                OLD.created_at, OLD.hash)
           AND (NEW.conversation_id, NEW.position, NEW.author_id, NEW.author_name,
                NEW.client_token, NEW.body_digest, NEW.payload_digest, NEW.attachments_digest,
                NEW.visible_hash)
             IS NOT DISTINCT FROM
               (OLD.conversation_id, OLD.position, OLD.author_id, OLD.author_name,
                OLD.client_token, OLD.body_digest, OLD.payload_digest, OLD.attachments_digest,
                OLD.visible_hash)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_root
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_leaf
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER only_forward BEFORE UPDATE ON ledger_head FOR EACH ROW
    WHEN (NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id OR NEW.brand_id <> OLD.brand_id
          OR NEW.number <> OLD.number)
    EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER only_forward BEFORE UPDATE ON ledger_conversation FOR EACH ROW
    WHEN (NEW.position <= OLD.position OR NEW.conversation_id <> OLD.conversation_id
          OR NEW.case_id <> OLD.case_id OR NEW.brand_id <> OLD.brand_id
          OR NEW.public_id <> OLD.public_id)
    EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON ledger_conversation
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_conversation
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_root
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- Canonical bytes: every field carries its length, so no two records share a spelling. STABLE,
-- as what they call is: PostgreSQL then writes them into the caller's expressions, which makes
-- an entry several times cheaper.

CREATE FUNCTION ledger_text(value text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN '\xffffffff'::bytea
            ELSE int4send(octet_length(value)) || convert_to(value, 'UTF8') END;

CREATE FUNCTION ledger_bytes(value bytea) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN '\xffffffff'::bytea
            ELSE int4send(octet_length(value)) || value END;

CREATE FUNCTION ledger_digest(salt bytea, value text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN value IS NOT NULL THEN sha256(salt || convert_to(value, 'UTF8')) END;

CREATE FUNCTION ledger_micros(instant timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (extract(epoch FROM instant) * 1000000)::bigint::text;

-- Begin the chain of a case or of a conversation that the caller has just created.

CREATE FUNCTION ledger_open(of_case bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO ledger_head (case_id, brand_id, number, hash)
    SELECT id, brand_id, number, sha256(ledger_text('pharos.case.1') || ledger_text(number))
    FROM cases_case WHERE id = of_case AND brand_id = ANY (pharos_brands())
$$;

CREATE FUNCTION ledger_open_conversation(of_conversation bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO ledger_conversation (conversation_id, case_id, brand_id, public_id, hash)
    SELECT id, case_id, brand_id, public_id,
           sha256(ledger_text('pharos.conversation.1') || ledger_text(public_id::text))
    FROM cases_conversation WHERE id = of_conversation AND brand_id = ANY (pharos_brands())
$$;

-- Take the heads of these cases, lowest first, and wait for whoever holds them. Every action
-- that changes a case begins here: head, then case, then agent.

CREATE FUNCTION ledger_lock(of_cases bigint[]) RETURNS SETOF bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT case_id FROM ledger_head
    WHERE case_id = ANY (of_cases) AND brand_id = ANY (pharos_brands())
    ORDER BY case_id FOR NO KEY UPDATE
$$;

-- What the door is given and what it answers. `nr` is the row's place among those given, from 1:
-- tokens are the clients' and may be equal.

CREATE TYPE ledger_given AS (
    client_token text, brand_id int, case_id bigint, conversation_id bigint, kind text,
    author_kind text, author_id bigint, author_name text, visibility text, body text,
    payload text, attachments text, created_at timestamptz
);
CREATE TYPE ledger_answer AS (
    token text, status text, at_case bigint, at_seq int, at_position int, at_time timestamptz,
    nr int, number text
);

-- What the door below does, for functions that have their rows at hand. It runs with the rights of
-- whoever calls it: called by the application itself it may write nothing. Every row is looked up
-- by an index, also while the planner still believes that these tables are empty.

CREATE FUNCTION ledger_write(given ledger_given[]) RETURNS ledger_answer[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    scope int[] := pharos_brands();
    wanted bigint[] := ARRAY(SELECT DISTINCT g.case_id FROM unnest(given) g);
    held bigint[];
    r record;
    first ledger_answer;
    same ledger_given;
    answer ledger_answer;
    answers ledger_answer[] := '{}';
    written ledger_entry[] := '{}';
    tokens text[];
    -- The case at hand, and what the heads of those before it have become.
    now_case bigint;
    now_seq int;
    now_hash bytea;
    cases bigint[] := '{}';
    seqs int[] := '{}';
    hashes bytea[] := '{}';
    -- Where the conversation at hand stands among those of this call.
    place int;
    threads bigint[] := '{}';
    positions int[] := '{}';
    visibles bytea[] := '{}';
    at_position int;
    now_visible bytea;
    d_salt bytea;
    d_body bytea;
    d_payload bytea;
    d_attachments bytea;
    micros text;
    moved text := '';
BEGIN
    SELECT array_agg(h.case_id) INTO held FROM (
        SELECT case_id FROM ledger_head
        WHERE case_id = ANY (wanted) AND brand_id = ANY (scope)
        ORDER BY case_id FOR NO KEY UPDATE SKIP LOCKED
    ) h;
    -- Another statement, hence another snapshot: what the last holder has committed is seen.
    FOR r IN
        SELECT g.*, h.brand_id AS head_brand, h.number, h.seq AS head_seq, h.hash AS head_hash,
               h.case_id = ANY (held) AS is_held, c.position AS thread_position,
               c.hash AS thread_hash, c.public_id::text AS thread_public,
               e.seq AS same_seq, e.position AS same_position, e.created_at AS same_time,
               (e.author_kind, e.author_id, e.conversation_id, e.kind) IS NOT DISTINCT FROM
               (g.author_kind, g.author_id, g.conversation_id, g.kind) AS own
        FROM unnest(given) WITH ORDINALITY AS g (client_token, brand_id, case_id,
                conversation_id, kind, author_kind, author_id, author_name, visibility, body,
                payload, attachments, created_at, nr)
        LEFT JOIN ledger_head h ON h.case_id = g.case_id
        LEFT JOIN ledger_conversation c
               ON c.conversation_id = g.conversation_id AND c.case_id = g.case_id
        LEFT JOIN ledger_entry e ON e.case_id = g.case_id AND e.client_token = g.client_token
              AND e.client_token IS NOT NULL
        ORDER BY g.case_id, g.nr
    LOOP
        answer := (r.client_token, NULL, r.case_id, NULL, NULL, NULL, r.nr, r.number);
        -- Without a scope nothing is in it: `= ANY (NULL)` is not true.
        IF r.head_brand IS DISTINCT FROM r.brand_id
           OR (r.brand_id = ANY (scope)) IS NOT TRUE THEN
            answer.status := 'no_case'; answer.number := NULL;
            answers := answers || answer; CONTINUE;
        END IF;
        IF r.is_held IS NOT TRUE THEN
            answer.status := 'busy'; answers := answers || answer; CONTINUE;
        END IF;
        IF r.case_id IS DISTINCT FROM now_case THEN
            IF now_case IS NOT NULL THEN
                cases := cases || now_case; seqs := seqs || now_seq;
                hashes := hashes || now_hash;
            END IF;
            now_case := r.case_id; now_seq := r.head_seq; now_hash := r.head_hash;
            tokens := '{}';
        END IF;
        IF r.same_seq IS NOT NULL THEN
            IF r.own THEN
                answer.status := 'repeated'; answer.at_seq := r.same_seq;
                answer.at_position := r.same_position; answer.at_time := r.same_time;
            ELSE
                answer.status := 'token_taken';
            END IF;
            answers := answers || answer; CONTINUE;
        ELSIF r.client_token = ANY (tokens) THEN
            SELECT * INTO first FROM unnest(answers) a
             WHERE a.at_case = r.case_id AND a.token = r.client_token AND a.status = 'appended';
            same := given[first.nr];
            IF (same.author_kind, same.author_id, same.conversation_id, same.kind)
               IS NOT DISTINCT FROM (r.author_kind, r.author_id, r.conversation_id, r.kind) THEN
                first.status := 'repeated'; first.nr := r.nr;
                answers := answers || first; CONTINUE;
            END IF;
            answer.status := 'token_taken'; answers := answers || answer; CONTINUE;
        END IF;
        place := NULL;
        IF r.conversation_id IS NOT NULL THEN
            IF r.thread_position IS NULL THEN
                answer.status := 'no_conversation'; answers := answers || answer; CONTINUE;
            END IF;
            place := array_position(threads, r.conversation_id);
            IF place IS NULL THEN
                threads := threads || r.conversation_id;
                positions := positions || r.thread_position;
                visibles := visibles || r.thread_hash;
                place := cardinality(threads);
            END IF;
        END IF;
        -- Where there is nothing to keep secret there is nothing to salt: then it is all zeros, so
        -- that even here no byte can be changed unseen.
        d_salt := CASE WHEN coalesce(r.body, r.payload, r.attachments) IS NULL
            THEN decode(repeat('00', 16), 'hex') ELSE uuid_send(gen_random_uuid()) END;
        d_body := ledger_digest(d_salt, r.body);
        d_payload := ledger_digest(d_salt, r.payload);
        d_attachments := ledger_digest(d_salt, r.attachments);
        micros := ledger_micros(r.created_at);
        now_seq := now_seq + 1;
        at_position := NULL; now_visible := NULL;
        -- One that has no conversation to be seen in gets no position: the table refuses it.
        IF r.visibility = 'customer' AND place IS NOT NULL THEN
            at_position := positions[place] + 1;
            now_visible := sha256(visibles[place] || ledger_text('pharos.visible.1')
                || ledger_text(r.thread_public) || ledger_text(at_position::text)
                || ledger_text(r.kind) || ledger_text(r.author_kind)
                || ledger_text(r.author_name) || ledger_text(micros)
                || ledger_bytes(d_body) || ledger_bytes(d_payload)
                || ledger_bytes(d_attachments));
            positions[place] := at_position;
            visibles[place] := now_visible;
        END IF;
        now_hash := sha256(now_hash || ledger_text('pharos.entry.1') || ledger_text(r.number)
            || ledger_text(now_seq::text) || ledger_text(r.thread_public)
            || ledger_text(at_position::text) || ledger_text(r.kind)
            || ledger_text(r.author_kind) || ledger_text(r.author_id::text)
            || ledger_text(r.author_name) || ledger_text(r.visibility) || ledger_text(micros)
            || ledger_text(r.client_token) || ledger_bytes(d_body) || ledger_bytes(d_payload)
            || ledger_bytes(d_attachments));
        written := written || ROW(
            r.case_id, now_seq, r.brand_id, r.conversation_id, at_position, r.kind,
            r.author_kind, r.author_id, r.author_name, r.visibility, r.body,
            r.payload::json, r.attachments::json, r.created_at, r.client_token, d_salt, d_body,
            d_payload, d_attachments, now_hash, now_visible)::ledger_entry;
        IF r.client_token IS NOT NULL THEN
            tokens := tokens || r.client_token;
        END IF;
        moved := moved || format(',[%s,"%s",%s,%s,%s]', r.brand_id, r.number, now_seq,
            coalesce(r.conversation_id, 0), coalesce(at_position, 0));
        answer := (r.client_token, 'appended', r.case_id, now_seq, at_position, r.created_at,
                   r.nr, r.number);
        answers := answers || answer;
    END LOOP;
    IF cardinality(written) = 0 THEN
        RETURN answers;
    END IF;
    INSERT INTO ledger_entry SELECT * FROM unnest(written);
    UPDATE ledger_conversation c SET position = n.position, hash = n.hash
      FROM unnest(threads, positions, visibles) AS n (conversation_id, position, hash)
     WHERE c.conversation_id = n.conversation_id AND c.position < n.position;
    UPDATE ledger_head h SET seq = n.seq, hash = n.hash
      FROM unnest(cases || now_case, seqs || now_seq, hashes || now_hash) AS n (id, seq, hash)
     WHERE h.case_id = n.id AND h.seq < n.seq;
    -- NOTIFY fails at 8,000 bytes and would take the transaction with it.
    PERFORM pg_notify('pharos_live',
        CASE WHEN octet_length(moved) < 7000 THEN '[' || substr(moved, 2) || ']'
             ELSE '"resync"' END);
    RETURN answers;
END $$;

-- The one door. Rows of one case are appended in the order given. A case whose head somebody
-- else holds is answered 'busy' and left for the next call; nothing waits here.

CREATE FUNCTION append_entries(entries json)
RETURNS TABLE (token text, status text, at_case bigint, at_seq int, at_position int,
               at_time timestamptz, nr int)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.token, a.status, a.at_case, a.at_seq, a.at_position, a.at_time, a.nr
    FROM unnest(ledger_write(ARRAY(
        SELECT g::ledger_given FROM json_populate_recordset(NULL::ledger_given, entries) g
    ))) a
$$;

-- Take the content out of one entry and leave its place in the chain. Says so in the ledger.

CREATE FUNCTION erase_entry(of_case bigint, of_seq int, why text, by_staff bigint, by_name text,
                            at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    erased ledger_entry;
    receipt text;
    written record;
BEGIN
    PERFORM case_id FROM ledger_head
      WHERE case_id = of_case AND brand_id = ANY (pharos_brands()) FOR NO KEY UPDATE;
    SELECT * INTO erased FROM ledger_entry
     WHERE case_id = of_case AND seq = of_seq AND brand_id = ANY (pharos_brands());
    IF NOT FOUND OR erased.kind = 'erasure' OR coalesce(why, '') = '' THEN
        RAISE EXCEPTION 'there is nothing to erase at % of this case, or no reason is given', of_seq
            USING ERRCODE = 'no_data_found';
    END IF;
    IF erased.salt IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE ledger_entry SET body = NULL, payload = NULL, attachments = NULL, salt = NULL
     WHERE case_id = of_case AND seq = of_seq;
    receipt := CASE WHEN erased.position IS NOT NULL
        THEN format('{"position":%s,"why":%s}', erased.position, to_json(why))
        ELSE format('{"seq":%s,"why":%s}', of_seq, to_json(why)) END;
    SELECT * INTO written FROM append_entries(json_build_array(json_build_object(
        'brand_id', erased.brand_id, 'case_id', of_case,
        'conversation_id', erased.conversation_id, 'kind', 'erasure', 'author_kind', 'staff',
        'author_id', by_staff, 'author_name', by_name, 'visibility', erased.visibility,
        'payload', receipt, 'created_at', at)));
    ASSERT written.status = 'appended', 'an erasure without its entry';
    RETURN written.at_seq;
END $$;

-- What the watchers of these conversations have not had yet, each after its own position.

CREATE FUNCTION ledger_visible(brands int[], conversations bigint[], after int[], most int)
RETURNS TABLE (conversation_id bigint, "position" int, kind text, author_kind text,
               author_name text, body text, payload json, created_at timestamptz,
               client_token text, erased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.conversation_id, e.position, e.kind, e.author_kind, e.author_name, e.body,
           e.payload, e.created_at,
           CASE WHEN e.author_kind = 'customer' THEN e.client_token END, e.salt IS NULL
    FROM unnest(brands, conversations, after) AS w (brand, conversation, seen)
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_entry x
        WHERE x.conversation_id = w.conversation AND x.position > w.seen AND x.brand_id = w.brand
        ORDER BY x.position LIMIT most
    ) e
    ORDER BY e.conversation_id, e.position
$$;

-- How far these conversations have got, for whoever looks after lost wake-ups.

CREATE FUNCTION ledger_positions(brands int[], conversations bigint[])
RETURNS TABLE (conversation_id bigint, "position" int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT conversation_id, position FROM ledger_conversation
    WHERE conversation_id = ANY (conversations) AND brand_id = ANY (brands)
$$;

-- Keep a day's fold, in the order of days and each upon the one before. What is kept once
-- stays: the same day again does nothing.

CREATE FUNCTION ledger_keep_root(of_day date, of_root bytea, before bytea, signed bytea,
                                 signer bytea, at timestamptz, chains text[], lengths int[],
                                 hashes bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last ledger_root;
BEGIN
    LOCK TABLE ledger_root IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO last FROM ledger_root ORDER BY day DESC LIMIT 1;
    IF EXISTS (SELECT FROM ledger_root WHERE day = of_day) THEN
        RETURN false;
    END IF;
    IF of_day < last.day OR of_day > (now() AT TIME ZONE 'UTC')::date + 31
       OR octet_length(signed) <> 64 OR octet_length(signer) <> 32 OR before <> coalesce(last.root, decode(repeat('00', 32), 'hex'))
       OR cardinality(chains) <> cardinality(lengths)
       OR cardinality(chains) <> cardinality(hashes) THEN
        RAISE EXCEPTION 'a root follows the one before it' USING ERRCODE = 'data_exception';
    END IF;
    INSERT INTO ledger_root VALUES
        (of_day, of_root, before, cardinality(chains), signed, signer, at);
    INSERT INTO ledger_leaf
        SELECT of_day, n, c, l, h
        FROM unnest(chains, lengths, hashes) WITH ORDINALITY AS leaf (c, l, h, n);
    RETURN true;
END $$;
