"""What each answer of a mail server means: try again, give up, blame the address or not."""

import smtplib

import pytest

from letters.smtp import Unreachable, enhanced, verdict_on

TO, US = "a@example.org", "portail@example.org"


def of_recipient(code, text=b""):
    return smtplib.SMTPRecipientsRefused({TO: (code, text)})


@pytest.mark.parametrize(
    ("error", "is_final", "blames"),
    [
        (of_recipient(421, b"4.7.0 later"), False, False),
        (of_recipient(450, b"4.1.1 greylisted"), False, False),
        (of_recipient(499), False, False),
        (of_recipient(500, b"5.5.1 command unknown"), True, False),
        (of_recipient(500, b"5.1.1 no such user"), True, True),
        (of_recipient(550), True, True),
        (of_recipient(551), True, True),
        (of_recipient(553), True, True),
        (of_recipient(552), True, False),
        (of_recipient(554, b"5.7.1 blocked"), True, False),
        (of_recipient(550, "5.2.2 boîte pleine".encode()), True, True),
        (smtplib.SMTPSenderRefused(550, b"5.1.8 bad sender", US), True, False),
        (smtplib.SMTPSenderRefused(451, b"", US), False, False),
        (smtplib.SMTPDataError(554, b"5.6.0 content"), True, False),
        (smtplib.SMTPDataError(550, b""), True, False),
        (smtplib.SMTPDataError(550, "5.1.1 parti"), True, True),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), True, False),
        (smtplib.SMTPServerDisconnected("cut"), False, False),
        (Unreachable(smtplib.SMTPAuthenticationError(535, b"no")), False, False),
        (Unreachable(ConnectionRefusedError()), False, False),
        (ValueError("unexpected"), False, False),
    ],
)
def test_final_or_not_and_whose_fault(error, is_final, blames):
    verdict = verdict_on(error)

    assert (verdict.is_final, verdict.blames_address) == (is_final, blames)
    assert verdict.words.endswith(".")
    assert TO not in verdict.words + verdict.code


def test_a_refusal_that_is_not_about_the_address_says_so():
    words = [verdict_on(of_recipient(code, text)).words for code, text in (
        (550, b"5.1.1 no such user"), (550, b"5.7.1 blocked"), (550, b""), (554, b""),
    )]  # fmt: skip

    assert words == [
        "Le serveur du destinataire refuse cette adresse (code 550 5.1.1).",
        "Le serveur du destinataire refuse nos courriels : l’adresse n’est pas en cause "
        "(code 550 5.7.1).",
        "Le serveur du destinataire refuse cette adresse (code 550).",
        "Le serveur du destinataire refuse nos courriels : l’adresse n’est pas en cause "
        "(code 554).",
    ]


def test_a_name_or_a_password_refused_is_told_from_a_silent_server():
    refused, silent = (
        verdict_on(Unreachable(cause)).words
        for cause in (smtplib.SMTPAuthenticationError(535, b"no"), TimeoutError())
    )

    assert refused == "Le serveur d’envoi refuse le nom ou le mot de passe du site."
    assert silent == "Le serveur d’envoi ne répond pas."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"5.1.1 <a@example.org> unknown", (5, 1, 1)),
        (b"user unknown (4.2.2)", (4, 2, 2)),
        (b"192.0.2.1 is blocked", None),
        (b"15.1.1", None),
        (b"", None),
    ],
)
def test_the_enhanced_code_is_found_in_the_words(text, found):
    assert enhanced(text) == found
