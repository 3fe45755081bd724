"""The verbs of ``extractor audit``: each stands in a module of its own and is listed here."""

import typer

from extractor.cli.audit_completeness import completeness
from extractor.cli.audit_plan import estimate, plan
from extractor.cli.audit_report import report

audit_app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    help="Say how far an archive can be trusted, and where it cannot.",
)
audit_app.command("completeness")(completeness)
audit_app.command("report")(report)
audit_app.command("plan")(plan)
audit_app.command("estimate")(estimate)
