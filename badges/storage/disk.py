"""Is there room to write?"""

import shutil
from pathlib import Path

LEAST_FREE = 64 * 1024 * 1024


def has_room(folder: Path) -> bool:
    """Whether 64 MB are free where `folder` is, or will be made."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free >= LEAST_FREE
