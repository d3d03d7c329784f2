"""What went wrong in a run's process, in one sentence."""

from __future__ import annotations

from bigmodel.runs.write import is_full
from bigmodel.spec import Problem

NO_MEMORY = "The memory did not suffice. Use a smaller batch size, a smaller network or fewer rows."
KILLED = (
    "The training process was killed (signal 9), probably by the system's memory limit. "
    "Resume goes on from the last finished epoch; a smaller batch size or fewer rows need less memory."
)


def ran_full(error: BaseException) -> bool:
    """Whether a full disk is behind an error, also where a library wrapped it."""
    seen: BaseException | None = error
    while seen is not None:
        if is_full(seen) or "No space left on device" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def disk_full(kept: bool) -> str:
    """The sentence for a full disk; ``kept`` says whether an epoch was finished and kept before."""
    then = "resume: training goes on from the last finished epoch." if kept else "train again."
    return f"The disk is full. Free some space, then {then}"


def explain_error(error: BaseException, *, kept: bool) -> str:
    """The sentence for an exception that a trainer raised; ``kept`` says whether there is an epoch to go on from."""
    if ran_full(error):
        return disk_full(kept)
    if isinstance(error, Problem):
        return str(error)
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return NO_MEMORY
    lines = str(error).strip().splitlines()
    said = f": {lines[0][:200]}" if lines else ""
    return f"Training failed unexpectedly ({type(error).__name__}{said}). The file error.log of the run tells more."


def explain_exit(code: int | None) -> str:
    """The sentence for a process that ended without saying how the run stands."""
    if code == -9:
        return KILLED
    how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended unexpectedly (exit code {code})"
    return (
        f"The training process {how}. Resume goes on from the last finished epoch; process.log of the run tells more."
    )
