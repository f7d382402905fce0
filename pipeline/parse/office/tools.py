"""Programs of the system, run on a file that nobody trusts: in a folder of their own, with caps, without a network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from pipeline.limits import MAX_GRID, MAX_UNPACKED, TOOL_BYTES, TOOL_SECONDS, WORKER_BYTES, WORKER_SECONDS
from pipeline.parse.office import sheet_worker
from pipeline.refusals import ParseError

_SECURITY = {
    "MacroSecurityLevel": "3",
    "DisableMacrosExecution": "true",
    "DisableActiveContent": "true",
    "BlockUntrustedRefererLinks": "true",
}


def _profile() -> str:
    """Return the settings of a LibreOffice that runs no macro and follows no link."""
    items = "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for name, value in _SECURITY.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    return f"{head}{items}</oor:items>\n"


def libreoffice(data: bytes, suffix: str, target: str) -> bytes:
    """Return a file in another format, as LibreOffice converts it; its macros and links are dead.

    Args:
        data: the file.
        suffix: how its name ends: doc.
        target: format to convert to: docx.

    Raises:
        ParseError: `tool_missing`, `timeout` or `unreadable`.
    """
    _need("soffice", "libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        Path(folder, f"in.{suffix}").write_bytes(data)
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore"]
        _run(
            [*_without_network(), *command, "--convert-to", target, "--outdir", "out", f"in.{suffix}"],
            folder,
            memory=TOOL_BYTES,
            seconds=TOOL_SECONDS,
        )
        made = Path(folder, "out", f"in.{target}")
        if not made.is_file() or made.is_symlink():
            raise ParseError("unreadable", "LibreOffice cannot open the file: it is damaged or no document")
        if made.stat().st_size > MAX_UNPACKED:
            raise ParseError("too_large", f"the file converts to more than {MAX_UNPACKED:,} bytes")
        return made.read_bytes()


def sheets(data: bytes) -> bytes:
    """Return the sheets of a spreadsheet as `sheet_worker` prints them.

    Raises:
        ParseError: `encrypted`, `too_large`, `unreadable` or `timeout`.
    """
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        Path(folder, "in").write_bytes(data)
        command = [sys.executable, "-I", sheet_worker.__file__, "in", str(MAX_GRID)]
        out = _run(command, folder, memory=WORKER_BYTES, seconds=WORKER_SECONDS)
    if out.returncode == sheet_worker.ENCRYPTED:
        raise ParseError("encrypted", "the file is protected by a password: save it without one")
    if out.returncode == sheet_worker.TOO_LARGE or b"memory allocation" in out.stderr or b"MemoryError" in out.stderr:
        raise ParseError("too_large", "a sheet spans too many rows and columns: delete the empty ones")
    if out.returncode:
        said = out.stderr.decode("utf-8", "replace").strip().split("\n")[0][:200]
        known = f" ({said})" if out.returncode == sheet_worker.DAMAGED and said else ""
        raise ParseError("unreadable", f"the file is damaged{known}: open and save it again")
    return out.stdout


def _need(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise ParseError(
            "tool_missing", f"{program} is not installed, which reads this format. On Debian: apt-get install {package}"
        )


@cache
def _without_network() -> tuple[str, ...]:
    """Return the command in front that takes the network away, where the system lets this user do so."""
    command = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") is None:
        return ()
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return () if tried.returncode else command


def _run(command: list[str], folder: str, *, memory: int, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a folder; kill it with all that it started when its time is up.

    Raises:
        ParseError: `timeout`, or `unreadable` if it cannot be started.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "LC_ALL": "C.UTF-8", "TMPDIR": folder}
    # One cap a call: the shell of Debian takes no more, and without its caps nothing may run. The hard cap of time is
    # higher, since at that one a program is killed and nobody hears why.
    values = (f"v {memory // 1024}", f"f {MAX_UNPACKED // 512}", f"S -t {seconds}", f"H -t {seconds + 5}")
    caps = " && ".join(f"ulimit -{value}" for value in values)
    capped = ["sh", "-c", f'{caps} && exec "$@"', "sh"]
    process = subprocess.Popen(
        [*capped, *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=TOOL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ParseError("timeout", f"{Path(command[0]).name} took more than {TOOL_SECONDS} s") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        raise ParseError("timeout", f"{Path(command[0]).name} took more than {seconds} s of processor time")
    if len(out) > MAX_UNPACKED:
        raise ParseError("too_large", f"the file unpacks to more than {MAX_UNPACKED:,} bytes")
    return subprocess.CompletedProcess(command, process.returncode, out, errors)
