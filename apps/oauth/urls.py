from django.urls import path

from .views import account, binding, travelling

app_name = "oauth"
urlpatterns = [
    path("qq/login/", travelling.login, name="login"),
    path("oauth_callback/", travelling.callback, name="callback"),
    path("qq/binding/", binding.binding, name="binding"),
    path("qq/", account.qq, name="qq"),
    path("qq/bind/", account.bind, name="bind"),
    path("qq/unbind/", account.unbind, name="unbind"),
]
