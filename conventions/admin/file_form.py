"""Forms whose row holds a file: the file is written last, once all the rest is right."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from records.admin.forms import RowForm

CHOOSE_AGAIN = "Choisissez de nouveau le fichier : le navigateur ne le garde pas."


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
