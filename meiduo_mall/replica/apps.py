from django.apps import AppConfig


class ReplicaConfig(AppConfig):
    name = "meiduo_mall.replica"
    label = "replica"
