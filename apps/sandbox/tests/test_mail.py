from django.core.mail import EmailMultiAlternatives, send_mail

from sandbox import store


def test_mail_is_in_the_inbox_with_both_parts(settings):
    settings.EMAIL_BACKEND = "sandbox.mail.SandboxBackend"
    mail = EmailMultiAlternatives("主题", "正文", to=["a@example.com"], cc=["b@example.com"])
    mail.attach_alternative("<p>正文</p>", "text/html")

    count = mail.send()

    [kept] = store.messages()
    assert (count, kept.kind, kept.to, kept.subject) == (1, "mail", "a@example.com, b@example.com", "主题")
    assert (kept.text, kept.html) == ("正文", "<p>正文</p>")


def test_plain_mail_has_no_html(settings):
    settings.EMAIL_BACKEND = "sandbox.mail.SandboxBackend"

    send_mail("s", "t", None, ["a@example.com"])

    assert [message.html for message in store.messages()] == [""]
