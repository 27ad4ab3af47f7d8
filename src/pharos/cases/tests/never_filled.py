"""Tables that the tests of isolation leave empty, because others fill and look at them."""

from __future__ import annotations

# Every table of a brand's rows must be filled by these tests, but for those named here.
NEVER_FILLED: frozenset[str] = frozenset(
    {
        "audit_entry",
        "brands_tokenkey",
        "files_storedfile",
        "cases_caselink",
        "cases_casetag",
        "cases_deskmark",
        "cases_notification",
        "cases_rating",
        "cases_savedview",
        "cases_search",
        "cases_sideconversation",
        "diagnosis_exchangejob",
        "cases_unindexed",
        # Filled and looked at in channels/tests.
        "cases_delivereditem",
        "channels_channelaccount",
        "channels_pendingfile",
        # Filled and looked at in web/portal/tests/test_form_drafts.py.
        "reception_formdraft",
        "reception_received",
        # Filled and looked at in reception/tests/test_repeats.py.
        "reception_repeatmark",
        "reception_spooled",
        # Filled and looked at in diagnosis/tests/test_own_brand.py.
        "diagnosis_blocknotice",
        "diagnosis_diagnosisrequest",
        "diagnosis_exchangeevent",
        "diagnosis_publicstatus",
        "diagnosis_watcher",
        "exchange_connection",
        # Filled and looked at in incidents/tests/test_take_over.py.
        "incidents_claim",
        "incidents_incident",
        "incidents_massreply",
        "incidents_recipient",
        # Filled and looked at in insight/tests/test_answer_times.py.
        "insight_answertime",
        "letters_letter",
        "knowledge_savedreply",
        "knowledge_tag",
        # Filled and looked at in outlets/tests.
        "outlets_attempt",
        "outlets_dispatch",
        "outlets_outlet",
        "people_block",
        # These and others are filled and looked at in people/tests/test_isolation.py.
        "people_contactaddress",
        "people_mailcode",
        "people_mailproof",
        "people_device",
        "people_invitation",
        "people_personmerge",
        "people_personnote",
        "people_sharedvalue",
        "people_spenttoken",
        "routing_brandrouting",
        "routing_queue",
    }
)
