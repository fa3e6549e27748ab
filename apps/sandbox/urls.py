from django.urls import path

from . import alipay, aliyun, gallery, qq, ronglian, tencent, views

app_name = "sandbox"
urlpatterns = [
    path("dev/components/", gallery.components, name="components"),
    path("sandbox/", views.inbox, name="inbox"),
    path("sandbox/send-sms/", views.send_sms, name="send_sms"),
    path("sandbox/send-mail/", views.send_mail, name="send_mail"),
    path("sandbox/empty/", views.empty, name="empty"),
    path("sandbox/ronglian/2013-12-26/Accounts/<str:sid>/SMS/TemplateSMS", ronglian.template_sms, name="ronglian_sms"),
    path("sandbox/tencent/", tencent.send_sms, name="tencent_sms"),
    path("sandbox/aliyun/", aliyun.send_sms, name="aliyun_sms"),
    path("sandbox/alipay/gateway.do", alipay.gateway, name="alipay_gateway"),
    path("sandbox/alipay/mood/", alipay.mood, name="alipay_mood"),
    path("sandbox/alipay/<str:out_trade_no>/", alipay.page, name="alipay_page"),
    path("sandbox/qq/oauth2.0/authorize", qq.authorize, name="qq_authorize"),
    path("sandbox/qq/oauth2.0/token", qq.token, name="qq_token"),
    path("sandbox/qq/oauth2.0/me", qq.me, name="qq_me"),
]
