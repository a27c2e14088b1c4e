"""Everything that people read: pages, API, reports and the command."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("longtail")
except PackageNotFoundError:  # run from a checkout that is not installed
    VERSION = "0+unknown"
