"""The command line: thin over the Python API, one module for each command.

Exit codes: 0 all read, 1 some inputs rejected (each named on standard error), 2 wrong use.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.cli import crawl, demo, evaluate, extract, index, ingest, out, search, serve, tables
from schemas.errors import UserError

_INTERRUPTED = 130  # 128 + SIGINT
_PIPE_CLOSED = 141  # 128 + SIGPIPE, as other tools in a pipe end


class _Commands(TyperGroup):
    """The commands, with one place that turns errors into exit codes."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except UserError as error:
            out.error(str(error))
            raise typer.Exit(2) from error
        except KeyboardInterrupt as error:
            out.error("stopped")
            raise typer.Exit(_INTERRUPTED) from error
        except BrokenPipeError as error:
            # The reader has gone (… | head): nothing to say, and nothing more to say at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(_PIPE_CLOSED) from error
        except OSError as error:  # a full or read-only disk
            out.error(f"error: {error}")
            raise typer.Exit(2) from error


app = typer.Typer(
    name="vanban",
    cls=_Commands,
    help="Vietnamese official texts as tables in which every value points back to its characters.",
    epilog="Begin with: vanban demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        print(f"vanban {version('vanban')}")
        raise typer.Exit


@app.callback()
def _vanban(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    pass


for _name, _module in {
    "ingest": ingest,
    "crawl": crawl,
    "extract": extract,
    "index": index,
    "search": search,
    "tables": tables,
    "serve": serve,
    "evaluate": evaluate,
    "demo": demo,
}.items():
    # Lines of a docstring end where the source is full, not where a paragraph does.
    _help = re.sub(r"(?<!\n)\n(?!\n)", " ", (_module.__doc__ or "").strip())
    app.command(_name, help=_help, epilog=_module.EXAMPLE)(_module.command)


def main() -> None:
    """Run the command line."""
    out.prepare_streams()
    app(prog_name="vanban")
