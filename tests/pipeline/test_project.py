from pathlib import Path

import pytest

from pipeline.project import Project, create_project, find_project
from schemas.errors import UsageError
from schemas.settings import Settings


def test_the_current_folder_is_a_project_of_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_project() == Project(tmp_path, Settings())


def test_the_nearest_parent_with_settings_is_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vox.toml").write_text('question = "Why?"')
    (tmp_path / "media" / "day one").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "media" / "day one")
    assert find_project() == Project(tmp_path, Settings("Why?"))
    assert find_project(Path.cwd()).root == Path.cwd()


def test_a_new_project_explains_itself_and_is_never_overwritten(tmp_path: Path) -> None:
    made = create_project(tmp_path / "new", 'What is "good"?')
    assert made.settings == Settings('What is "good"?')
    assert made.media.is_dir()
    before = (tmp_path / "new" / "vox.toml").read_text()
    with pytest.raises(UsageError, match="is there already"):
        create_project(tmp_path / "new")
    assert (tmp_path / "new" / "vox.toml").read_text() == before


def test_paths_are_kept_relative_inside_the_project(project: Project) -> None:
    inside = project.media / "day one" / "a.mp4"
    assert project.stored_path(inside) == "media/day one/a.mp4"
    assert project.real_path("media/day one/a.mp4") == inside
    assert project.collection_of(inside) == "day one"
    assert project.collection_of(project.media / "a.mp4") == ""
    outside = Path("/elsewhere/a.mp4")
    assert project.real_path(project.stored_path(outside)) == outside
    assert project.collection_of(outside) == ""


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        find_project(tmp_path / "none")
