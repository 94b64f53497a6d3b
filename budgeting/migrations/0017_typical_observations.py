from django.db import migrations

# code, what it is about, usual severity, name and standard text in Spanish, in English
CODES = [
    ("ANT-01", "proposal", "blocking",
     "Total por encima del techo presupuestal",
     "El importe total del anteproyecto rebasa el techo presupuestal que se comunicó a la unidad. Reduzca los importes hasta el techo o, si no es posible, solicite a Finanzas una excepción con su justificación.",
     "Total above the ceiling",
     "The total of the proposal is above the ceiling that was given to the unit. Reduce the amounts to the ceiling or, if that cannot be done, ask Finance for an exception and say why."),
    ("ANT-02", "proposal", "blocking",
     "Capítulo por encima de su techo",
     "La suma de un capítulo rebasa el techo que se fijó para él. Traslade o reduzca importes hasta que el capítulo quede dentro de su techo.",
     "Chapter above its ceiling",
     "The sum of a chapter is above the ceiling set for it. Move or reduce amounts until the chapter is within its ceiling."),
    ("ANT-03", "proposal", "advisory",
     "Total o capítulo por debajo del techo",
     "Lo registrado queda por debajo del techo presupuestal. Confirme que no falta gasto por registrar o explique a qué se debe la diferencia.",
     "Total or chapter below the ceiling",
     "What is entered stays below the ceiling. Confirm that no spending is missing, or explain the difference."),
    ("ANT-04", "proposal", "blocking",
     "El capítulo 1000 difiere de la previsión de nómina",
     "El capítulo 1000 no coincide con la previsión de nómina de la unidad. Concilie la plantilla con el área de recursos humanos y corrija los renglones, o anexe la explicación de la diferencia.",
     "Chapter 1000 differs from the payroll forecast",
     "Chapter 1000 does not match the payroll forecast of the unit. Reconcile the posts with the human resources office and correct the lines, or explain the difference."),
    ("MPP-01", "framework", "blocking",
     "Marco en blanco o incompleto",
     "El marco de política pública está en blanco o incompleto. Describa el problema con su evidencia, el objetivo, la población objetivo y el resultado esperado.",
     "Framework blank or incomplete",
     "The policy framework is blank or incomplete. Describe the problem with its evidence, the objective, the target population and the expected result."),
    ("MPP-02", "framework", "blocking",
     "Marco copiado del año anterior",
     "El marco repite el del año anterior sin actualizar. Revise el diagnóstico, la población y las metas con los resultados más recientes, y corrija lo que haya cambiado.",
     "Framework copied from last year",
     "The framework repeats last year's without any update. Review the diagnosis, the population and the targets with the latest results, and correct what has changed."),
    ("MPP-03", "framework", "blocking",
     "Dinero sin meta física o sin unidad de medida",
     "La actividad tiene importe, pero no tiene meta física o unidad de medida. Indique qué se entregará, en qué unidad y cuánto en el año.",
     "Money without a physical target or a unit of measure",
     "The activity has money but no physical target or no unit of measure. Say what will be delivered, in which unit and how much in the year."),
    ("MPP-04", "framework", "advisory",
     "Meta sin dinero",
     "La actividad tiene meta física y ningún importe. Asigne el gasto que la hace posible o explique por qué no requiere recursos.",
     "Target without money",
     "The activity has a physical target and no amount. Enter the spending that makes it possible, or explain why it needs no money."),
    ("MPP-05", "framework", "blocking",
     "El calendario mensual no suma la meta del año",
     "Las metas de los doce meses no suman la meta del año. Corrija el calendario o la meta anual para que coincidan.",
     "The monthly calendar does not add up to the year's target",
     "The targets of the twelve months do not add up to the target of the year. Correct the calendar or the yearly target so that they agree."),
    ("REN-01", "line", "blocking",
     "Clave fuera de catálogo",
     "Un elemento de la clave presupuestal no está en el catálogo vigente o no está autorizado para la unidad. Use una clave del catálogo o solicite su alta.",
     "Key not in the catalogue",
     "A segment of the budget key is not in the catalogue in force, or is not authorised for the unit. Use a key of the catalogue or ask for it to be added."),
    ("REN-02", "line", "blocking",
     "Clave repetida",
     "La misma clave presupuestal aparece en más de un renglón. Reúna los importes en un solo renglón o corrija la clave.",
     "Duplicate key",
     "The same budget key stands in more than one line. Bring the amounts together in one line or correct the key."),
    ("REN-03", "line", "blocking",
     "Inversión sin registro en cartera",
     "El proyecto de inversión no tiene registro vigente en la cartera. Indique la clave de registro o retire el renglón hasta obtenerla.",
     "Investment without a portfolio record",
     "The investment project has no record in force in the portfolio. Give the number of the record, or take the line out until there is one."),
    ("REN-04", "line", "blocking",
     "Partida restringida",
     "La partida está sujeta a autorización previa y no consta que se haya obtenido. Anexe la autorización o cambie la partida.",
     "Restricted partida",
     "This partida needs a prior authorisation and there is no record of one. Send the authorisation or change the partida."),
    ("REN-05", "line", "blocking",
     "Partida centralizada",
     "Este gasto se contrata de forma consolidada y lo presupuesta el área que lo centraliza. Retire el renglón y comunique su requerimiento a esa área.",
     "Centralised partida",
     "This spending is contracted centrally and is budgeted by the office that does so. Take the line out and tell that office what you need."),
    ("REN-06", "line", "blocking",
     "Descripción insuficiente",
     "La descripción no permite saber en qué se gastará. Precise el bien, servicio u obra, la cantidad y el lugar.",
     "Description not clear enough",
     "The description does not let anyone know what the money is for. State the good, service or work, how much of it and where."),
    ("REN-07", "line", "blocking",
     "Gastos distintos en un mismo renglón",
     "El renglón reúne gastos de naturaleza distinta. Sepárelos en renglones propios, cada uno con su partida y su línea de acción.",
     "Different spending in one line",
     "The line holds spending of different kinds. Separate it into lines of their own, each with its partida and its line of action."),
    ("REN-08", "line", "blocking",
     "“Ninguna acción aplica” aunque el Programa nombra a la unidad",
     "Se declaró que ninguna línea de acción aplica, pero el Programa nombra a esta unidad como responsable de acciones relacionadas con este gasto. Revise esas acciones y vincule la que corresponda, o precise el motivo.",
     "“No action applies” although the programme names the unit",
     "It was declared that no line of action applies, but the programme names this unit as responsible for actions related to this spending. Review those actions and cite the one that fits, or give the reason more exactly."),
    ("VIN-01", "citation", "blocking",
     "Línea de acción fuera de la competencia de la unidad",
     "La línea de acción citada corresponde a la competencia de otro ente. Cite una que la unidad pueda cumplir o señale el acuerdo por el que participa en ella.",
     "Action outside the unit's competence",
     "The action cited belongs to another body's competence. Cite one that the unit can carry out, or name the agreement by which it takes part."),
    ("VIN-02", "citation", "blocking",
     "La línea de acción no corresponde al gasto",
     "La línea de acción citada no guarda relación con lo que este renglón paga. Cite la que este gasto atiende o explique la relación en la justificación.",
     "The action does not fit the spending",
     "The action cited has nothing to do with what this line pays. Cite the one that this spending serves, or explain the link in the justification."),
    ("VIN-03", "citation", "blocking",
     "Una sola línea de acción para casi todo",
     "La misma línea de acción se cita en la mayor parte de los renglones. Revise renglón por renglón qué acción atiende cada gasto y vincule la que corresponda.",
     "One action on almost everything",
     "The same action is cited by most of the lines. Review line by line which action each spending serves, and cite that one."),
    ("VIN-04", "citation", "advisory",
     "Falta la justificación del vínculo",
     "No se explica cómo este gasto contribuye a la línea de acción citada. Escriba en una frase qué se hará y a quién beneficia.",
     "Justification of the link missing",
     "Nothing explains how this spending contributes to the action cited. Write in one sentence what will be done and for whom."),
    ("VIN-05", "citation", "advisory",
     "La misma justificación en muchos renglones",
     "La misma justificación se repite en muchos renglones. Escriba en cada uno lo que ese gasto aporta a la línea de acción.",
     "The same justification on many lines",
     "The same justification is repeated on many lines. Say for each what that spending contributes to the action."),
    ("VIN-06", "citation", "advisory",
     "Proporciones sin revisar",
     "El importe se reparte en partes iguales entre las líneas de acción citadas. Confirme que así se gastará o indique la proporción de cada una.",
     "Shares not reviewed",
     "The amount is split in equal parts among the actions cited. Confirm that it will be spent so, or give the share of each."),
    ("VIN-07", "citation", "advisory",
     "Nómina completa en un solo derecho",
     "Toda la nómina se vincula con un solo derecho. Indique qué parte del personal trabaja para la línea de acción y ajuste la proporción, o justifique que sea toda.",
     "Whole payroll on one right",
     "The whole payroll is linked to a single right. Say which part of the staff works for the action and adjust the share, or justify that it is all of it."),
    ("GEN-01", "any", "blocking",
     "Falta sustento",
     "Falta el sustento de lo registrado. Anexe el documento o explique el cálculo en su respuesta.",
     "Support missing",
     "What is entered lacks support. Send the document or explain the calculation in your answer."),
    ("GEN-02", "any", "blocking",
     "Aumento sin explicación frente al año anterior",
     "El importe aumenta frente al año anterior más de lo previsto. Explique a qué se debe el aumento o ajústelo.",
     "Unexplained increase over last year",
     "The amount grows over last year's more than expected. Explain the increase or adjust it."),
    ("GEN-03", "any", "advisory",
     "Recomendación",
     "Se recomienda a la unidad, sin que impida la aprobación, lo siguiente:",
     "Recommendation",
     "The following is recommended to the unit, and does not stand in the way of approval:"),
]


