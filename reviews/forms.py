"""What the team writes of a year, and what a correction says of itself."""

from django import forms
from django.utils.html import format_html

from actions.models import Picture, Update
from actions.quick_forms import plain_helper
from records.french import full_date
from reviews.figures.news import news_of
from reviews.models import Review, ReviewWord
from reviews.models.edition import NO_CORRECTION


class NewsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, update):
        return f"{update.title} ({update.action.title}, {full_date(update.said_on)})"


class PictureField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, picture):
        """The words of the picture beside its smallest size, which says nothing more."""
        small = picture.jpegs[0]
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="" loading="lazy"> {} ({})',
            small.url,
            160,
            round(160 * small.height / small.width),
            picture.alt,
            picture.action.title,
        )


class YearReviewForm(forms.ModelForm):
    highlights = NewsField(
        Update.objects.none(),
        label="Faits marquants",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Review._meta.get_field("highlights").help_text,
    )
    pictures = PictureField(
        Picture.objects.none(),
        label="Photos",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Review._meta.get_field("pictures").help_text,
    )
    changeable = ("introduction", "outlook")

    class Meta:
        model = Review
        fields = ("introduction", "highlights", "pictures", "outlook")
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 8}),
            "outlook": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        convention, year = self.instance.convention, self.instance.year
        told = [row.pk for row in news_of(convention, year) if not row.nothing_new]
        news = Update.objects.filter(pk__in=told).select_related("action")
        self.fields["highlights"].queryset = news.order_by("published_at", "pk")
        shown = Picture.objects.of(convention).select_related("action")
        self.fields["pictures"].queryset = shown.order_by("action__number", "position", "pk")
        self.helper = plain_helper(*self.Meta.fields)


class WordForm(forms.ModelForm):
    class Meta:
        model = ReviewWord
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = str(self.instance.enjeu)
        self.helper = plain_helper("text")


WordFormSet = forms.inlineformset_factory(
    Review, ReviewWord, form=WordForm, extra=0, can_delete=False
)


class PublishForm(forms.Form):
    """`is_correction` when residents already read an edition."""

    correction = forms.CharField(
        label="Ce que cette version corrige",
        max_length=250,
        help_text="Une phrase, visible de tous.",
        error_messages={"required": NO_CORRECTION},
    )

    def __init__(self, *args, is_correction, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["correction"]
        self.helper = plain_helper(*self.fields)
