"""The shapes of a line with its citations."""

from rest_framework import serializers

from reporting.api.serializers.fields import AmountField
from reporting.models import PublishedCitation, PublishedLine


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