def add_codes(apps, schema_editor):
    """The typical observations of a budget year, for a city to keep as its own."""
    model = apps.get_model("budgeting", "ObservationCode")
    model.objects.bulk_create(
        (model(
            code=code, about=about, severity=severity, position=10 * place,
            name_es=name_es, text_es=text_es, name_en=name_en, text_en=text_en,
        )
        for place, (code, about, severity, name_es, text_es, name_en, text_en)
        in enumerate(CODES, start=1)),
        ignore_conflicts=True,  # migrated back and forth
    )


def keep_answers(apps, schema_editor):
    """Each answer that was given so far begins the thread of its observation."""
    observations = apps.get_model("budgeting", "Observation").objects
    reply = apps.get_model("budgeting", "Reply")
    answered = observations.exclude(reply="").exclude(replied_by=None)
    answered = answered.filter(replies=None).order_by("pk")
    reply.objects.bulk_create(
        reply(
            observation=one, side="unit", text=one.reply,
            by_id=one.replied_by_id, at=one.replied_at or one.at,
        )
        for one in answered
    )


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0016_observationcode_reply'),
    ]

    operations = [
        migrations.RunPython(add_codes, migrations.RunPython.noop),
        migrations.RunPython(keep_answers, migrations.RunPython.noop),
    ]
