from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files under names that change with their content, imports between modules included."""

    support_js_module_import_aggregation = True
