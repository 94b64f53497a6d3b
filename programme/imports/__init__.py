"""Files into the catalogue: programme editions and budget units."""

from programme.imports.programmes import import_programme
from programme.imports.report import ImportReport, RowReport
from programme.imports.units import import_units

__all__ = ["ImportReport", "RowReport", "import_programme", "import_units"]
