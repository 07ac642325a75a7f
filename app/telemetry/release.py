"""Which release of Postern runs here, as Discord and operators are told."""

UNKNOWN = "0"


def read_release() -> str:
    """Return the version of what is installed; `UNKNOWN` where the sources were copied, as serverless hosts do."""
    # It loads thirty modules, among them what reads letters and archives, and the first answers need none of it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("postern")
    except PackageNotFoundError:
        return UNKNOWN
