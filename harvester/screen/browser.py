"""Opening a link, where there is a desktop to open it on; a browser of text would take the terminal from the review."""

import os
import sys
import webbrowser

from harvester.markdown import safe_address


def open_link(address: str) -> str:
    """Open a link, or say why the person must; returns the line to show."""
    safe = safe_address(address)
    if not safe:
        return "This evidence has no link."
    return f"opened {safe}" if open_address(safe) else f"open it yourself: {safe}"


def open_address(address: str) -> bool:
    """Open an address that is safe where there is a desktop; say whether that was done."""
    has_desktop = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    return has_desktop and webbrowser.open(address)
