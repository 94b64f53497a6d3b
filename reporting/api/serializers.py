"""The shapes of API answers: amounts and rates are strings, codes strings."""

from rest_framework import serializers

from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedGroup,
    PublishedLine,
    PublishedRight,
    PublishedUnit,
)


class AmountField(serializers.DecimalField):
    """A sum of money as a string with two decimals."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_digits=22, decimal_places=2, **kwargs)


class RateField(serializers.DecimalField):
    """A rate as a string with four decimals, null of a whole of zero."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("allow_null", True)
        super().__init__(max_digits=12, decimal_places=4, **kwargs)


class PublicationSerializer(serializers.Serializer):
    """Which publication an answer is of."""

    year = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=["proposal", "approved"])
    number = serializers.IntegerField()
    hash = serializers.CharField()


class NumbersSerializer(serializers.Serializer):
    """Every number of a year (method.md, 5)."""

    units_obliged = serializers.IntegerField()
    units_prepared = serializers.IntegerField()
    units_approved = serializers.IntegerField()
    units_linked = serializers.IntegerField()
    units_partly_linked = serializers.IntegerField()
    units_with_any_link = serializers.IntegerField()
    units_waived = serializers.IntegerField()
    compliance_rate = RateField()
    lines_total = serializers.IntegerField()
    lines_linked = serializers.IntegerField()
    lines_waived = serializers.IntegerField()
    lines_screened = serializers.IntegerField()
    lines_not_screened = serializers.IntegerField()
    amount_total = AmountField()
    amount_linked = AmountField()
    linked_rate = RateField()
    actions_in_force = serializers.IntegerField()
    actions_funded = serializers.IntegerField()
    actions_new = serializers.IntegerField(allow_null=True)
    years_compared = serializers.ListField(child=serializers.IntegerField())


class YearSerializer(NumbersSerializer):
    """A published year with its numbers."""

    year = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=["proposal", "approved"])
    currency = serializers.CharField()
    linking = serializers.ChoiceField(choices=["required", "requested"])
    publication = PublicationSerializer()


class RightSerializer(serializers.ModelSerializer):
    amount_attributed = AmountField()
    amount_touching = AmountField()

    class Meta:
        model = PublishedRight
        fields = [
            "code",
            "nucleus",
            "kind",
            "name_es",
            "name_en",
            "actions_in_force",
            "actions_funded",
            "actions_new",
            "amount_attributed",
            "amount_touching",
            "lines",
            "units",
        ]


class GroupSerializer(serializers.ModelSerializer):
    amount_touching = AmountField()

    class Meta:
        model = PublishedGroup
        fields = [
            "code",
            "name_es",
            "name_en",
            "actions_funded",
            "actions_new",
            "amount_touching",
            "lines",
            "units",
        ]


class UnitSerializer(serializers.ModelSerializer):
    amount_total = AmountField(allow_null=True)
    amount_linked = AmountField(allow_null=True)

    class Meta:
        model = PublishedUnit
        fields = [
            "code",
            "name",
            "kind",
            "sector",
            "obliged",
            "status",
            "lines_total",
            "lines_linked",
            "linked",
            "amount_total",
            "amount_linked",
            "actions_funded",
            "actions_new",
        ]


class FundedActionSerializer(serializers.ModelSerializer):
    right = serializers.CharField(source="right_code")
    amount_attributed = AmountField()
    amount_touching = AmountField()

    class Meta:
        model = PublishedAction
        fields = [
            "code",
            "right",
            "text_es",
            "text_en",
            "new",
            "lines",
            "units",
            "amount_attributed",
            "amount_touching",
        ]


class CatalogueActionSerializer(serializers.ModelSerializer):
    right = serializers.CharField(source="right_code")
    strategy = serializers.CharField(source="strategy_code")

    class Meta:
        model = PublishedAction
        fields = [
            "code",
            "serial",
            "right",
            "strategy",
            "text_es",
            "text_en",
            "term",
            "action_type",
            "responsible_bodies",
            "population_groups",
            "carried_out_since",
            "retired_from",
            "funded",
            "new",
        ]


class SeasonSerializer(serializers.Serializer):
    """What an action was in one year on record; null where it was not there."""

    publication = PublicationSerializer()
    code = serializers.CharField(allow_null=True)
    in_force = serializers.BooleanField()
    funded = serializers.BooleanField()
    new = serializers.BooleanField(allow_null=True)
    lines = serializers.IntegerField(allow_null=True)
    units = serializers.IntegerField(allow_null=True)
    amount_attributed = AmountField(allow_null=True)
    amount_touching = AmountField(allow_null=True)


class ActionSerializer(CatalogueActionSerializer):
    publication = PublicationSerializer()
    history = SeasonSerializer(many=True)

    class Meta(CatalogueActionSerializer.Meta):
        fields = [*CatalogueActionSerializer.Meta.fields, "publication", "history"]


class CitationSerializer(serializers.ModelSerializer):
    action = serializers.CharField(source="action_code")
    right = serializers.CharField(source="right_code")
    programme = serializers.CharField(source="programme_code")
    share = serializers.IntegerField(help_text="Basis points of the line.")
    amount_attributed = AmountField()

    class Meta:
        model = PublishedCitation
        fields = [
            "programme",
            "right",
            "action",
            "share",
            "strength",
            "justification",
            "amount_attributed",
        ]


class LineSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit_code")
    line = serializers.CharField(source="code")
    framework = serializers.CharField(source="framework_code")
    linked = serializers.SerializerMethodField()
    amount = AmountField()
    citations = CitationSerializer(many=True)

    class Meta:
        model = PublishedLine
        fields = [
            "unit",
            "unit_name",
            "framework",
            "framework_name",
            "function",
            "line",
            "object_code",
            "description",
            "amount",
            "territory",
            "classification",
            "state",
            "linked",
            "screened_reason",
            "waiver_reason",
            "waiver_by",
            "waiver_on",
            "citations",
        ]

    def get_linked(self, line: PublishedLine) -> bool:
        """Whether the line cites an action of the year's programme."""
        return line.state == PublishedLine.State.LINKED


class RefusalSerializer(serializers.Serializer):
    """Why an address cannot be answered."""

    detail = serializers.CharField()
