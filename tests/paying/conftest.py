import pytest


@pytest.fixture
def gateway(settings, live_server, letters):
    """The mall and the stand-in of Alipay ask each other over HTTP; tasks run at once. Returns the mails."""
    settings.ALIPAY_GATEWAY_URL = f"{live_server.url}/sandbox/alipay/gateway.do"
    settings.PUBLIC_BASE_URL = f"{live_server.url}/"
    return letters
