"""What each answer of a mail server means: try again, give up, blame the address or not."""

import smtplib

import pytest

from letters.bounces import bounce_in
from letters.smtp import Unreachable, verdict_on
from letters.verdicts import Blame, enhanced

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
        (of_recipient(550, "5.2.2 boîte pleine".encode()), True, False),
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


# Status and Diagnostic-Code of delivery reports as servers write them, and whose fault it is.
ADDRESS, FULL, OURS, OTHER = Blame
SHAPES = [
    ("5.1.1", "smtp; 550 5.1.1 <a@b.fr>: Recipient address rejected: User unknown", ADDRESS),
    ("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", ADDRESS),
    ("5.1.1", "smtp; 550 5.1.1 <a@b.fr>: User unknown in relay recipient table", ADDRESS),
    ("5.1.1", "smtp; 550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416", ADDRESS),
    ("5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", ADDRESS),
    ("5.1.2", "smtp; 550 5.1.2 Bad destination system address", ADDRESS),
    ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", ADDRESS),
    ("5.4.4", "X-Postfix; Host or domain name not found. Name service error", ADDRESS),
    ("5.4.310", "smtp; 554 5.4.310 DNS domain example.invalid does not exist", ADDRESS),
    ("5.2.1", "smtp; 550 5.2.1 This mailbox has been blocked due to inactivity", ADDRESS),
    ("5.0.0", "smtp; 550 user unknown", ADDRESS),
    ("5.0.0", "smtp; 550 5.1.1 unknown", ADDRESS),
    ("5.0.0", "X-Unix; no such user here", ADDRESS),
    ("5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable", ADDRESS),
    ("5.3.0", "smtp; 553 5.3.0 <a@b.fr>... No such user here", ADDRESS),
    ("5.5.0", "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable", ADDRESS),
    ("", "smtp; 550 Invalid recipient", ADDRESS),
    ("", "", ADDRESS),
    ("5.2.2", "smtp; 552 5.2.2 The email account that you tried to reach is over quota", FULL),
    ("4.2.2", "smtp; 452 4.2.2 Mailbox full", FULL),
    ("5.0.0", "smtp; 552 Quota exceeded (mailbox for user is full)", FULL),
    ("5.0.0", "smtp; 550 La boîte du destinataire est pleine", FULL),
    ("5.1.8", "smtp; 550 5.1.8 <n@c.fr>: Sender address rejected: Domain not found", OURS),
    ("5.1.7", "smtp; 550 5.1.7 Invalid sender address", OURS),
    ("5.7.1", "smtp; 550 5.7.1 Message rejected due to SPF policy", OURS),
    ("5.7.26", "smtp; 550 5.7.26 This mail has been blocked: the sender is unauthenticated", OURS),
    ("5.0.0", "smtp; 554 Service unavailable; Client host [192.0.2.1] blocked, Spamhaus", OURS),
    ("5.0.0", "smtp; 550 Sender address rejected: Domain not found", OURS),
    ("5.7.0", "smtp; 550 5.7.0 refused", OURS),
    ("5.2.3", "smtp; 552 5.2.3 Message size exceeds fixed limit", OTHER),
    ("5.3.4", "smtp; 552 5.3.4 Message too big for system", OTHER),
    ("5.6.0", "smtp; 554 5.6.0 Message contains an invalid header", OTHER),
    ("5.4.6", "smtp; 554 5.4.6 Hop count exceeded, mail loop", OTHER),
    ("4.4.1", "smtp; connect to b.fr: Connection timed out", OTHER),
    ("4.4.7", "smtp; delivery time expired", OTHER),
    ("5.0.0", "smtp; 554 transaction failed", OTHER),
]


@pytest.mark.parametrize(("status", "said", "fault"), SHAPES)
def test_a_letter_that_came_back_blames_what_failed(status, said, fault):
    lines = ["Final-Recipient: rfc822; a@b.fr", "Action: failed", f"Status: {status}"]
    report = "\r\n".join([
        "Content-Type: multipart/report; boundary=x", "", "--x",
        "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; b.fr", "",
        *lines, f"Diagnostic-Code: {said}", "", "--x--",
    ])  # fmt: skip

    bounce = bounce_in(report.encode())

    assert bounce.fault == fault
    assert bounce.words.startswith(f"Revenu : {fault.value}")
