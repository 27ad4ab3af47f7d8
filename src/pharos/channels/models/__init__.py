from pharos.channels.models.channel_account import ChannelAccount
from pharos.channels.models.pending_file import PendingFile

__all__ = ["ChannelAccount", "PendingFile"]
