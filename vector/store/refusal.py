"""Why the store refuses, in both languages; the sentences are those of ``refusals.toml``."""

import errno
from pathlib import Path

from vector.errors import Said
from vector.told import told_from

REFUSALS = Path(__file__).with_name("refusals.toml")
# The usual mistakes with files and disks, and what they are called.
MISTAKES = {
    errno.ENOENT: "no_such_file",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EISDIR: "is_a_folder",
    errno.ENOTDIR: "is_no_folder",
}


def said(key: str, /, **values: object) -> Said:
    """Return a sentence, as an error takes it.

    Examples
    --------
    >>> said("seal_cut").en
    'The file is incomplete: its beginning is missing.'
    """
    return told_from(REFUSALS, key, **values)


def why(error: OSError) -> Said:
    """Return why a file cannot be used; in the system's words where it is no usual mistake.

    Examples
    --------
    >>> why(OSError(errno.ENOSPC, "No space left on device")).zh
    '磁盘已满'
    >>> why(OSError(errno.EIO, "Input/output error")).zh
    'Input/output error'
    """
    key = MISTAKES.get(error.errno or 0)
    told = str(error.strerror or error)
    return said(key) if key else Said(told, told)
