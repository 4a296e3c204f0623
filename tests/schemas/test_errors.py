import pytest

from schemas.errors import ClipError, LockedError, MachineError, UsageError, VoxError


@pytest.mark.parametrize(
    ("error", "code"), [(VoxError, 1), (ClipError, 1), (UsageError, 2), (MachineError, 3), (LockedError, 4)]
)
def test_every_error_owns_its_exit_code(error: type[VoxError], code: int) -> None:
    assert error("It broke.", "Mend it.").exit_code == code
    assert str(error("It broke.", "Mend it.")) == "It broke. Mend it."
