-- Events for the brands' own systems, left in the transaction that writes the entry. A cursor over
-- the ledger would have to know which transactions are still open below it; a trigger cannot miss
-- one, and within a case its rows come in the order of the entries, since whoever writes them holds
-- the head until the commit.

CREATE FUNCTION outlets_leave(of_brand int, of_case bigint, at_seq bigint, told text, at timestamptz)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO outlets_dispatch (brand_id, outlet_id, case_id, seq, event, state, tries, due_at,
                                  queued_at, moved_at, why)
    SELECT of_brand, o.id, of_case, at_seq, told, 'queued', 0, at, at, at, ''
      FROM outlets_outlet o
     WHERE o.brand_id = of_brand AND o.is_on AND told = ANY (o.events)
     ORDER BY o.id
    ON CONFLICT DO NOTHING
$$;

-- What an entry is to others. Sealed entries are nothing to anybody.
CREATE FUNCTION outlets_events_of(e ledger_entry) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN e.kind = 'opened' AND e.payload ->> 'reason' LIKE 'SEC.%'
            THEN ARRAY['case.opened', 'notice.urgent']
        WHEN e.kind = 'opened' THEN ARRAY['case.opened']
        WHEN e.kind = 'message' AND e.author_kind = 'customer' THEN ARRAY['message.received']
        WHEN e.kind = 'edit' THEN ARRAY['message.edited']
        WHEN e.kind = 'withdrawn' THEN ARRAY['message.withdrawn']
        WHEN e.position IS NOT NULL AND e.author_kind <> 'customer' AND e.kind IN
             ('message', 'resolution', 'finding', 'job', 'verify', 'acknowledged')
            THEN ARRAY['reply.sent']
        WHEN e.kind = 'delivery' AND e.payload ->> 'state' = 'delivered'
            THEN ARRAY['reply.delivered']
        WHEN e.kind = 'delivery' AND e.payload ->> 'state' = 'seen' THEN ARRAY['reply.seen']
        WHEN e.kind = 'delivery' AND e.payload ->> 'state' = 'failed'
            THEN ARRAY['reply.failed', 'notice.undelivered']
        WHEN e.kind = 'state' AND e.payload -> 'case' IS NOT NULL THEN ARRAY['case.state']
        WHEN e.kind = 'assignment' THEN ARRAY['case.assigned']
        WHEN e.kind = 'reason' AND e.payload ->> 'to' LIKE 'SEC.%'
            THEN ARRAY['case.reason', 'notice.urgent']
        WHEN e.kind = 'reason' THEN ARRAY['case.reason']
        WHEN e.kind = 'tags' THEN ARRAY['case.tagged']
        WHEN e.kind = 'disposition' THEN ARRAY['case.resolved']
        WHEN e.kind = 'rating' THEN ARRAY['case.rated']
        WHEN e.kind = 'clock' AND e.payload ->> 'breached' IS NOT NULL
            THEN ARRAY['promise.breached', 'notice.promise']
        WHEN e.kind = 'erasure' THEN ARRAY['words.erased']
    END
$$;

CREATE FUNCTION outlets_queue_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Most brands have no such system: then it costs them one look into an index.
    IF EXISTS (SELECT FROM outlets_outlet o WHERE o.brand_id = NEW.brand_id AND o.is_on) THEN
        PERFORM outlets_leave(NEW.brand_id, NEW.case_id, NEW.seq, told, NEW.created_at)
           FROM unnest(outlets_events_of(NEW)) told;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_outlets AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (NEW.visibility <> 'sealed' AND NEW.kind IN
          ('opened', 'message', 'edit', 'withdrawn', 'resolution', 'finding', 'job', 'verify',
           'acknowledged', 'delivery', 'state', 'assignment', 'reason', 'tags', 'disposition',
           'rating', 'clock', 'erasure'))
    EXECUTE FUNCTION outlets_queue_entry();

-- What supervisors are alarmed of; each of them has a notification, and the outlet is told once.
CREATE FUNCTION outlets_queue_notification() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM outlets_leave(NEW.brand_id, NEW.case_id, NEW.seq,
                          CASE NEW.kind WHEN 'job' THEN 'notice.approval'
                                        ELSE 'notice.' || NEW.kind END, NEW.created_at);
    RETURN NULL;
END $$;
CREATE TRIGGER queue_outlets AFTER INSERT ON cases_notification FOR EACH ROW
    WHEN (NEW.kind IN ('looks', 'canary', 'job'))
    EXECUTE FUNCTION outlets_queue_notification();

CREATE FUNCTION outlets_queue_alarm() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM outlets_leave(NEW.brand_id, NULL, NEW.id, 'notice.no_notice', NEW.alarmed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER queue_outlets AFTER UPDATE ON diagnosis_blocknotice FOR EACH ROW
    WHEN (OLD.alarmed_at IS NULL AND NEW.alarmed_at IS NOT NULL)
    EXECUTE FUNCTION outlets_queue_alarm();
