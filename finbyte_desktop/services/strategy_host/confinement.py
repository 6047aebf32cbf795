"""What a strategy's process may not do: start processes, signal others, eat the memory or the disk.

Its code runs with the user's rights, and this is no wall against malice: it keeps accidents, and code that
was copied from somewhere, inside the process. Where the system has no such means the process is ended as a
whole.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from typing import Any, NoReturn

MEGABYTE = 1 << 20
DISK_MB, DESCRIPTORS = 256, 128
STARTS = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
    }
    | {"subprocess.Popen", "_winapi.CreateProcess"}
)
SIGNALS = frozenset({"os.kill", "os.killpg"})

ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
LOAD, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NR, ARCH, FIRST = 0, 4, 16
THREAD = 0x10000  # CLONE_THREAD
SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2
X32 = 0x40000000


class _System:
    """Numbers of system calls on one kind of processor."""

    def __init__(
        self, arch: int, clone: int, clone3: int, own: tuple[int, ...], never: tuple[int, ...]
    ) -> None:
        self.arch, self.clone, self.clone3, self.own, self.never = arch, clone, clone3, own, never


# own: kill, tgkill, for the process itself alone; never: fork, vfork, execve, execveat, tkill, ptrace,
# process_vm_readv, process_vm_writev, pidfd_send_signal, pidfd_getfd, rt_sigqueueinfo, rt_tgsigqueueinfo
SYSTEMS = {
    "x86_64": _System(
        0xC000003E, 56, 435, (62, 234), (57, 58, 59, 322, 200, 101, 310, 311, 424, 438, 129, 297)
    ),
    "aarch64": _System(0xC00000B7, 220, 435, (129, 131), (221, 281, 130, 117, 270, 271, 424, 438, 138, 240)),
}


def confine(memory_mb: int) -> None:
    """From now on this process is confined. What the system has no means for is left out."""
    sys.addaudithook(_audit)
    if sys.platform != "win32":
        _limit(memory_mb)
    if sys.platform == "linux":
        _filter_calls()


def _audit(event: str, _args: tuple[Any, ...]) -> None:
    if event in STARTS:
        _refuse("A strategy cannot start processes.")
    if event in SIGNALS:
        _refuse("A strategy cannot send signals.")


def _refuse(text: str) -> NoReturn:
    raise PermissionError(text)


def _limit(memory_mb: int) -> None:
    import resource

    wanted = {
        resource.RLIMIT_AS: memory_mb * MEGABYTE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: DISK_MB * MEGABYTE,
        resource.RLIMIT_NOFILE: DESCRIPTORS,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):  # macOS knows no limit of the address space
            continue


def _filter_calls() -> None:
    """The kernel itself refuses new processes and signals to others, however they are asked for."""
    system = SYSTEMS.get(platform.machine())
    if system is None:
        return
    rows = _program(system, os.getpid())
    code = b"".join(struct.pack("<HBBI", *row) for row in rows)
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HxxxxxxP", len(rows), ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(SET_SECCOMP, FILTER, ctypes.c_char_p(program), 0, 0)


def _program(system: _System, pid: int) -> list[tuple[int, int, int, int]]:
    """The filter: rows of (code, jump when true, jump when false, value)."""
    rows = [(LOAD, 0, 0, ARCH), (EQUAL, 1, 0, system.arch), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, NR)]
    if system.arch == SYSTEMS["x86_64"].arch:
        rows += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, REFUSE)]
    for number in system.never:
        rows += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    rows += [(EQUAL, 0, 1, system.clone3), (RETURN, 0, 0, UNKNOWN)]
    tests = [(system.clone, ANY_BIT, THREAD), *((number, EQUAL, pid) for number in system.own)]
    for number, test, value in tests:
        rows += [
            (EQUAL, 0, 4, number),
            (LOAD, 0, 0, FIRST),
            (test, 0, 1, value),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, REFUSE),
        ]
    return [*rows, (RETURN, 0, 0, ALLOW)]
