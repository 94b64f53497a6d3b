"""What officers write of a framework and of a line, in the order of its form."""

FRAMEWORK_FIELDS = (
    "code",
    "name",
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "physical_target",
    "monthly_targets",
    "indicator",
    "function",
    "gender_perspective",
    "position",
)
LINE_FIELDS = (
    "code",
    "object_code",
    "description",
    "amount",
    "territory",
    "classification",
    "position",
)
