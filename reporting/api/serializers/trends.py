"""The shapes of a number over the years on record."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reporting.api.serializers.years import PublicationSerializer

SAME = "What it was in the year on record before, and what it is; codes."


class BreakSerializer(serializers.Serializer):
    """Why a year does not continue the year on record before it."""

    kind = serializers.ChoiceField(
        choices=[
            "programme",
            "stage",
            "linking",
            "currency",
            "method",
            "renamed",
            "merged",
            "split",
            "carried",
        ]
    )
    before = serializers.CharField(help_text=SAME)
    after = serializers.CharField(help_text=SAME)


@extend_schema_field({"type": ["integer", "boolean", "string", "null"]})
class ValueField(serializers.Field):
    """A count, whether, an amount or a rate as a string, or null: not told."""


class PointSerializer(serializers.Serializer):
    """One year on record, with what it tells."""

    publication = PublicationSerializer()
    programme = serializers.CharField(help_text="Code of the year's programme.")
    linking = serializers.ChoiceField(choices=["required", "requested"])
    currency = serializers.CharField()
    code = serializers.CharField(
        allow_blank=True, help_text="Its code in that year; empty of the year itself."
    )
    state = serializers.ChoiceField(
        choices=[
            "told",
            "not_in_programme",
            "other_programme",
            "absent",
            "missing",
            "not_approved",
        ],
        help_text="Why the values are null, where they are.",
    )
    values = serializers.DictField(
        child=ValueField(), help_text="By the name of the measure."
    )
    since = serializers.IntegerField(
        allow_null=True, help_text="The year on record before it."
    )
    not_on_record = serializers.ListField(
        child=serializers.IntegerField(), help_text="Years between that are not."
    )
    breaks = BreakSerializer(many=True)
    carried = BreakSerializer(many=True)


class TrendSerializer(serializers.Serializer):
    """A year, right, group, action or unit over the years on record, oldest first."""

    level = serializers.ChoiceField(
        choices=["year", "right", "group", "action", "unit"]
    )
    code = serializers.CharField(allow_blank=True)
    measures = serializers.ListField(child=serializers.CharField())
    amounts = serializers.ChoiceField(choices=["nominal"])
    results = PointSerializer(many=True)
