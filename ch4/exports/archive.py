"""Files in memory as a zip archive: the same files, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the least that a zip can say


def zipped(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """An archive of the files, in their order; where it is unpacked, the executable ones can be run."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix: whose rights the next line gives, wherever this runs
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
