"""Forms whose row holds a file: the file is written last, once all the rest is right."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from conventions.uploads import validate_document_file
from records.admin.forms import RowForm

MOST_FILES = 20
CHOOSE_AGAIN = "Choisissez de nouveau le fichier : le navigateur ne le garde pas."


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several documents chosen at once: gives the list, each judged; a fault names its file."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        uploads = [one for one in (data or []) if one]
        if len(uploads) > MOST_FILES:
            raise ValidationError(f"Joignez {MOST_FILES} fichiers au plus à la fois.")
        faults = []
        for upload in uploads:
            try:
                validate_document_file(super().clean(upload))
            except ValidationError as error:
                faults += [f"« {upload.name} » : {words}" for words in error.messages]
        if faults:
            raise ValidationError(faults)
        return uploads


class FileForm(RowForm):
    """The form of a row with a `file` and a verb `take_file(upload)`.

    A form that is not saved leaves no file behind: see conventions.files.FilesMiddleware.
    """

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
