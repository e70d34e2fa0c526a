"""Telegram's limits on files, in bytes, as plain numbers. Source: https://core.telegram.org/bots/api#sending-files"""

from typing import Final

from telegram.constants import FileSizeLimit

PHOTO_BYTES: Final = int(FileSizeLimit.PHOTOSIZE_UPLOAD)
UPLOAD_BYTES: Final = int(FileSizeLimit.FILESIZE_UPLOAD)
DOWNLOAD_BYTES: Final = int(FileSizeLimit.FILESIZE_DOWNLOAD)
