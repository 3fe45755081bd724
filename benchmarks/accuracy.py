"""Score the whole pipeline on an annotated bench, level by level, with all forms and with the generic form alone.

    python benchmarks/accuracy.py ../shared/bench [--levels born office] [--generic] [--out DIR]

The bench is a folder of ``LEVEL/*.pdf``, ``gold/*.json`` and ``score.py``. ``--generic`` leaves out every form file but the
generic one: what to expect of a form that nobody has described.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.forms import GENERIC


def main() -> int:
    arguments = _arguments()
    pipeline = build_pipeline(Settings())
    if arguments.generic:
        pipeline = replace(pipeline, forms=tuple(form for form in pipeline.forms if form.id == GENERIC))
    arguments.out.mkdir(parents=True, exist_ok=True)
    outputs = [_extract(arguments.bench / level, pipeline, arguments.out) for level in arguments.levels]
    command = [sys.executable, str(arguments.bench / "score.py"), str(arguments.bench / "gold"), *map(str, outputs)]
    return subprocess.run([*command, *(["--misses"] if arguments.misses else [])], check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--levels", nargs="+", default=["born", "office", "copy", "awful"])
    parser.add_argument("--generic", action="store_true", help="use no form file but the generic one")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    parser.add_argument("--out", type=Path, default=Path("out/accuracy"), help="where the records go")
    return parser.parse_args()


def _extract(folder: Path, pipeline: Pipeline, out: Path) -> Path:
    target = out / f"{folder.name}.jsonl"
    pages, splitting_s = 0, 0.0
    with target.open("w", encoding="utf-8") as file:
        for path in sorted(folder.glob("*.pdf")):
            try:
                document = read(path, pipeline.engine, pipeline.settings)
            except ExtractorError as error:
                print(error, file=sys.stderr)
                continue
            started = time.process_time()
            records = extract_document(document, pipeline)
            splitting_s += time.process_time() - started
            pages += document.page_count
            file.writelines(record.model_dump_json() + "\n" for record in records)
    print(f"{folder.name}: {pages} pages; split, tag and assemble {1000 * splitting_s / max(pages, 1):.0f} ms a page")
    return target


if __name__ == "__main__":
    raise SystemExit(main())
