"""A flag beats the environment, which beats the file, which beats the default; a fault names setting and place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import UsageError
from extractor.settings import ENVIRONMENT_PREFIX, Settings, load_settings

# Two sound values for each setting, neither of them the default.
OTHER_VALUES: dict[str, tuple[Any, Any]] = {
    "ocr": ("tesseract", "rapidocr"),
    "tesseract": (Path("/a/tesseract"), Path("/b/tesseract")),
    "tessdata": (Path("/a/tessdata"), Path("/b/tessdata")),
    "language": ("cym", "gla"),
    "text_layer": ("trust", "ignore"),
    "forms": (Path("/a/forms"), Path("/b/forms")),
    "model": (Path("/a/model"), Path("/b/model")),
    "spacy_model": ("one", "two"),
    "password": ("harbour", "lantern"),
    "passwords": (Path("/a/passwords"), Path("/b/passwords")),
    "max_file_mb": (64.0, 128.0),
    "max_zip_ratio": (30.0, 40.0),
    "only_pages": ("1-5", "2,4-"),
    "regions": (Path("/a/regions"), Path("/b/regions")),
    "max_pages": (5, 6),
    "max_page_megapixels": (7.0, 8.0),
    "page_timeout_s": (9.0, 10.0),
    "document_timeout_s": (11.0, 12.0),
    "worker_memory_mb": (0, 1024),
    "jobs": (3, 4),
    "words": (Path("/a/words"), Path("/b/words")),
    "second_opinion": ("tesseract", "scale"),
    "pages": (Path("/a/pages"), Path("/b/pages")),
    "page_formats": (("hocr", "pdf"), ("alto",)),
}
WITHOUT_BEARING = {
    "tesseract",
    "tessdata",
    "page_timeout_s",
    "document_timeout_s",
    "worker_memory_mb",
    "jobs",
    "words",
} | {
    "pages",
    "page_formats",
    "password",
    "passwords",
    "max_file_mb",
    "max_zip_ratio",
    "regions",
}


def test_the_table_above_is_complete() -> None:
    assert OTHER_VALUES.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_each_setting_comes_from_each_place(name: str, tmp_path: Path) -> None:
    flag, variable = OTHER_VALUES[name]
    default = getattr(Settings(), name)
    file = tmp_path / "settings.toml"
    file.write_text(f"{name} = {_toml(variable)}\n", encoding="utf-8")
    environment = {ENVIRONMENT_PREFIX + name.upper(): _told(flag)}

    assert getattr(load_settings(environment={}, file=_empty(tmp_path)), name) == default
    assert getattr(load_settings(environment={}, file=file), name) == variable
    assert getattr(load_settings(environment=environment, file=file), name) == flag
    assert getattr(load_settings({name: variable}, environment=environment, file=file), name) == variable
    assert getattr(load_settings({name: None}, environment=environment, file=file), name) == flag


def _empty(folder: Path) -> Path:
    (folder / "empty.toml").touch()
    return folder / "empty.toml"


def _told(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int | float) else f"'{_told(value)}'"


def test_the_file_in_the_working_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "extractor.toml").write_text("jobs = 7\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert load_settings(environment={}).jobs == 7


@pytest.mark.parametrize(
    ("flags", "environment", "file", "said"),
    [
        ({"ocr": "eyes"}, {}, "", ["setting 'ocr'", "the command line"]),
        ({}, {"EXTRACTOR_JOBS": "-1"}, "", ["setting 'jobs'", "the environment"]),
        ({}, {}, "max_pages = 0", ["setting 'max_pages'", "settings.toml"]),
        ({}, {}, "colour = 'red'", ["setting 'colour'", "settings.toml"]),
        ({}, {}, "jobs = ", ["settings.toml", "not TOML"]),
        ({"jobs": "many"}, {"EXTRACTOR_OCR": "x"}, "", ["'jobs' from the command line", "'ocr' from the environment"]),
    ],
    ids=["flag", "variable", "file", "unknown", "broken-file", "two-at-once"],
)
def test_a_fault_names_setting_and_place(
    tmp_path: Path, flags: dict[str, object], environment: dict[str, str], file: str, said: list[str]
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(file, encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        load_settings(flags, environment=environment, file=path)

    assert all(words in str(caught.value) for words in said), str(caught.value)


def test_a_settings_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings(environment={}, file=tmp_path / "none.toml")


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_the_hash_tells_what_bears_on_the_records(name: str) -> None:
    other = Settings(**{name: OTHER_VALUES[name][0]})

    assert (other.sha256 == Settings().sha256) is (name in WITHOUT_BEARING)


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in OTHER_VALUES.items()}))
def test_the_hash_is_of_the_values_alone(values: dict[str, Any]) -> None:
    backwards = dict(reversed(values.items()))
    rest = {name: value for name, value in values.items() if name not in WITHOUT_BEARING}

    assert Settings(**values).sha256 == Settings(**backwards).sha256 == Settings(**rest).sha256


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings(), "jobs", 2)  # noqa: B010 - mypy knows that it cannot be


def test_the_hash_is_of_a_models_files_and_not_of_their_place(tmp_path: Path) -> None:
    for name, text in (("here", "a\t1\n"), ("there", "a\t1\n"), ("other", "a\t2\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.tsv").write_text(text, encoding="utf-8")
    here, there, other = (Settings(model=tmp_path / name).sha256 for name in ("here", "there", "other"))
    assert here == there
    assert here != other
    assert here != Settings().sha256
