"""Forms whose row holds a file: the file is written last, once all the rest is right."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from conventions.files import no_file_without_row

CHOOSE_AGAIN = "Choisissez de nouveau le fichier : le navigateur ne le garde pas."


class FileForm(forms.ModelForm):
    """The form of a row with a `file` and a verb `take_file(upload)`."""

    def _post_clean(self):
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        if not isinstance(upload, UploadedFile):
            return
        if self.errors:
            self.add_error("file", CHOOSE_AGAIN)
            return
        try:
            self.instance.take_file(upload)
        except ValidationError as error:
            self.add_error("file", error)


class FileAdmin:
    """Mixin of a screen with a FileForm: a form that is not saved leaves no file behind."""

    form = FileForm

    def changeform_view(self, *args, **kwargs):
        with no_file_without_row():
            return super().changeform_view(*args, **kwargs)
