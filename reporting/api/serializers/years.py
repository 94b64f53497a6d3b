"""The shapes of a year and of what is counted in it."""

from datetime import date

from django.utils.timezone import localtime
from rest_framework import serializers

from reporting.api.serializers.fields import AmountField, RateField
from reporting.models import Publication, PublishedGroup, PublishedRight, PublishedUnit


class PublicationSerializer(serializers.Serializer):
    """Which publication an answer is of."""

    year = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=["proposal", "approved"])
    number = serializers.IntegerField()
    hash = serializers.CharField()


class EditionSerializer(serializers.ModelSerializer):
    """One publication of a year, whichever is the year's record."""

    stage = serializers.ChoiceField(choices=["proposal", "approved"])
    published_on = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = [
            "number",
            "stage",
            "hash",
            "published_on",
            "by_command",
            "method_version",
        ]

    def get_published_on(self, publication: Publication) -> date:
        """The day, in the city's time."""
        return localtime(publication.published_at).date()


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


class RefusalSerializer(serializers.Serializer):
    """Why an address cannot be answered."""

    detail = serializers.CharField()
