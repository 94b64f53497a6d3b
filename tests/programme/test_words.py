"""What pages call the sheets, columns and values of files, and times of day."""

import pytest
from django.utils.translation import override

from programme.templatetags.words import column_name, sheet_name, value_name, zone


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (lambda: sheet_name("actions"), "Líneas de acción"),
        (lambda: sheet_name("acciones"), "Líneas de acción"),
        (lambda: sheet_name("mi hoja"), "mi hoja"),
        (lambda: column_name("obliged_until"), "Obligada hasta"),
        (lambda: column_name("responsible_units"), "Instancias responsables"),
        (lambda: column_name("mi columna"), "mi columna"),
        (lambda: value_name("decentralised", "kind"), "Entidad descentralizada"),
        (lambda: value_name("human_rights", "kind"), "Programa de Derechos Humanos"),
        (lambda: value_name("short", "term"), "Corto plazo"),
        (lambda: value_name("short", "name"), "short"),
        (lambda: value_name(None, "obliged_until"), None),
        (lambda: zone("America/Mexico_City"), "hora de la Ciudad de México"),
        (lambda: zone("America/Lima"), "America/Lima"),
    ],
)
def test_what_a_file_calls_by_a_code_word_is_said_in_the_readers_language(said, shown):
    with override("es"):
        assert said() == shown
