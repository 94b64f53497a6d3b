"""What a suggestion is asked for: a line as its officer describes it."""

from dataclasses import dataclass

from budgeting.models import SpendingLine


@dataclass(frozen=True)
class Asked:
    """The words of a line and of its framework, and what else is known of it."""

    year: int
    unit: int  # the key of its unit
    description: str
    object_code: str = ""
    activity: str = ""  # the framework's name
    population: str = ""
    purpose: str = ""  # problem, objective and expected result of the framework
    function: str = ""
    code: str = ""


def asked_of(line: SpendingLine) -> Asked:
    """What the line's saved words ask for; its framework and proposal are read."""
    framework, proposal = line.framework, line.proposal
    purpose = (framework.objective, framework.problem, framework.expected_result)
    return Asked(
        year=proposal.fiscal_year_id,
        unit=proposal.unit_id,
        description=line.description,
        object_code=line.object_code,
        activity=framework.name,
        population=framework.target_population,
        purpose=" ".join(purpose),
        function=framework.function,
        code=line.code,
    )
