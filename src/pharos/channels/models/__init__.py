from pharos.channels.models.channel_account import MOST, ChannelAccount
from pharos.channels.models.pending_file import PendingFile

__all__ = ["MOST", "ChannelAccount", "PendingFile"]
