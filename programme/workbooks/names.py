"""What sheets and columns are called, in English and in Spanish: one table.

The documentation and the templates offered for download show this table.
"""

import unicodedata

SHEETS = {
    "programme": "programa",
    "rights": "derechos",
    "strategies": "estrategias",
    "actions": "acciones",
    "units": "unidades",
    "ceilings": "techos",
    "control": "control",
    "lines": "renglones",
    "frameworks": "marcos",
}

COLUMNS = {
    "code": "clave",
    "name": "nombre",
    "name_es": "nombre_es",
    "name_en": "nombre_en",
    "kind": "tipo",
    "legal_instrument": "instrumento_juridico",
    "in_force_from": "vigente_desde",
    "in_force_until": "vigente_hasta",
    "short_until": "corto_plazo_hasta",
    "medium_until": "mediano_plazo_hasta",
    "long_until": "largo_plazo_hasta",
    "nucleus": "nucleo",
    "text_es": "texto_es",
    "text_en": "texto_en",
    "serial": "consecutivo",
    "term": "plazo",
    "action_type": "tipo_de_accion",
    "responsible_units": "unidades_responsables",
    "population_groups": "grupos_de_poblacion",
    "carried_out_since": "se_realiza_desde",
    "sector": "sector",
    "obliged_from": "obligada_desde",
    "obliged_until": "obligada_hasta",
    "unit": "unidad",
    "chapter": "capitulo",
    "amount": "importe",
    "framework": "marco",
    "framework_name": "nombre_del_marco",
    "line": "renglon",
    "object_code": "partida",
    "description": "descripcion",
    "actions": "acciones",
    "strength": "vinculo",
    "justification": "justificacion",
    "screened": "sin_accion",
    "reason": "motivo",
    "function": "funcion",
    "territory": "territorio",
    "problem": "problema",
    "objective": "objetivo",
    "target_population": "poblacion_objetivo",
    "expected_result": "resultado_esperado",
    "unit_of_measure": "unidad_de_medida",
    "physical_target": "meta_fisica",
    "indicator": "indicador",
    "gender_perspective": "perspectiva_de_genero",
    "budget": "presupuesto",
    "control": "control",
    "difference": "diferencia",
    "found": "donde_esta",
    "problems": "problemas",
    "mark": "marca",
    **{f"month_{month:02}": f"mes_{month:02}" for month in range(1, 13)},
}

KEYS = {  # a spreadsheet would take 01 for the number 1, and 01.02 for a date
    "code",
    "old_code",
    "new_code",
    "unit",
    "framework",
    "line",
    "object_code",
    "actions",
    "function",
    "population_groups",
}

SENTENCES = {  # columns that are opened wide enough to be read
    *("name", "name_es", "name_en", "legal_instrument", "text_es", "text_en"),
    *("framework_name", "description", "justification", "reason"),
    *("problem", "objective", "target_population", "expected_result"),
    *("indicator", "gender_perspective"),
}

OURS = "problems"  # the column that a marked workbook comes back with


def plain(name: str) -> str:
    """A name as it is compared: without accents and outer spaces; case counts."""
    parts = unicodedata.normalize("NFD", name.strip())
    return "".join(part for part in parts if not unicodedata.combining(part))


def shown(name: str) -> str:
    """A name as a sentence shows it: nothing in it is unseen or turns the text."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)


def is_ours(name: str) -> bool:
    """Whether a column or a sheet is the one that a marked workbook came back with."""
    return plain(name).rstrip(" 0123456789") in known_as(OURS, COLUMNS)


def is_of_table(header: str) -> bool:
    """Whether a column is part of a person's table: named, and none of our own."""
    ours = is_ours(header) or plain(header) in known_as("mark", COLUMNS)
    return bool(plain(header)) and not ours


def known_as(name: str, table: dict[str, str]) -> set[str]:
    """Both names of a sheet or a column."""
    return {name, table.get(name, name)}
