"""Fill the stage: two brands with their teams, each with a mail address and a server that sends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pharos.bench.drills.casting import BRANDS, brand_with_staff
from pharos.bench.drills.mail.letters import OUR_SERVER
from pharos.config.command import set_up_django


def main(home: Path) -> None:
    """Make the accounts, whose mails go to the drill's own sink."""
    set_up_django()
    from pharos.brands.models import Brand
    from pharos.channels.models import ChannelAccount
    from pharos.kernel.scope import brand_scope

    told = json.loads((home / "mail.json").read_text())
    for slug in BRANDS:
        brand_with_staff(slug, f"drill-{slug}-{'0' * 32}")
        brand = Brand.objects.get(slug=slug)
        with brand_scope(brand.pk):
            settings = {
                "address": f"help@{slug}.test",
                "trusted": OUR_SERVER,
                "smtp_host": "127.0.0.1",
                "smtp_port": str(told["sink"]),
                "smtp_security": "none",
            }
            ChannelAccount.objects.create(
                brand=brand, kind="mail", key=f"drill-{slug}", settings=settings
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
