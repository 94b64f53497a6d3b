"""A small catalogue, written by hand, that the tests of search and pages ask."""

from programme.models import ActionBody, Programme
from tests.factories import make_action, make_programme, make_right, make_unit

RIGHTS = {
    "09": ("right", "Derecho a un medio ambiente sano", "Healthy environment"),
    "10": ("right", "Derecho al agua", "Right to water"),
    "12": ("right", "Derecho a la educación", "Right to education"),
    "14": ("right", "Derecho a la salud", "Right to health"),
    "16": ("group", "Derechos de las mujeres", "Women"),
    "25": ("group", "Personas con discapacidad", "Persons with disabilities"),
}
ACTIONS = {
    "09.01.01": ("Plantar árboles nativos en las barrancas", "Plant native trees"),
    "09.01.02": ("Vigilar las descargas en ríos y canales", "Watch discharges"),
    "09.02.01": ("Medir la calidad del aire en cada delegación", "Measure the air"),
    "09.02.10": ("Renovar los autobuses más contaminantes", "Renew polluting buses"),
    "10.01.01": (
        "Reparar fugas de la red de agua potable",
        "Mend leaks of the network",
    ),
    "10.01.02": ("Instalar bebederos en plazas y mercados", "Install fountains"),
    "10.01.03": ("Repartir pipas en las colonias sin red", "Send tankers"),
    "10.02.01": ("Captar lluvia en las escuelas", "Collect rain in schools"),
    "12.01.01": ("Construir escuelas en Iztapalapa", "Build schools in Iztapalapa"),
    "12.01.02": ("Becar a niñas y niños de primaria", "Grant scholarships"),
    "12.02.01": ("Alfabetizar a personas adultas", "Teach adults to read"),
    "12.02.02": ("Imprimir libros en lengua náhuatl", "Print books in Nahuatl"),
    "12.02.03": ("Capacitar a docentes en derechos humanos", "Train teachers"),
    "14.01.01": ("Vacunar a la población contra la influenza", "Vaccinate"),
    "14.01.02": ("Abrir clínicas nocturnas en los hospitales", "Open night clinics"),
    "14.01.03": ("Surtir medicamentos sin costo", "Supply medicines free"),
    "14.02.01": ("Atender partos con parteras tradicionales", "Attend births"),
    "14.02.02": ("Prevenir el embarazo adolescente", "Prevent teenage pregnancy"),
    "16.01.01": ("Abrir refugios contra la violencia", "Open shelters"),
    "16.01.02": ("Mejorar el alumbrado de paraderos y banquetas", "Improve lighting"),
    "16.01.03": ("Otorgar créditos a jefas de familia", "Grant credit"),
    "16.02.01": ("Detectar el cáncer de mama", "Detect breast cancer"),
    "25.01.01": ("Adaptar banquetas y cruces con rampas", "Adapt pavements"),
    "25.01.02": ("Interpretar audiencias en lengua de señas", "Sign language"),
    "25.01.03": ("Contratar a personas con discapacidad", "Hire people"),
    "25.01.04": ("Editar libros en braille", "Publish books in braille"),
    "25.02.01": ("Entregar sillas de ruedas", "Hand out wheelchairs"),
    "25.02.02": ("Habilitar talleres protegidos", "Equip sheltered workshops"),
    "25.02.03": ("Rotular edificios públicos en relieve", "Label buildings"),
    "25.02.04": ("Adquirir microbuses con elevador", "Buy minibuses with a lift"),
}


def make_catalogue(code: str = "") -> Programme:
    """Thirty actions in six chapters; `09.02.10` is retired from 2012.

    `10.02.01` names women, and unit U1 answers for it and, after a name outside the
    list, for `09.01.01`; serials run from 101.
    """
    programme = make_programme(code)
    rights = {
        right: make_right(programme, right, kind=kind, name_es=es, name_en=en)
        for right, (kind, es, en) in RIGHTS.items()
    }
    actions = {
        code: make_action(programme, code, text_es=es, text_en=en, serial=serial)
        for serial, (code, (es, en)) in enumerate(ACTIONS.items(), 101)
    }
    retired = actions["09.02.10"]
    retired.retired_from, retired.term = 2012, "long"
    retired.save()
    actions["10.02.01"].population_groups.add(rights["16"])
    unit = make_unit("U1")
    ActionBody.objects.create(action=actions["10.02.01"], position=1, unit=unit)
    ActionBody.objects.create(action=actions["09.01.01"], position=1, name="ONU")
    ActionBody.objects.create(action=actions["09.01.01"], position=2, unit=unit)
    return programme
