"""The shapes of an action: funded, neglected, in the catalogue, over the years."""

from rest_framework import serializers

from reporting.api.serializers.fields import AmountField
from reporting.api.serializers.years import PublicationSerializer
from reporting.models import PublishedAction


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


class NeglectedActionSerializer(serializers.ModelSerializer):
    """An action, whether its term is over, and whether any known year funded it."""

    right = serializers.CharField(source="right_code")
    strategy = serializers.CharField(source="strategy_code")
    term_end = serializers.IntegerField(
        allow_null=True, help_text="Last year of its term; null: it has no end."
    )
    past_term = serializers.BooleanField(
        help_text="Its term was over before the year began."
    )
    ever_funded = serializers.BooleanField(
        help_text="Funded by this year or by a compared one, itself or what it was."
    )

    class Meta:
        model = PublishedAction
        fields = [
            "code",
            "right",
            "strategy",
            "text_es",
            "text_en",
            "term",
            "term_end",
            "past_term",
            "funded",
            "ever_funded",
            "responsible_bodies",
            "population_groups",
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
